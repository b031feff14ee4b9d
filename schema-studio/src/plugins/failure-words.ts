import type { MessageKey } from '../locales/catalog.ts'

const WORDS: Record<string, MessageKey> = {
  PLUGIN_THREW: 'codeThrew',
  PLUGIN_BAD_RETURN: 'codeBadReturn',
  PLUGIN_LOAD_FAILED: 'codeLoad',
  PLUGIN_HOST_CALL_LIMIT: 'codeHostCalls',
  PLUGIN_CPU_LIMIT: 'codeCpu',
  PLUGIN_TIMEOUT: 'codeTimeout',
  PLUGIN_MEMORY_LIMIT: 'codeMemory',
  PLUGIN_WORKER_RESTARTED: 'codeRestarted',
  CANCELLED: 'codeCancelled',
}

/** What the code of a failed call means; those that were refused before they began are “not called”. */
export function failureWords(code: string | null): MessageKey {
  return (code !== null && Object.hasOwn(WORDS, code) && WORDS[code]) || 'codeNotCalled'
}

const CAUSES: Record<string, MessageKey> = {
  cpu: 'causeCpu',
  cpuLimit: 'causeCpuLimit',
  crashed: 'causeCrashed',
  deadline: 'causeDeadline',
  hostCalls: 'causeHostCalls',
  isolateHeap: 'causeHeap',
  memory: 'causeMemory',
  sliceTimer: 'causeTimer',
}

/** Why a call was ended by force. */
export function causeWords(cause: string): MessageKey {
  return (Object.hasOwn(CAUSES, cause) && CAUSES[cause]) || 'causeOther'
}
