import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { TenonError, type TenonErrorCode } from '@tenon/sdk/contract/tenon-error'

/** What is kept of a failure: in every language what Tenon says of it, as it came what a plugin's code has said. */
export interface TaskError {
  code: TenonErrorCode
  message: LocalizedText | string
}

const MAX_MESSAGE = 2_000

const UNKNOWN: LocalizedText = { en: 'The server could not run it.', 'zh-CN': '服务器无法运行它。' }

/** A failure as it is kept and shown to admins. What is not ours may hold SQL or a path: the log has it, they get a sentence. */
export function toTaskError(error: unknown): TaskError {
  if (!(error instanceof TenonError)) return { code: 'INTERNAL', message: UNKNOWN }
  const { code, texts, message } = error
  if (texts === undefined) return { code, message: storable(message) }
  return { code, message: { en: storable(texts.en), 'zh-CN': storable(textIn(texts, 'zh-CN')) } }
}

/** PostgreSQL keeps no text with a NUL in it. */
function storable(text: string): string {
  return text.replaceAll('\0', '').slice(0, MAX_MESSAGE).toWellFormed()
}

/** As it stands in a task's row: texts in several languages as JSON. */
export function storedMessage(message: TaskError['message']): string {
  return typeof message === 'string' ? message : JSON.stringify(message)
}

export function readStoredMessage(stored: string): TaskError['message'] {
  if (!stored.startsWith('{"en":')) return stored
  try {
    const { en, 'zh-CN': chinese }: Partial<Record<string, unknown>> = JSON.parse(stored)
    if (typeof en !== 'string') return stored
    return { en, ...(typeof chinese === 'string' && { 'zh-CN': chinese }) }
  } catch {
    return stored
  }
}

/** A kept failure as an error for somebody who reads it in this language. */
export function fromTaskError({ code, message }: TaskError, about: { locale: Locale; plugin: string }): TenonError {
  const { locale, plugin } = about
  const said = textIn(message, locale)
  return new TenonError({ code, message: said, plugin, ...(typeof message !== 'string' && { texts: message }) })
}
