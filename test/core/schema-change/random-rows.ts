import { sql } from 'kysely'
import { snakeCase } from '../../../core/src/model/sql-names.ts'
import type { PublishingTenant } from './publishing-tenant.ts'
import { type FieldState, type ModelState, samplesOf } from './random-models.ts'

/** Values by row name and field id, as text; money with its currency. */
export type Values = Record<string, Record<string, string | null>>

type Tenant = Pick<PublishingTenant, 'query' | 'schema' | 'insert'>

/** Writes a value into one field of one row, which is made where it is not there. */
export async function writeValue(
  { query, schema }: Tenant,
  { row, field, value }: { row: string; field: FieldState; value: string | null },
): Promise<void> {
  const column = snakeCase(field.name)
  const sets = [sql`${sql.id(column)} = ${value}`]
  if (field.type === 'money') sets.push(sql`${sql.id(`${column}_currency`)} = ${value === null ? null : 'USD'}`)
  await query(sql`update ${sql.id(schema, 'thing')} set ${sql.join(sets)} where name = ${row}`)
}

/** A value that a field may hold: the `at`th of its samples, as it comes back from `readValues`. */
export function sampleOf(field: FieldState, at: number): string {
  const samples = samplesOf(field.type).filter((value) => field.type !== 'decimal' || fits(value, field.scale))
  return samples[at % samples.length] ?? ''
}

function fits(value: string, scale: number): boolean {
  return (value.split('.')[1] ?? '').length <= scale
}

export async function readValues({ query, schema }: Tenant, { fields }: ModelState): Promise<Values> {
  const present = fields.map((field, at) => ({ ...field, id: `f${at}` })).filter((field) => field.present)
  const columns = present.map(({ name, type, id }) => {
    const column = sql.id(snakeCase(name))
    const currency = type === 'money' ? sql` || ' ' || ${sql.id(`${snakeCase(name)}_currency`)}` : sql``
    return sql`${column}::text${currency} as ${sql.id(id)}`
  })
  const rows = await query(
    sql<Record<string, string | null>>`select ${sql.join([sql`name`, ...columns])} from ${sql.id(schema, 'thing')}`,
  )
  return Object.fromEntries(rows.map(({ name, ...values }) => [name, values]))
}
