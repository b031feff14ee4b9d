import { type RawBuilder, sql } from 'kysely'

/** Within a statement: the moment at which the UUIDv7 in a column was made, as its first 48 bits tell it. */
export function timeOfId(column: string): RawBuilder<Date> {
  const digits = sql`left(replace(${sql.id(column)}::text, '-', ''), 12)`
  return sql`to_timestamp(('x' || lpad(${digits}, 16, '0'))::bit(64)::bigint / 1000.0)`
}
