import { type RawBuilder, sql } from 'kysely'
import type { CompiledField } from '../model/compiled-model.ts'

/** The values of a field's columns, all null where one of the columns' checks refuses them. */
export function withinChecks(
  { columns }: CompiledField,
  values: readonly RawBuilder<unknown>[],
): readonly RawBuilder<unknown>[] {
  const checks = columns.flatMap(({ check }) => check ?? [])
  if (checks.length === 0) return values
  const named = columns.map(({ name, type }, at) => sql`(${values[at]})::${sql.raw(type)} as ${sql.id(name)}`)
  const refused = sql.join(
    checks.map((check) => sql`(${sql.raw(check)}) is false`),
    sql` or `,
  )
  return columns.map(
    ({ name }) =>
      sql`(select case when ${refused} then null else ${sql.id('x', name)} end from (select ${sql.join(named)} offset 0) x)`,
  )
}
