import { createHash } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import type { CompiledEntity } from '../../model/compiled-model.ts'
import type { CatalogTable } from '../catalog.ts'
import type { TablePlace } from '../ddl.ts'
import { reservedName } from '../object-name.ts'
import { sqlText } from '../sql-text.ts'
import { FIGURE_COLUMNS, rollupFigures } from './rollup-figures.ts'

type Sql = RawBuilder<unknown>

/** Of the triggers' names, `_rollup_insert` and so on. */
export const ROLLUP_TRIGGER_PREFIX = '_rollup_'
const EVENTS = ['insert', 'update', 'delete', 'truncate'] as const
type Event = (typeof EVENTS)[number]

/** Names of transition tables, which a function knows by the event alone. */
const TRANSITIONS: Record<Event, Sql> = {
  insert: sql`referencing new table as _rows_after`,
  update: sql`referencing old table as _rows_before new table as _rows_after`,
  delete: sql`referencing old table as _rows_before`,
  truncate: sql``,
}

export interface RollupTrigger {
  /** Of the function: another body has another one. */
  readonly name: string
  readonly body: string
}

interface Ground {
  schema: string
  entity: CompiledEntity
  timeZone: string
}

/** What notes each change of the entity's rows; null where it keeps no rollups. */
export function rollupTrigger({ schema, entity, timeZone }: Ground): RollupTrigger | null {
  const { rollups, table } = entity
  if (rollups.length === 0) return null
  const after = { sign: 1, from: sql`_rows_after x where x.deleted_at is null` } as const
  const before = { sign: -1, from: sql`_rows_before x where x.deleted_at is null` } as const
  const delta = sql`insert into ${sql.id(schema, '_rollup_delta')} (${FIGURE_COLUMNS})`
  const note = (...rows: Array<typeof after | typeof before>) =>
    sql`${delta} ${rollupFigures({ entity, rollups, timeZone, rows })};`
  const body = sqlText(sql`begin
    if tg_op = 'INSERT' then ${note(after)}
    elsif tg_op = 'UPDATE' then ${note(after, before)}
    elsif tg_op = 'DELETE' then ${note(before)}
    else ${delta} ${nothingLeft(schema, table)};
    end if;
    return null;
  end`)
  const types = rollups.flatMap(({ sums }) => sums.map(({ columns }) => columns.map(({ type }) => type)))
  const hash = createHash('sha256')
    .update(JSON.stringify([body, types]))
    .digest('hex')
    .slice(0, 12)
  return { name: reservedName(ROLLUP_TRIGGER_PREFIX, `${table}_${hash}`), body }
}

/** Whoever truncates a table waits for all that write to it, so what is kept by then is all that there is. */
function nothingLeft(schema: string, table: string): Sql {
  const kept = (name: string) => sql`select ${FIGURE_COLUMNS} from ${sql.id(schema, name)}`
  return sql`select t.rollup, t.part, t.currency, t.keys, -sum(t.records), -sum(t.filled), -sum(t.amount)
    from (${kept('_rollup_total')} union all ${kept('_rollup_delta')}) t
    join ${sql.id(schema, '_rollup')} k on k.id = t.rollup and k.table_name = ${sql.lit(table)}
    group by t.rollup, t.part, t.currency, t.keys`
}

/** Whether the table has just this, and all of it. */
export function hasTrigger(table: CatalogTable, trigger: RollupTrigger | null): boolean {
  const { rollupTriggers: present } = table
  if (trigger === null) return present.length === 0
  return (
    present.length === EVENTS.length &&
    present.every(({ enabled, function: called }) => enabled && called === trigger.name)
  )
}

/**
 * Making a trigger waits for writes under way, so that each write is either seen by whoever looks at the rows afterwards, or noted.
 * The path of schemas is the function's own: no writer's can lead its operators elsewhere.
 */
export function createRollupTrigger(place: TablePlace, { name, body }: RollupTrigger): Sql[] {
  const call = sql.id(place.schema, name)
  const on = sql.id(place.schema, place.table)
  return [
    sql`create or replace function ${call}() returns trigger language plpgsql
      set search_path = pg_catalog, pg_temp as ${sql.lit(body)}`,
    ...EVENTS.map(
      (event) => sql`create or replace trigger ${sql.id(ROLLUP_TRIGGER_PREFIX + event)} after ${sql.raw(event)} on ${on}
        ${TRANSITIONS[event]} for each statement execute function ${call}()`,
    ),
  ]
}

export function dropRollupTriggers(place: TablePlace, { rollupTriggers }: CatalogTable): Sql[] {
  const on = sql.id(place.schema, place.table)
  const functions = [...new Set(rollupTriggers.map((trigger) => trigger.function))]
  return [
    ...rollupTriggers.map(({ name }) => sql`drop trigger if exists ${sql.id(name)} on ${on}`),
    ...functions.map((name) => sql`drop function if exists ${sql.id(place.schema, name)}()`),
  ]
}
