import { type Kysely, sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { StoredImportRow } from '../db/bulk-tables.ts'
import type { TenantTables } from '../db/tenant-tables.ts'

type Db = Kysely<TenantTables>

/** Rows per statement. */
const PART = 1_000

/** A row of a file, under the id of the record that it is about or will be. */
export interface ImportedRow extends StoredImportRow {
  id: string
}

/** Puts rows down as those that a run is about. */
export async function addImportRows(
  db: Db,
  { tenant }: RequestContext,
  { run, rows }: { run: string; rows: readonly ImportedRow[] },
): Promise<void> {
  for (let at = 0; at < rows.length; at += PART) {
    const part = rows.slice(at, at + PART).map(({ id, ...input }) => ({ id, input }))
    await sql`insert into ${sql.id(tenant.schema, '_bulk_row')} (run, record_id, input)
      select ${run}::uuid, g.id, g.input
      from jsonb_to_recordset(${JSON.stringify(part)}::jsonb) as g(id uuid, input jsonb)`.execute(db)
  }
}

/** The rows under these ids, in the file's order. */
export async function readImportRows(db: Db, run: string, ids: readonly string[]): Promise<ImportedRow[]> {
  const rows = await db
    .selectFrom('_bulk_row')
    .select(['record_id as id', 'input'])
    .where('run', '=', run)
    .where('record_id', 'in', [...ids])
    .execute()
  return rows.flatMap(importedRow).sort((one, other) => one.line - other.line)
}

/** Rows that were not imported, in the file's order, a part at a time. */
export async function readLeftRows(
  db: Db,
  run: string,
  { after, limit }: { after: number; limit: number },
): Promise<Array<ImportedRow & { message: string | null }>> {
  const line = sql<number>`(input ->> 'line')::int`
  const rows = await db
    .selectFrom('_bulk_row')
    .select(['record_id as id', 'input', 'message'])
    .where('run', '=', run)
    .where('state', 'in', ['refused', 'waiting'])
    .where(line, '>', after)
    .orderBy(line)
    .limit(limit)
    .execute()
  return rows.flatMap(({ message, ...row }) => importedRow(row).map((one) => ({ ...one, message })))
}

function importedRow({ id, input }: { id: string; input: object | null }): ImportedRow[] {
  return input !== null && 'line' in input ? [{ ...(input as StoredImportRow), id }] : []
}
