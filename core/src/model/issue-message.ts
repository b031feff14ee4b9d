import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { z } from 'zod'

type Issue = z.core.$ZodIssue

const CHINESE = z.locales.zhCN().localeError

/** Types that Zod's Chinese texts name in English. */
const CHINESE_TYPES: Readonly<Record<string, string>> = {
  ...{ string: '字符串', object: '对象', record: '对象', boolean: '布尔值', int: '整数', undefined: '未提供' },
  ...{ array: '数组', number: '数字' },
}

/** What a custom issue of Zod, or a check that makes one, says in our own words. */
export function issueText(text: LocalizedText): { message: string; params: { text: LocalizedText } } {
  return { message: textIn(text, 'en'), params: { text } }
}

/**
 * What is wrong with a shape, in a language. Zod's English text was made where the input was known; another language's,
 * made here, cannot name what came.
 */
export function issueMessage(issue: Issue, locale: Locale): string {
  // A record is something else here.
  if (locale === 'en') return issue.message.replace('expected record,', 'expected object,')
  const own = issue.code === 'custom' ? (issue.params?.['text'] as LocalizedText | undefined) : undefined
  if (own !== undefined) return textIn(own, locale)
  const found = CHINESE(issue as Parameters<typeof CHINESE>[0])
  const message = (typeof found === 'string' ? found : found?.message) ?? issue.message
  const received = /, received (.+)$/.exec(issue.message)?.[1]
  const whole = received === undefined ? message : message.replace(/undefined$/, received)
  return whole.replaceAll(/(?<=(?:期望|实际接收) )\w+/g, (type) => CHINESE_TYPES[type] ?? type)
}
