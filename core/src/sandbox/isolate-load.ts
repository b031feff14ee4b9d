import type { HookInventory } from '@tenon/sdk/contract/plugin-manifest'
import type { KillCause } from './child-death.ts'

export type LoadOutcome =
  /** `stranger`: in words, what stands in the definition and means nothing. */
  | { kind: 'ok'; inventory: HookInventory; stranger: string | null }
  /** In words, without a final stop. */
  | { kind: 'failed'; detail: string; killed: KillCause | null }
  | { kind: 'lost' }
  /** Not begun: it may be tried in another child. */
  | { kind: 'moved' }

/** An isolate in a child: how loading it went, and when a call last wanted it. */
export interface IsolateLoad {
  outcome: Promise<LoadOutcome>
  usedAt: number
}
