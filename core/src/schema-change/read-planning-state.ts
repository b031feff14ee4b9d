import type { PlanCounts } from '@tenon/sdk/contract/change-plan'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { readTimeZone } from '../db/tenant-zones.ts'
import type { CompiledModel } from '../model/compiled-model.ts'
import type { Catalog } from './catalog.ts'
import { findSamples } from './find-samples.ts'
import { readParkedColumns } from './parked-column.ts'
import { readCatalog } from './read-catalog.ts'
import { SMALL_TABLE_ROWS } from './small-table.ts'
import type { PlanningState } from './table-task.ts'

export interface PlanningSource {
  db: Kysely<TenantTables>
  schema: string
  kind: Database['kind']
  /** Version in force. */
  baseVersion: number
  after: CompiledModel
  /** Tables with more rows are worked on in small steps. Default: 10,000; on the embedded database none is. */
  smallTableRows?: number
  /** Large tables are only asked for a share of their rows. Default: all. */
  counts?: PlanCounts
}

/** Reads what planning needs to know of a tenant's schema. */
export async function readPlanningState(source: PlanningSource): Promise<PlanningState> {
  const { db, schema, kind, after, baseVersion } = source
  // The embedded database has one connection: nobody can be kept waiting by a lock, only by a publish in several parts.
  const limit = source.smallTableRows ?? (kind === 'pglite' ? Number.POSITIVE_INFINITY : SMALL_TABLE_ROWS)
  const catalog = await readCatalog(db, schema)
  const parked = await readParkedColumns(db)
  const samples = source.counts === 'estimated' ? await findSamples(db, schema, [...catalog.keys()]) : new Map()
  const largeTables = Number.isFinite(limit)
    ? await findLargeTables(db, candidates({ catalog, after, schema, limit }))
    : []
  return {
    schema,
    catalog,
    parked,
    largeTables: new Set(largeTables),
    samples,
    concurrently: kind === 'postgres',
    timeZone: await readTimeZone(db),
    version: baseVersion + 1,
  }
}

interface Candidates {
  schema: string
  tables: string[]
  limit: number
}

function candidates({
  catalog,
  after,
  schema,
  limit,
}: {
  catalog: Catalog
  after: CompiledModel
  schema: string
  limit: number
}): Candidates {
  const wanted = [...after.entities.values()].map((entity) => entity.table)
  return { schema, limit, tables: wanted.filter((table) => catalog.has(table)) }
}

/** Counts no further than it must. */
async function findLargeTables(db: Kysely<TenantTables>, { schema, tables, limit }: Candidates): Promise<string[]> {
  if (tables.length === 0) return []
  const queries = tables.map((table) => {
    const some = sql`select 1 from ${sql.id(schema, table)} limit ${sql.lit(limit + 1)}`
    return sql`select ${sql.lit(table)}::text as name, (select count(*) from (${some}) as seen) > ${sql.lit(limit)} as large`
  })
  const { rows } = await sql<{ name: string; large: boolean }>`${sql.join(queries, sql` union all `)}`.execute(db)
  return rows.filter((row) => row.large).map((row) => row.name)
}
