import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { z } from 'zod'
import { issueMessage } from '../../model/issue-message.ts'
import { unionDistance } from '../../model/union-distance.ts'

type Issue = z.core.$ZodIssue

const MAX_TEXT = 300

/**
 * Where arguments are wrong and why, as `'/where/op': …`. Where there are several ways to be right, such as a
 * header's text or secret, the one that was meant is the one of which least is wrong.
 */
export function nearestProblem(
  issues: readonly Issue[],
  { locale, above = [] }: { locale: Locale; above?: readonly PropertyKey[] },
): string {
  const [issue] = issues
  if (issue === undefined) return ''
  const path = [...above, ...issue.path]
  const ways = issue.code === 'invalid_union' ? issue.errors.filter((way) => way.length > 0) : []
  const [nearest] = ways.toSorted((a, b) => unionDistance(a) - unionDistance(b))
  if (nearest !== undefined) return nearestProblem(nearest, { locale, above: path })
  const [place, message] = [`/${path.map(String).join('/')}`, issueMessage(issue, locale).slice(0, MAX_TEXT)]
  return textIn({ en: `'${place}': ${message}`, 'zh-CN': `“${place}”：${message}` }, locale)
}
