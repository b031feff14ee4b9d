import type { PluginTaskKind, PluginTaskStatus } from '@tenon/sdk/contract/plugin-work'
import type { TenonErrorCode } from '@tenon/sdk/contract/tenon-error'
import type { MessageKey } from '../locales/catalog.ts'

export const TASK_STATUS_WORDS: Record<PluginTaskStatus, { text: MessageKey; hue: string }> = {
  waiting: { text: 'taskWaiting', hue: 'blue' },
  running: { text: 'taskRunning', hue: 'violet' },
  done: { text: 'taskDone', hue: 'green' },
  failed: { text: 'taskFailed', hue: 'red' },
}

export const TASK_KIND_WORDS: Record<PluginTaskKind, MessageKey> = {
  job: 'taskKindJob',
  schedule: 'taskKindSchedule',
  event: 'taskKindEvent',
  webhook: 'taskKindWebhook',
  lifecycle: 'taskKindLifecycle',
}

export const LIFECYCLE_WORDS: Record<string, MessageKey> = {
  onInstall: 'lifecycleOnInstall',
  onUpgrade: 'lifecycleOnUpgrade',
  onUninstall: 'lifecycleOnUninstall',
}

const ERRORS: Partial<Record<TenonErrorCode, MessageKey>> = {
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
export function taskErrorWords(code: TenonErrorCode): MessageKey {
  return ERRORS[code] ?? 'taskErrorOther'
}
