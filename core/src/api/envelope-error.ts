import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import { type Problem, TenonError } from '@tenon/sdk/contract/tenon-error'
import type { ZodError, z } from 'zod'
import { issueMessage } from '../model/issue-message.ts'
import { unionDistance } from '../model/union-distance.ts'

type Issue = z.core.$ZodIssue

const MAX_PROBLEMS = 20

/** A request whose shape is not what the procedure takes, in the caller's language. */
export function envelopeError(error: ZodError, locale: Locale): TenonError {
  const issues = error.issues.slice(0, MAX_PROBLEMS)
  const problems = issues.flatMap((issue) => toProblems(issue, { locale, above: [] })).slice(0, MAX_PROBLEMS)
  const details = problems.map(({ pointer, message }) => `${pointer || '/'}: ${message}`).join('; ')
  const message = { en: `The request is not valid. ${details}`, 'zh-CN': `请求无效。${details}` }
  return new TenonError({ code: 'BAD_REQUEST', message: textIn(message, locale), problems })
}

interface Place {
  locale: Locale
  above: readonly PropertyKey[]
}

/** Where there are several ways to be right, what is wrong with the one that was meant; where none was, what each wants. */
function toProblems(issue: Issue, { locale, above }: Place): Problem[] {
  const path = [...above, ...issue.path]
  const ways = issue.code === 'invalid_union' ? issue.errors.filter((way) => way.length > 0) : []
  const [nearest, next] = ways.toSorted((a, b) => unionDistance(a) - unionDistance(b))
  const pointer = pointerTo(path)
  if (nearest === undefined) return [{ pointer, message: issueMessage(issue, locale), rule: issue.code }]
  const isMeant = next === undefined || unionDistance(nearest) < unionDistance(next) || nearest.some(isWithin)
  if (isMeant) return nearest.flatMap((one) => toProblems(one, { locale, above: path }))
  const likely = ways.filter((way) => unionDistance(way) === unionDistance(nearest))
  const wanted = new Set(likely.flatMap((way) => way.map((one) => issueMessage(one, locale))))
  return [{ pointer, message: [...wanted].join(textIn({ en: '; or ', 'zh-CN': '；或 ' }, locale)), rule: issue.code }]
}

function isWithin({ path }: Issue): boolean {
  return path.length > 0
}

function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
