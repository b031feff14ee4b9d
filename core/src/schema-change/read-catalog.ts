import { type Kysely, sql } from 'kysely'
import type { TenantTables } from '../db/tenant-tables.ts'
import type { Catalog, CatalogTable } from './catalog.ts'
import { COPY_TRIGGER_PREFIX } from './copy-trigger.ts'
import { PARKED_PREFIX } from './parked-column.ts'
import { ROLLUP_TRIGGER_PREFIX } from './rollups/rollup-trigger.ts'
import { STAGE_FENCE } from './stages/stage-fence.ts'

interface CatalogRow {
  name: string
  comment: string | null
  columns: Array<{ name: string; type: string; notNull: boolean; comment: string | null }>
  constraints: Array<{ name: string; valid: boolean }>
  indexes: Array<{ name: string; valid: boolean }>
  copyTriggers: string[]
  hasStageFence: boolean
  rollupTriggers: Array<{ name: string; function: string; enabled: boolean }>
}

/** Reads the catalog's entries of the entities' tables in `schema`, in one statement. */
export async function readCatalog(db: Kysely<TenantTables>, schema: string): Promise<Catalog> {
  const { rows } = await sql<CatalogRow>`
    select c.relname as name, obj_description(c.oid, 'pg_class') as comment,
      ${columnsOf} as columns, ${constraintsOf} as constraints, ${indexesOf} as indexes,
      ${copyTriggersOf} as "copyTriggers", ${stageFence} as "hasStageFence", ${rollupTriggersOf} as "rollupTriggers"
    from pg_catalog.pg_class c
    where c.relnamespace = (select oid from pg_catalog.pg_namespace where nspname = ${schema})
      and c.relkind in ('r', 'p')
      and (left(c.relname, 1) <> '_' or starts_with(c.relname, ${PARKED_PREFIX}))
    order by c.relname`.execute(db)
  return new Map(rows.map((row) => [row.name, toTable(row)]))
}

const columnsOf = sql`(
  select coalesce(json_agg(json_build_object(
    'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'notNull', a.attnotnull,
    'comment', col_description(c.oid, a.attnum)) order by a.attnum), '[]')
  from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)`

const constraintsOf = sql`(
  select coalesce(json_agg(json_build_object('name', k.conname, 'valid', k.convalidated)), '[]')
  from pg_catalog.pg_constraint k where k.conrelid = c.oid and k.contype in ('f', 'c'))`

const indexesOf = sql`(
  select coalesce(json_agg(json_build_object('name', ic.relname, 'valid', i.indisvalid)), '[]')
  from pg_catalog.pg_index i join pg_catalog.pg_class ic on ic.oid = i.indexrelid
  where i.indrelid = c.oid and not i.indisprimary)`

const copyTriggersOf = sql`(
  select coalesce(json_agg(t.tgname), '[]')
  from pg_catalog.pg_trigger t where t.tgrelid = c.oid and starts_with(t.tgname, ${sql.lit(COPY_TRIGGER_PREFIX)}))`

const stageFence = sql`exists (
  select 1 from pg_catalog.pg_trigger t where t.tgrelid = c.oid and t.tgname = ${sql.lit(STAGE_FENCE)})`

const rollupTriggersOf = sql`(
  select coalesce(json_agg(json_build_object('name', t.tgname, 'function', p.proname, 'enabled', t.tgenabled <> 'D')), '[]')
  from pg_catalog.pg_trigger t join pg_catalog.pg_proc p on p.oid = t.tgfoid
  where t.tgrelid = c.oid and starts_with(t.tgname, ${sql.lit(ROLLUP_TRIGGER_PREFIX)}))`

function toTable({
  name,
  comment,
  columns,
  constraints,
  indexes,
  copyTriggers,
  hasStageFence,
  rollupTriggers,
}: CatalogRow): CatalogTable {
  return {
    name,
    comment,
    copyTriggers: new Set(copyTriggers),
    hasStageFence,
    rollupTriggers,
    columns: byName(columns),
    constraints: byName(constraints),
    indexes: byName(indexes),
  }
}

function byName<T extends { name: string }>(items: T[]): Map<string, T> {
  return new Map(items.map((item) => [item.name, item]))
}
