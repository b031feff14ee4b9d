import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { z } from 'zod'

type Issue = z.core.$ZodIssue

const CHINESE = z.locales.zhCN().localeError

/** What a custom issue of Zod, or a check that makes one, says in our own words. */
export function issueText(text: LocalizedText): { message: string; params: { text: LocalizedText } } {
  return { message: textIn(text, 'en'), params: { text } }
}

/**
 * What is wrong with a shape, in a language. Zod's English text was made where the input was known; another language's,
 * made here, cannot name what came.
 */
export function issueMessage(issue: Issue, locale: Locale): string {
  if (locale === 'en') return issue.message
  const own = issue.code === 'custom' ? (issue.params?.['text'] as LocalizedText | undefined) : undefined
  if (own !== undefined) return textIn(own, locale)
  const found = CHINESE(issue as Parameters<typeof CHINESE>[0])
  const message = (typeof found === 'string' ? found : found?.message) ?? issue.message
  const received = /, received (.+)$/.exec(issue.message)?.[1]
  return received === undefined ? message : message.replace(/undefined$/, received)
}
