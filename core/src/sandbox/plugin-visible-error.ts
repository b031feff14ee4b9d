import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { PluginVisibleCode, VisibleProblem } from '@tenon/sdk/contract/sandbox-protocol'
import { TenonError, type TenonErrorCode } from '@tenon/sdk/contract/tenon-error'

const VISIBLE: Partial<Record<TenonErrorCode, PluginVisibleCode>> = {
  FORBIDDEN: 'CAPABILITY_DENIED',
  VALIDATION_FAILED: 'VALIDATION',
  BAD_REQUEST: 'VALIDATION',
  HOOK_REJECTED: 'VALIDATION',
  TRANSITION_REFUSED: 'VALIDATION',
  NOT_FOUND: 'NOT_FOUND',
  VERSION_CONFLICT: 'CONFLICT',
  CONFLICT: 'CONFLICT',
  REFERENCE_CONFLICT: 'CONFLICT',
  PAYLOAD_TOO_LARGE: 'TOO_LARGE',
  RATE_LIMITED: 'RATE_LIMITED',
  PLUGIN_HOST_CALL_LIMIT: 'HOST_CALL_LIMIT',
  NET_DENIED: 'NET_DENIED',
  NET_FAILED: 'NET_FAILED',
  NET_TIMEOUT: 'TIMEOUT',
  PLUGIN_TIMEOUT: 'TIMEOUT',
}

/** More problems, and longer texts, than code would look at. */
const MAX_PROBLEMS = 20
const MAX_TEXT = 500

interface VisibleError {
  code: PluginVisibleCode
  message: string
  problems: VisibleProblem[]
}

/**
 * What plugin code learns of an error of its host: a code of the closed list and a message made for people. Anything
 * unforeseen is INTERNAL without a word of its text, which might hold SQL or a path.
 */
export function pluginVisibleError(error: unknown, locale: Locale): VisibleError {
  const code = error instanceof TenonError ? VISIBLE[error.code] : undefined
  if (code === undefined || !(error instanceof TenonError)) {
    return { code: 'INTERNAL', message: textIn(unforeseen(error), locale), problems: [] }
  }
  // Where there is one problem, the message often is its own.
  const untold = error.problems.filter(({ message }) => !error.message.includes(message))
  const problems = untold.map(({ pointer, message }) => (pointer === '' ? message : `${pointer} ${message}`))
  const told = error.problems.slice(0, MAX_PROBLEMS).map(({ pointer, message, rule, guard }) => ({
    pointer: pointer.slice(0, MAX_TEXT),
    message: message.slice(0, MAX_TEXT),
    ...(rule !== undefined && { rule }),
    ...(guard !== undefined && { guard }),
  }))
  return { code, message: [error.message, ...problems].join(' ').slice(0, 2000), problems: told }
}

/** Which other plugin's code is at fault may be known, but not what it said: that may hold what this one may not read. */
function unforeseen(error: unknown): LocalizedText {
  if (!(error instanceof TenonError) || error.plugin === undefined) {
    return { en: 'The host could not answer this call.', 'zh-CN': '宿主无法响应此调用。' }
  }
  return {
    en: `The host could not answer this call, because code of plugin '${error.plugin}' failed on the way (${error.code}).`,
    'zh-CN': `宿主无法响应此调用：插件“${error.plugin}”的代码在途中出错（${error.code}）。`,
  }
}
