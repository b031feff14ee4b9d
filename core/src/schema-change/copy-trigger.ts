import { type RawBuilder, sql } from 'kysely'
import type { TablePlace } from './ddl.ts'
import { reservedName } from './object-name.ts'
import { sqlText } from './sql-text.ts'

/** Triggers that keep new columns in step begin so. */
export const COPY_TRIGGER_PREFIX = '_copy_'

interface CopyTrigger {
  place: TablePlace
  name: string
  /** Columns that the values come from. */
  sources: readonly string[]
  /** Columns to be set, with their values over `new`. */
  columns: ReadonlyArray<{ name: string; value: RawBuilder<unknown> }>
}

export function copyTriggerName(table: string, hash: string): string {
  return reservedName(COPY_TRIGGER_PREFIX, `${table}_${hash}`)
}

/** From then on every write of the sources sets the new columns too. */
export function createCopyTrigger({ place, name, sources, columns }: CopyTrigger): RawBuilder<unknown>[] {
  const sets = columns.map((column) => sql`new.${sql.id(column.name)} := ${column.value};`)
  const body = sqlText(sql`begin ${sql.join(sets, sql` `)} return new; end`)
  const of = sql.join(sources.map((source) => sql.id(source)))
  const call = sql.id(place.schema, name)
  return [
    sql`create or replace function ${call}() returns trigger language plpgsql as ${sql.lit(body)}`,
    sql`create or replace trigger ${sql.id(name)} before insert or update of ${of} on ${sql.id(place.schema, place.table)} for each row execute function ${call}()`,
  ]
}

export function dropCopyTrigger(place: TablePlace, name: string): RawBuilder<unknown>[] {
  return [
    sql`drop trigger if exists ${sql.id(name)} on ${sql.id(place.schema, place.table)}`,
    sql`drop function if exists ${sql.id(place.schema, name)}()`,
  ]
}
