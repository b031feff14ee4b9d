import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import { type Problem, TenonError } from '@tenon/sdk/contract/tenon-error'
import type { ZodError } from 'zod'
import { issueMessage } from '../model/issue-message.ts'

type Issue = ZodError['issues'][number]

const MAX_PROBLEMS = 20

/** A request whose shape is not what the procedure takes, in the caller's language. */
export function envelopeError(error: ZodError, locale: Locale): TenonError {
  const problems = error.issues.slice(0, MAX_PROBLEMS).map((issue) => toProblem(issue, locale))
  const details = problems.map(({ pointer, message }) => `${pointer || '/'}: ${message}`).join('; ')
  const message = { en: `The request is not valid. ${details}`, 'zh-CN': `请求无效。${details}` }
  return new TenonError({ code: 'BAD_REQUEST', message: textIn(message, locale), problems })
}

function toProblem(issue: Issue, locale: Locale): Problem {
  const pointer = issue.path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
  return { pointer, message: issueMessage(issue, locale), rule: issue.code }
}
