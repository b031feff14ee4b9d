import type { GroupMeasure, GroupMeasureName } from '@tenon/sdk/contract/group-records'
import { type RawBuilder, sql } from 'kysely'
import { COMMON_FIELD_KINDS } from '../model/common-fields.ts'
import { SUMMARY_USES } from '../model/summary-uses.ts'
import { pathField } from './path-field.ts'
import { queryProblem } from './query-problem.ts'
import type { RecordScope } from './record-scope.ts'

/** A measure over the rows `base` that have its amount as `a<index>`, of money with its currency as `c<index>`. */
export interface CompiledMeasure {
  name: string
  measure: GroupMeasureName
  index: number
  amount: RawBuilder<unknown> | null
  /** Of money only. */
  currency: RawBuilder<unknown> | null
  /** A figure as the answer has it. */
  figure(value: RawBuilder<unknown>): RawBuilder<unknown>
}

/** @throws TenonError BAD_REQUEST */
export function groupMeasure(
  scope: RecordScope,
  [name, asked]: [string, GroupMeasure],
  index: number,
): CompiledMeasure {
  const { measure, field: path } = asked
  const pointer = `/measures/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
  if (measure === 'count') {
    if (path !== undefined)
      throw noMeasure(scope, `${pointer}/field`, {
        en: 'count counts records and takes no field',
        'zh-CN': 'count 统计记录数，不需要字段',
      })
    return { name, measure, index, amount: null, currency: null, figure: (value) => value }
  }
  if (path === undefined)
    throw noMeasure(scope, pointer, { en: `'${measure}' needs a field`, 'zh-CN': `“${measure}”需要字段` })
  const { field, name: last, scope: end } = pathField(scope, { name: path, pointer: `${pointer}/field` })
  const type = end.entity.fields.get(last)?.type
  const left = field.comparable('r')
  const own = { name, measure, index }
  if (type !== undefined && SUMMARY_USES[type].sum)
    return { ...own, amount: sql`(${left})::numeric`, currency: field.currency('r'), figure: decimal(measure) }
  const isTime = type === undefined ? COMMON_FIELD_KINDS[last as 'id'] === 'time' : type === 'dateTime'
  if ((measure === 'min' || measure === 'max') && (isTime || type === 'date'))
    return { ...own, amount: left, currency: null, figure: isTime ? instant : (value) => sql`(${value})::text` }
  const message = { en: `'${path}' has no ${measure}`, 'zh-CN': `“${path}”不能计算 ${measure}` }
  throw noMeasure(scope, `${pointer}/field`, message)
}

const decimal = (measure: GroupMeasureName) => (value: RawBuilder<unknown>) =>
  measure === 'average' ? sql`trim_scale(round(${value}, 6))::text` : sql`trim_scale(${value})::text`

const instant = (value: RawBuilder<unknown>) =>
  sql`to_char((${value}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/** Parts that are added up further: those of `base` over its rows, per currency where it is money. */
export function partialColumns({ measure, index }: CompiledMeasure): RawBuilder<unknown>[] {
  const amount = sql.id(`a${index}`)
  const as = (part: string) => sql.id(`${part}${index}`)
  switch (measure) {
    case 'count':
      return []
    case 'sum':
      return [sql`sum(${amount}) as ${as('s')}`]
    case 'average':
      return [sql`sum(${amount}) as ${as('s')}`, sql`count(${amount}) as ${as('n')}`]
    case 'min':
    case 'max':
      return [sql`${sql.raw(measure)}(${amount}) as ${as('s')}`]
  }
}

/** What the parts of several rows make together. */
export function totalOf({ measure, index }: CompiledMeasure): RawBuilder<unknown> {
  const part = sql.id(`s${index}`)
  switch (measure) {
    case 'count':
      return sql`sum(n)::int`
    case 'sum':
      return sql`sum(${part})`
    case 'average':
      return sql`sum(${part}) / nullif(sum(${sql.id(`n${index}`)}), 0)`
    case 'min':
    case 'max':
      return sql`${sql.raw(measure)}(${part})`
  }
}

function noMeasure({ ctx }: RecordScope, pointer: string, message: { en: string; 'zh-CN': string }) {
  return queryProblem(ctx.locale, { pointer, rule: 'measure', message })
}
