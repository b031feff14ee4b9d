import type { CallUsage } from './call-usage.ts'
import type { KillCause } from './child-death.ts'
import type { HookIdentity } from './sandbox-event.ts'

/** One finished call, or one that was refused, as the operator's figures take it. */
export interface CallRecord extends HookIdentity {
  /** `OK` or the code of the failure. */
  code: string
  killed: KillCause | null
  /** Its script was not loaded when it came. */
  cold: boolean
  wallMs: number
  lengthIn: number
  lengthOut: number
  usage: CallUsage
}
