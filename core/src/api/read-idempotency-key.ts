import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'

/** Printable ASCII without quotes; RFC 8941 strings come with quotes around them. */
const KEY = /^"?([\x21\x23-\x7e]{1,200})"?$/

/**
 * The header `Idempotency-Key`, with or without quotes.
 * @throws TenonError BAD_REQUEST
 */
export function readIdempotencyKey(header: string | string[] | undefined, locale: Locale): { idempotencyKey?: string } {
  if (header === undefined) return {}
  const key = typeof header === 'string' ? KEY.exec(header.trim())?.[1] : undefined
  if (key !== undefined) return { idempotencyKey: key }
  const message = {
    en: 'The header Idempotency-Key must be given once, as 1 to 200 printable ASCII characters without spaces, such as a UUID.',
    'zh-CN': '请求头 Idempotency-Key 只能出现一次，须为 1 至 200 个不含空格的可打印 ASCII 字符，例如 UUID。',
  }
  throw new TenonError({ code: 'BAD_REQUEST', message: textIn(message, locale) })
}
