import type { GroupKey, GroupPeriod } from '@tenon/sdk/contract/group-records'
import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import { type RawBuilder, sql } from 'kysely'
import { COMMON_FIELD_KINDS } from '../model/common-fields.ts'
import { hasCommonTags } from '../model/common-tags.ts'
import { COMMON_GROUP_KEYS, PLAIN_GROUP_KEYS } from '../model/plain-group-keys.ts'
import { SUMMARY_USES } from '../model/summary-uses.ts'
import { type PathField, pathField } from './path-field.ts'
import type { QueryField } from './query-field.ts'
import { queryProblem } from './query-problem.ts'
import type { RecordScope } from './record-scope.ts'

/** What records are grouped by, over alias `r`. */
export interface CompiledKey {
  column: RawBuilder<unknown>
  /** Of keys whose values are ids of what has a name: where the field is, and what it is called. */
  place: PathField
}

export function keyOf(key: string | GroupKey): GroupKey {
  return typeof key === 'string' ? { field: key } : key
}

/** @throws TenonError BAD_REQUEST */
export function groupKey(scope: RecordScope, key: string | GroupKey, index: number): CompiledKey {
  const { field: name, per } = keyOf(key)
  const pointer = `/groupBy/${index}`
  const place = pathField(scope, { name, pointer })
  const { field, name: last, scope: end } = place
  const type = end.entity.fields.get(last)?.type
  if (per === undefined && isCommonTags(end, last)) return { place, column: eachTag(field) }
  const isTime = type === undefined ? COMMON_FIELD_KINDS[last as 'id'] === 'time' : type === 'dateTime'
  if (per !== undefined && (isTime || type === 'date'))
    return { place, column: inPeriod(scope, field.comparable('r'), { per, isTime }) }
  const plain = type === undefined ? COMMON_GROUP_KEYS.has(last) : PLAIN_GROUP_KEYS.has(type)
  if (per === undefined && plain) return { place, column: field.comparable('r') }
  if (per === undefined && type !== undefined && SUMMARY_USES[type].group)
    return { place, column: field.selectJson('r') }
  throw noKey(scope, { name, pointer, isTime, per })
}

function isCommonTags({ entity }: RecordScope, name: string): boolean {
  return name === TAGS_FIELD && hasCommonTags(entity)
}

/** A record of several tags counts with each of them; one of none has no value. */
export function eachTag(field: QueryField): RawBuilder<unknown> {
  return sql`unnest(coalesce(${field.comparable('r')}, array[null::uuid]))`
}

function inPeriod(
  { timeZone }: RecordScope,
  value: RawBuilder<unknown>,
  { per, isTime }: { per: GroupPeriod; isTime: boolean },
): RawBuilder<unknown> {
  const local = isTime ? sql`((${value}) at time zone ${timeZone}::text)` : sql`(${value})::timestamp`
  return sql`date_trunc(${per}::text, ${local})::date`
}

function noKey(
  { ctx }: RecordScope,
  { name, pointer, isTime, per }: { name: string; pointer: string; isTime: boolean; per: GroupPeriod | undefined },
) {
  const message = isTime
    ? {
        en: `'${name}' is a time: say 'per' which period it is grouped`,
        'zh-CN': `“${name}”是时间：请用 per 说明按何种周期分组`,
      }
    : per === undefined
      ? { en: `records cannot be grouped by '${name}'`, 'zh-CN': `不能按“${name}”分组` }
      : { en: `'${name}' is no date or time, so it has no periods`, 'zh-CN': `“${name}”不是日期或时间，没有周期` }
  return queryProblem(ctx.locale, { pointer, rule: 'groupBy', message })
}
