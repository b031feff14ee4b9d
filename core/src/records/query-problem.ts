import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'

/** Where a query is wrong: a JSON Pointer into it, and the problem in both languages. */
export interface QueryProblem {
  pointer: string
  message: LocalizedText
  rule?: string
}

export function queryProblem(locale: Locale, { pointer, message, rule }: QueryProblem): TenonError {
  const text = textIn(message, locale)
  return new TenonError({
    code: 'BAD_REQUEST',
    message: text,
    problems: [{ pointer, message: text, ...(rule !== undefined && { rule }) }],
  })
}
