import { type Locale, type LocalizedText, textIn } from '../contract/locale.ts'
import { ERROR_CODES, TenonError, type TenonErrorBody } from '../contract/tenon-error.ts'

const UNREACHABLE: LocalizedText = {
  en: 'The CRM server could not be reached. Check the connection and try again.',
  'zh-CN': '无法连接到 CRM 服务器。请检查网络连接后重试。',
}

/** The server gave no answer. */
export function unreachable(locale: Locale | undefined, cause?: unknown): TenonError {
  return new TenonError({ code: 'UNAVAILABLE', message: textIn(UNREACHABLE, locale ?? 'en'), cause })
}

/** The error that an answer with another status than 2xx tells of; `body` is its parsed JSON, or null. */
export function readError(status: number, body: unknown, locale: Locale | undefined): TenonError {
  const error = findErrorBody(body)
  if (error) return new TenonError(error)
  // Not from Tenon: a proxy in between answered.
  const message = `${textIn(UNREACHABLE, locale ?? 'en')} (HTTP ${status})`
  return new TenonError({ code: status === 429 ? 'RATE_LIMITED' : 'UNAVAILABLE', message })
}

/** tRPC wraps the body as `{ error: { data } }`; the other routes send it bare. */
function findErrorBody(body: unknown): TenonErrorBody | null {
  const wrapped = (body as { error?: { data?: unknown } } | null)?.error?.data ?? body
  const candidate = wrapped as TenonErrorBody | null
  return candidate && typeof candidate.message === 'string' && candidate.code in ERROR_CODES ? candidate : null
}
