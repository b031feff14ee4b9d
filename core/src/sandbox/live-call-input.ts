import type { CallOutcome } from './call-outcome.ts'
import type { CallUsage } from './call-usage.ts'
import type { SandboxCall } from './sandbox.ts'
import type { SandboxChild } from './sandbox-child.ts'

export interface LiveCallInput {
  child: SandboxChild
  /** Key of the loaded isolate. */
  isolate: string
  call: SandboxCall
  /** HookInput as JSON. */
  inputText: string
  /** When the call came, by `performance.now()`. */
  arrivedAt: number
  /** Written to as the call goes on. */
  usage: CallUsage
  /** Lines that it may log. */
  logLines: number
  log(level: string, message: string): void
  /** Hears of errors of the host of which the plugin learns nothing. */
  hostFailed(method: string, error: unknown): void
  /** Asked when its first slice's turn has come: why it should not begin after all. */
  mayBegin(): CallOutcome | null
  onCpu(micros: number): void
  /** Whether it may as well begin in another child. */
  movable: boolean
  /** Whether its tenant has to rest after its work. */
  paced: boolean
}
