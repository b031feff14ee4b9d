import type { RollupSchema } from '@tenon/sdk/contract/entity-schema'
import type { GroupKey, GroupPeriod } from '@tenon/sdk/contract/group-records'
import { type RawBuilder, sql } from 'kysely'
import { COMMON_FIELD_KINDS } from './common-fields.ts'
import type { CompiledField, CompiledRollup, CompiledRollupKey } from './compiled-model.ts'
import { PLAIN_GROUP_KEYS } from './plain-group-keys.ts'
import { snakeCase } from './sql-names.ts'

type Fields = ReadonlyMap<string, CompiledField>

/** Of a rollup that is taken as checked. */
export function compileRollup({ name, groupBy, sums = [] }: RollupSchema, fields: Fields): CompiledRollup {
  return Object.freeze({
    name,
    keys: Object.freeze(groupBy.map((key) => compileKey(typeof key === 'string' ? { field: key } : key, fields))),
    sums: Object.freeze(sums.map((sum) => fields.get(sum) ?? missing(sum))),
  })
}

function compileKey({ field: name, per = null }: { field: string; per?: GroupPeriod | null }, fields: Fields) {
  const field = fields.get(name)
  return Object.freeze(field === undefined ? commonKey(name, per) : declaredKey(field, per))
}

function commonKey(name: string, per: GroupPeriod | null): CompiledRollupKey {
  const kind = COMMON_FIELD_KINDS[name as keyof typeof COMMON_FIELD_KINDS] ?? missing(name)
  const column = (alias: string) => sql`${sql.ref(`${alias}.${snakeCase(name)}`)}`
  const own = { name, id: name, per, columns: [snakeCase(name)] }
  if (per === null) return { ...own, isZoned: false, type: kind === 'id' ? 'uuid' : 'text', value: column }
  return { ...own, isZoned: true, type: 'date', value: (alias, zone) => periodOf(atZone(column(alias), zone), per) }
}

function declaredKey(field: CompiledField, per: GroupPeriod | null): CompiledRollupKey {
  const { name, id, type, sortType } = field
  const columns = field.columns.map((column) => column.name)
  const own = { name, id, per, columns, isZoned: per !== null && type === 'dateTime' }
  if (per === null) {
    if (!PLAIN_GROUP_KEYS.has(type)) return { ...own, type: 'jsonb', value: (alias) => field.selectJson(alias) }
    return { ...own, type: sortType, value: (alias) => field.comparable(alias) }
  }
  const local = (alias: string, zone: string) =>
    own.isZoned ? atZone(field.comparable(alias), zone) : sql`(${field.comparable(alias)})::timestamp`
  return { ...own, type: 'date', value: (alias, zone) => periodOf(local(alias, zone), per) }
}

function atZone(value: RawBuilder<unknown>, zone: string): RawBuilder<unknown> {
  return sql`((${value}) at time zone ${sql.lit(zone)})`
}

function periodOf(local: RawBuilder<unknown>, per: NonNullable<GroupKey['per']>): RawBuilder<unknown> {
  return sql`date_trunc(${sql.lit(per)}, ${local})::date`
}

function missing(name: string): never {
  throw new Error(`Field '${name}' of a rollup is not in the model`)
}
