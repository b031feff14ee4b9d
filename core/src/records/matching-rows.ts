import type { RecordFilter } from '@tenon/sdk/contract/query'
import { type RawBuilder, sql } from 'kysely'
import { callerGround } from './caller-ground.ts'
import { escapeLike } from './compile-condition.ts'
import { compileFilter } from './compile-filter.ts'
import { queryProblem } from './query-problem.ts'
import type { RecordScope } from './record-scope.ts'
import { rowPredicate } from './row-predicate.ts'

const MAX_SEARCH = 200

export interface Matching {
  where?: RecordFilter | undefined
  search?: string | undefined
  deleted?: boolean | undefined
}

/**
 * Which rows a list shows: those that the actor may read, that are live (or deleted), that the filter
 * selects and in which a searchable field contains the text.
 * @throws TenonError BAD_REQUEST
 */
export function matchingRows(scope: RecordScope, matching: Matching & { alias: string }): RawBuilder<boolean> {
  const { alias, where, search, deleted = false } = matching
  const parts = [
    sql<boolean>`${sql.ref(`${alias}.deleted_at`)} ${deleted ? sql`is not null` : sql`is null`}`,
    rowPredicate(scope.access, { action: 'read', alias }),
  ]
  if (where !== undefined) parts.push(compileFilter(where, callerGround(scope, alias)))
  if (search !== undefined && search.trim() !== '') parts.push(searchPredicate(scope, search.trim(), alias))
  return sql<boolean>`(${sql.join(parts, sql` and `)})`
}

function searchPredicate({ ctx, access, entity }: RecordScope, text: string, alias: string): RawBuilder<boolean> {
  if (text.length > MAX_SEARCH || text.includes('\0')) {
    throw queryProblem(ctx.locale, {
      pointer: '/search',
      message: {
        en: `'search' takes a text of at most ${MAX_SEARCH} characters`,
        'zh-CN': `搜索文本不能超过 ${MAX_SEARCH} 个字符`,
      },
    })
  }
  const pattern = `%${escapeLike(text)}%`
  const fields = entity.searchFields.filter(({ name }) => access.canReveal(name))
  if (fields.length === 0) return sql<boolean>`false`
  const parts = fields.map((field) => sql<boolean>`${field.searchText(alias)} ilike ${pattern}`)
  return sql<boolean>`(${sql.join(parts, sql` or `)})`
}
