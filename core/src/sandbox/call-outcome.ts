import type { HookOutput } from '@tenon/sdk/contract/hook-call'
import type { CallLimits } from './call-limits.ts'
import type { PluginFailureCode } from './plugin-failure.ts'
import type { SliceResult } from './sandbox-child.ts'

/** `detail` is in words, without a final stop. `killed`: it cost an isolate or a child. */
export interface CallFailure {
  kind: 'failed'
  code: PluginFailureCode
  detail: string
  killed: boolean
}

/**
 * How an attempt at a call ended. `lost`: its child or isolate went away and the call is not to blame; `rerun` tells
 * whether it may be made again.
 */
export type CallOutcome =
  | { kind: 'ok'; output: HookOutput }
  | CallFailure
  | { kind: 'lost'; rerun: boolean }
  | { kind: 'cancelled' }

export interface CallState {
  limits: CallLimits
  /** Over all slices of the call, this one included. */
  cpuMicros: number
  /** Whether it has had an effect outside its isolate. */
  wrote: boolean
}

/**
 * What a slice's end means for its call; null when the call may go on. Decided from what core and the child have
 * seen, never from a text that the plugin can choose.
 */
export function judgeSlice(result: SliceResult, state: CallState): CallOutcome | null {
  switch (result.outcome) {
    case 'died':
      return judgeDeath(result, state)
    case 'timedOut':
      return timeoutOf(state.limits, true)
    case 'outOfMemory':
      return { kind: 'failed', code: 'PLUGIN_MEMORY_LIMIT', detail: '', killed: true }
    case 'noIsolate':
      return { kind: 'lost', rerun: !state.wrote }
    case 'ended':
      return judgeCpu(state)
  }
}

export function timeoutOf({ wallMs, cpuMs }: CallLimits, killed: boolean): CallFailure {
  const detail = `it may take ${wallMs} ms, ${cpuMs} ms of them at work`
  return { kind: 'failed', code: 'PLUGIN_TIMEOUT', detail, killed }
}

function judgeDeath({ guilty, death }: Extract<SliceResult, { outcome: 'died' }>, state: CallState): CallOutcome {
  if (guilty && (death.cause === 'deadline' || death.cause === 'cpu')) return timeoutOf(state.limits, true)
  if (guilty && (death.cause === 'memory' || death.cause === 'crashed')) {
    return { kind: 'failed', code: 'PLUGIN_MEMORY_LIMIT', detail: '', killed: true }
  }
  return { kind: 'lost', rerun: !state.wrote }
}

function judgeCpu({ limits, cpuMicros }: CallState): CallFailure | null {
  if (cpuMicros <= limits.cpuMs * 1000) return null
  const detail = `${Math.round(cpuMicros / 1000)} ms of at most ${limits.cpuMs} ms`
  return { kind: 'failed', code: 'PLUGIN_CPU_LIMIT', detail, killed: false }
}
