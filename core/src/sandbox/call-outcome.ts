import type { HookInput, HookOutput } from '@tenon/sdk/contract/hook-call'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { GuestPost } from '@tenon/sdk/contract/sandbox-protocol'
import type { CallLimits } from './call-limits.ts'
import type { KillCause } from './child-death.ts'
import type { PluginFailureCode } from './plugin-failure.ts'
import { printableText } from './printable-text.ts'
import { readOutput } from './read-output.ts'
import type { SliceResult } from './slice-job.ts'

/** `detail` is in words, without a final stop; those of the author's own code in the language that they came in. */
export interface CallFailure {
  kind: 'failed'
  code: PluginFailureCode
  detail: string | LocalizedText
  killed: KillCause | null
}

/**
 * How an attempt at a call ended. `lost`: its child or isolate went away and the call is not to blame; `rerun` tells
 * whether it may be made again, and `begun` whether any of it has run. `moved`: it was not begun, because it would have had to wait for long where it was.
 * `refused`: it was not begun and shall not be.
 */
export type CallOutcome =
  | { kind: 'ok'; output: HookOutput; length: number }
  | CallFailure
  | { kind: 'lost'; rerun: boolean; begun: boolean }
  | { kind: 'moved' }
  | { kind: 'cancelled' }
  | { kind: 'refused'; code: PluginFailureCode }

export interface CallState {
  limits: CallLimits
  /** Over all slices of the call, this one included. */
  cpuMicros: number
  /** Whether it has had an effect outside its isolate. */
  wrote: boolean
  /** Whether any of it has run. */
  begun: boolean
}

/**
 * What a slice's end means for its call; null when the call may go on. Decided from what core and the child have
 * seen, never from a text that the plugin can choose.
 */
export function judgeSlice(result: SliceResult, state: CallState): CallOutcome | null {
  switch (result.outcome) {
    case 'died':
      return judgeDeath(result, state)
    case 'moved':
      return { kind: 'moved' }
    case 'timedOut':
      return timeoutOf(state.limits, 'sliceTimer')
    case 'outOfMemory':
      return { kind: 'failed', code: 'PLUGIN_MEMORY_LIMIT', detail: '', killed: 'isolateHeap' }
    case 'noIsolate':
      return { kind: 'lost', rerun: !state.wrote, begun: state.begun }
    case 'ended':
      return judgeCpu(state)
  }
}

export function timeoutOf({ wallMs, cpuMs }: CallLimits, killed: KillCause | null): CallFailure {
  const detail = {
    en: `it may take ${wallMs} ms, ${cpuMs} ms of them at work`,
    'zh-CN': `最多 ${wallMs} 毫秒，其中处理器 ${cpuMs} 毫秒`,
  }
  return { kind: 'failed', code: 'PLUGIN_TIMEOUT', detail, killed }
}

function judgeDeath({ guilty, death }: Extract<SliceResult, { outcome: 'died' }>, state: CallState): CallOutcome {
  const { cause } = death
  if (guilty && (cause === 'deadline' || cause === 'cpu')) return timeoutOf(state.limits, cause)
  if (guilty && (cause === 'memory' || cause === 'crashed' || cause === 'protocol')) {
    return { kind: 'failed', code: 'PLUGIN_MEMORY_LIMIT', detail: '', killed: cause }
  }
  return { kind: 'lost', rerun: !state.wrote, begun: state.begun }
}

function judgeCpu({ limits, cpuMicros }: CallState): CallFailure | null {
  if (cpuMicros <= limits.cpuMs * 1000) return null
  const used = Math.round(cpuMicros / 1000)
  const detail = { en: `${used} ms of at most ${limits.cpuMs} ms`, 'zh-CN': `${used} 毫秒，上限 ${limits.cpuMs} 毫秒` }
  return { kind: 'failed', code: 'PLUGIN_CPU_LIMIT', detail, killed: 'cpuLimit' }
}

/**
 * How a call ended by the guest runtime's own account, its answers checked again. `overLimit`: what it asked too much of,
 * where it did; the guest has that in one language.
 */
export function readSettled(
  { name, text }: GuestPost,
  input: Pick<HookInput, 'records' | 'returns'>,
  overLimit: LocalizedText,
): CallOutcome {
  if (name === 'hostCallLimit') {
    return { kind: 'failed', code: 'PLUGIN_HOST_CALL_LIMIT', detail: overLimit, killed: null }
  }
  if (name !== 'ok') {
    return { kind: 'failed', code: failureCode(name), detail: printableText(text.slice(0, 2100)), killed: null }
  }
  const output = readOutput(text, input)
  if (typeof output !== 'string') return { kind: 'ok', output, length: text.length }
  return { kind: 'failed', code: 'PLUGIN_BAD_RETURN', detail: output, killed: null }
}

function failureCode(status: string): CallFailure['code'] {
  return status === 'badReturn' ? 'PLUGIN_BAD_RETURN' : 'PLUGIN_THREW'
}

export function waitsForNothing(): CallFailure {
  const detail = { en: 'it waits for something that never comes', 'zh-CN': '等待的内容永远不会到来' }
  return { kind: 'failed', code: 'PLUGIN_TIMEOUT', detail, killed: null }
}

export function tooManyHostCalls(): CallFailure {
  const detail = { en: 'it made more calls than it may.', 'zh-CN': '调用次数超过上限。' }
  return { kind: 'failed', code: 'PLUGIN_HOST_CALL_LIMIT', detail, killed: 'hostCalls' }
}
