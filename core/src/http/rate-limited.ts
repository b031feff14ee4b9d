import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'

/** Too many requests of one actor or from one address; the answer says after how many seconds there is room. */
export function rateLimited(locale: Locale, retryAfterSeconds: number): TenonError {
  const message = {
    en: `Too many requests. Try again in ${retryAfterSeconds} s.`,
    'zh-CN': `请求过多，请在 ${retryAfterSeconds} 秒后重试。`,
  }
  return new TenonError({ code: 'RATE_LIMITED', message: textIn(message, locale), cause: { retryAfterSeconds } })
}
