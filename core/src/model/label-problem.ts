import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'

/** A message about a field: its label first, then what is wrong with its value. */
export function labelProblem(label: LocalizedText | string, problem: LocalizedText, locale: Locale): string {
  const colon = locale === 'zh-CN' ? '：' : ': '
  return `${textIn(label, locale)}${colon}${textIn(problem, locale)}`
}
