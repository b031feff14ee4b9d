import type { SortKey } from '@tenon/sdk/contract/query'
import { type RawBuilder, sql } from 'kysely'
import { COMMON_QUERY_FIELDS } from './common-query-fields.ts'
import { pathField } from './path-field.ts'
import type { QueryField } from './query-field.ts'
import { queryProblem } from './query-problem.ts'
import type { RecordScope } from './record-scope.ts'
import { titledField } from './titled-field.ts'

const MAX_KEYS = 5
const DEFAULT_SORT: readonly SortKey[] = [{ field: 'createdAt', direction: 'desc' }]

export interface OrderKey {
  field: QueryField
  direction: 'asc' | 'desc'
}

/**
 * The keys that order a page, each a field or a path through references to one; what names a record or a person orders
 * by what that is called. The last is always the id, in the direction of the key before it, so that a
 * plain index serves both. Empty values come last ascending and first descending, as a B-tree has them.
 * @throws TenonError BAD_REQUEST
 */
export function pageOrder(scope: RecordScope, sort: readonly SortKey[] = DEFAULT_SORT, pointer = '/sort'): OrderKey[] {
  if (sort.length > MAX_KEYS) {
    const message = { en: `at most ${MAX_KEYS} sort keys are allowed`, 'zh-CN': `最多 ${MAX_KEYS} 个排序字段` }
    throw queryProblem(scope.ctx.locale, { pointer, message, rule: 'sort' })
  }
  const keys = (sort.length === 0 ? DEFAULT_SORT : sort).map((key, index) => orderKey(scope, key, { pointer, index }))
  if (keys.some(({ field }) => field.name === 'id')) return keys.slice(0, keys.findIndex(isId) + 1)
  const id = COMMON_QUERY_FIELDS.get('id')
  return id === undefined ? keys : [...keys, { field: id, direction: keys.at(-1)?.direction ?? 'asc' }]
}

/** Whether it is the order of the index that every list of live records has: by when they were created. */
export function isNewestOrOldest([first, second, ...others]: readonly OrderKey[]): boolean {
  const isTimeThenId = first?.field.name === 'createdAt' && second?.field.name === 'id' && others.length === 0
  return isTimeThenId && first.direction === second.direction
}

function isId({ field }: OrderKey): boolean {
  return field.name === 'id'
}

function orderKey(
  scope: RecordScope,
  { field: name, direction = 'asc' }: SortKey,
  { pointer, index }: { pointer: string; index: number },
): OrderKey {
  const field = titledField(scope, pathField(scope, { name, pointer: `${pointer}/${index}/field` }))
  if (field.sortable && (direction === 'asc' || direction === 'desc')) return { field, direction }
  throw queryProblem(scope.ctx.locale, {
    pointer: `${pointer}/${index}`,
    rule: 'sort',
    message: field.sortable
      ? { en: `sort direction is 'asc' or 'desc'`, 'zh-CN': '排序方向应为 asc 或 desc' }
      : { en: `'${name}' cannot be sorted by`, 'zh-CN': `不能按“${name}”排序` },
  })
}

export function orderBy(keys: readonly OrderKey[], alias: string): RawBuilder<unknown> {
  return sql.join(keys.map(({ field, direction }) => sql`${field.comparable(alias)} ${sql.raw(direction)}`))
}

/** The same order from its other end. */
export function flipped(keys: readonly OrderKey[]): OrderKey[] {
  return keys.map(({ field, direction }) => ({ field, direction: direction === 'asc' ? 'desc' : 'asc' }))
}
