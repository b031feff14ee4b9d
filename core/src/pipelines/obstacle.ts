import type { Locale, LocalizedText } from '@tenon/sdk/contract/locale'
import { textIn } from '@tenon/sdk/contract/locale'
import type { MoveRule } from '@tenon/sdk/contract/stage-moves'
import type { Problem } from '@tenon/sdk/contract/tenon-error'

/** One thing of a pipeline that stands in the way of a move. */
export interface Obstacle {
  readonly rule: MoveRule
  /** A sentence for whoever asked. */
  readonly sentence: string
  /** One per field that is to be filled in, or one for the move as a whole. */
  readonly problems: readonly Problem[]
  /** Name of the guard, or of the rule about transitions. */
  readonly guard?: string
}

/** One that no field can mend. */
export function moveObstacle(locale: Locale, rule: MoveRule, text: LocalizedText): Obstacle {
  const sentence = textIn(text, locale)
  return { rule, sentence, problems: [{ pointer: '/stage', message: sentence, rule }] }
}
