import { type RawBuilder, sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import type { ParkedColumn } from './parked-column.ts'
import type { Superseded } from './superseded.ts'

/** Writes down what was parked, so that it can be found when the field or entity comes back. */
export function parkStatement(
  { schema, version }: { schema: string; version: number },
  row: Omit<ParkedColumn, 'id' | 'atVersion'>,
): RawBuilder<unknown> {
  const values = {
    id: uuidv7(),
    entity: row.entity,
    table_name: row.table,
    column_name: row.column,
    parked_name: row.parkedName,
    column_type: row.type,
    field_id: row.fieldId,
    at_version: version,
    conversion: row.conversion === null ? null : JSON.stringify(row.conversion),
  }
  const names = Object.keys(values).map((name) => sql.id(name))
  const literals = Object.values(values).map((value) => sql.lit(value))
  return sql`insert into ${sql.id(schema, '_parked_column')} (${sql.join(names)}) values (${sql.join(literals)})`
}

/** Takes the note away once the values are back. */
export function unparkStatement(schema: string, id: string): RawBuilder<unknown> {
  return sql`delete from ${sql.id(schema, '_parked_column')} where ${sql.id('id')} = ${sql.lit(id)}`
}

/** Notes what has become of values that stay parked. */
export function parkAgainStatement(
  { schema, version }: { schema: string; version: number },
  { ids, conversion, inUse }: Superseded,
): RawBuilder<unknown> {
  const known = sql.lit(JSON.stringify(conversion))
  const list = sql.join(ids.map((id) => sql.lit(id)))
  const since = inUse ? sql`, parked_at = now()` : sql``
  return sql`update ${sql.id(schema, '_parked_column')} set conversion = ${known}, at_version = ${sql.lit(version)}${since} where id in (${list})`
}
