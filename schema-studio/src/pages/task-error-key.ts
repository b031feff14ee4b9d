import type { TenonErrorCode } from '@tenon/sdk/contract/tenon-error'
import type { MessageKey } from '../locales/catalog.ts'

const KEYS: Partial<Record<TenonErrorCode, MessageKey>> = {
  PLUGIN_THREW: 'taskErrorThrew',
  PLUGIN_BAD_RETURN: 'taskErrorThrew',
  HOOK_REJECTED: 'taskErrorRefused',
  PLUGIN_TIMEOUT: 'taskErrorLimit',
  PLUGIN_CPU_LIMIT: 'taskErrorLimit',
  PLUGIN_MEMORY_LIMIT: 'taskErrorLimit',
  PLUGIN_HOST_CALL_LIMIT: 'taskErrorLimit',
  PLUGIN_LOAD_FAILED: 'taskErrorGone',
  PLUGIN_CIRCUIT_OPEN: 'taskErrorCircuit',
  PLUGIN_WORKER_RESTARTED: 'taskErrorRestarted',
  RATE_LIMITED: 'taskErrorPlace',
  UNAVAILABLE: 'taskErrorPlace',
  CONFLICT: 'taskErrorConflict',
}

/** What kind of failure it was, in words; the message beside it is the code's own. */
export function taskErrorKey(code: TenonErrorCode): MessageKey {
  return KEYS[code] ?? 'taskErrorOther'
}
