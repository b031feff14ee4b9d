import { type Kysely, sql } from 'kysely'
import type { TenantTables } from '../db/tenant-tables.ts'
import type { TableSample } from './ddl.ts'

/** So many rows are looked at in place of more. */
const SAMPLE_ROWS = 10_000
/** Bytes that a row is taken for where PostgreSQL has not counted yet. */
const ROW_BYTES = 200

/** How large a share of each of these tables is worth asking; tables that are small enough are asked whole. */
export async function findSamples(
  db: Kysely<TenantTables>,
  schema: string,
  tables: readonly string[],
): Promise<Map<string, TableSample>> {
  if (tables.length === 0) return new Map()
  const { rows } = await sql<{ name: string; rows: number }>`
    select c.relname as name,
      (case when c.reltuples < 0 then pg_relation_size(c.oid) / ${sql.lit(ROW_BYTES)} else c.reltuples end)::int as rows
    from pg_catalog.pg_class c
    where c.relnamespace = (select oid from pg_catalog.pg_namespace where nspname = ${schema})
      and c.relname in (${sql.join(tables)})`.execute(db)
  const large = rows.filter((table) => table.rows > SAMPLE_ROWS)
  return new Map(large.map(({ name, rows: count }) => [name, sampleOf(count)]))
}

function sampleOf(rows: number): TableSample {
  return { percent: Math.max(0.01, Math.round((10_000 * SAMPLE_ROWS) / rows) / 100), rows }
}
