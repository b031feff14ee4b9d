import type { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../../context/request-context.ts'
import { queryProblem } from '../query-problem.ts'

/** Where a page is asked for by what no page before has given. */
export function noCursor({ locale }: RequestContext, parameter: 'after' | 'group' = 'after'): TenonError {
  const [en, zh] =
    parameter === 'after'
      ? ["'nextCursor' of the page before", '上一页的 nextCursor']
      : ["'group.id' of an entry", '条目的 group.id']
  return queryProblem(locale, {
    pointer: `/${parameter}`,
    rule: 'cursor',
    message: {
      en: `'${parameter}' is not ${parameter === 'after' ? 'a cursor' : 'a group'} of this list: take ${en}`,
      'zh-CN': `“${parameter}”不属于此列表：请使用${zh}`,
    },
  })
}
