import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { EXPAND_LIMITS } from '@tenon/sdk/contract/query'
import { childCollections } from '@tenon/sdk/expression/child-collections'
import { type RawBuilder, sql } from 'kysely'
import { callerGround } from './caller-ground.ts'
import { compileFilter } from './compile-filter.ts'
import type { ExpandNode } from './expand-tree.ts'
import { orderBy, pageOrder } from './page-order.ts'
import { queryProblem } from './query-problem.ts'
import type { RecordScope } from './record-scope.ts'
import { childRows, type RelatedRows, referencedRows } from './related-rows.ts'
import { shownField } from './visible-field.ts'

const DEFAULT_CHILDREN = 10
/** As many as a list of references holds. */
const MAX_REFERENCES = 100

interface Expanding {
  alias: string
  nodes: readonly ExpandNode[]
  spent: ExpandSpent
  /** The JSON of a record of a part, over the alias of its row. */
  record(scope: RecordScope, part: { alias: string; node: ExpandNode; spent: ExpandSpent }): RawBuilder<JsonValue>
}

/** What one record may bring at most: counted over the whole tree. */
export interface ExpandSpent {
  /** How many records the row stands for. */
  times: number
  total: { records: number }
}

/**
 * `$expanded`: reference → the record that it names, or null where it is empty, deleted or not for the actor's eyes; list
 * of references → those of its records that are, in its order; children → as many as were asked for.
 * @throws TenonError BAD_REQUEST for a name that is unknown, hidden or neither of these
 */
export function selectExpanded(scope: RecordScope, expanding: Expanding): RawBuilder<JsonValue> | null {
  if (expanding.nodes.length === 0) return null
  const parts = expanding.nodes.map((node) => sql`${expandedPart(scope, node, expanding)} as ${sql.id(node.name)}`)
  return sql<JsonValue>`(select row_to_json(e) from (select ${sql.join(parts)}) e)`
}

function expandedPart(scope: RecordScope, node: ExpandNode, expanding: Expanding): RawBuilder<unknown> {
  const { alias } = expanding
  const { name, pointer } = node
  const isField = scope.entity.fields.has(name)
  const isChildren = !isField && childCollections(scope.model.document, scope.entity.name).has(name)
  if (isChildren) return childList(childRows(scope, alias, { name, path: name, pointer }), node, expanding)
  const field = shownField(scope, { name, pointer })
  const { type, schema } = scope.entity.fields.get(name) ?? {}
  const target = schema?.reference?.entity
  if ((type !== 'reference' && type !== 'multiReference') || target === undefined)
    throw problem(scope, pointer, {
      en: `'${name}' is not a reference, so it cannot be expanded`,
      'zh-CN': `“${name}”不是引用，不能展开`,
    })
  for (const key of ['where', 'sort', 'limit'] as const)
    if (node[key] !== undefined)
      throw problem(scope, `${pointer}/${key}`, {
        en: `'${key}' is for children only`,
        'zh-CN': `“${key}”仅用于子记录`,
      })
  const several = type === 'multiReference'
  if (scope.rights.readable(target) === null) return several ? sql`'[]'::json` : sql`null`
  const rows = referencedRows(scope, alias, { name, path: name, pointer })
  const record = partRecord(rows, node, { ...expanding, most: several ? MAX_REFERENCES : 1 })
  if (!several) return sql`(select ${record} ${rows.rows} and ${rows.link})`
  const position = sql`array_position((${field.comparable(alias)})::uuid[], ${rows.key})`
  return sql`(select coalesce(json_agg(${record} order by ${position}), '[]') ${rows.rows} and ${rows.link})`
}

function childList(related: RelatedRows, node: ExpandNode, expanding: Expanding): RawBuilder<unknown> {
  const { scope, alias, rows, link } = related
  const { pointer, where, limit = DEFAULT_CHILDREN } = node
  const keys = pageOrder(scope, node.sort, `${pointer}/sort`)
  const chosen = where === undefined ? sql`true` : compileFilter(where, callerGround(scope, alias), `${pointer}/where`)
  const record = partRecord(related, node, { ...expanding, most: limit })
  return sql`(select coalesce(json_agg(c.item order by c.position), '[]') from (
    select row_number() over () as position, ${record} as item from (
      select ${sql.id(alias)}.* ${rows} and ${link} and ${chosen} order by ${orderBy(keys, alias)} limit ${limit}
    ) ${sql.id(alias)}
  ) c)`
}

function partRecord(
  { scope, alias }: RelatedRows,
  node: ExpandNode,
  { record, spent, most }: Expanding & { most: number },
): RawBuilder<JsonValue> {
  const times = spent.times * most
  spent.total.records += times
  const { records } = EXPAND_LIMITS
  if (spent.total.records > records)
    throw problem(scope, node.pointer, {
      en: `one record would bring more than ${records} others: ask for fewer children, or fewer levels`,
      'zh-CN': `一条记录将带出超过 ${records} 条其他记录：请减少子记录数量或层数`,
    })
  return record(scope, { alias, node, spent: { ...spent, times } })
}

function problem({ ctx }: RecordScope, pointer: string, message: { en: string; 'zh-CN': string }) {
  return queryProblem(ctx.locale, { pointer, message, rule: 'expand' })
}
