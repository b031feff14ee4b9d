import type { Locale } from './locale.ts'

/** Several short texts as one; `Intl.ListFormat` puts nothing at all between Chinese ones that no "and" joins. */
export function listIn(texts: readonly string[], locale: Locale): string {
  return texts.join(locale === 'zh-CN' ? '、' : ', ')
}
