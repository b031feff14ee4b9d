import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { WhatIfKind } from '@tenon/sdk/contract/stage-what-if'
import type { RawBuilder } from 'kysely'

/** How a rule is asked of the records that are in its stage. */
export type RuleCheck =
  /** Records under the alias `r` that do not keep to it. */
  | { readonly kind: 'records'; readonly failing: RawBuilder<unknown> }
  /** So many may be in the stage. */
  | { readonly kind: 'limit'; readonly most: number }
  /** It cannot be counted. */
  | { readonly kind: 'unknown'; readonly reason: LocalizedText }

/** A rule of a stage that is new, or stricter than it was. */
export interface StageRule {
  readonly stage: string
  readonly kind: WhatIfKind
  readonly text: LocalizedText
  readonly check: RuleCheck
}
