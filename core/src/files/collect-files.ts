import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { heldRecords } from '../db/held-records.ts'
import { listTenants } from '../db/list-tenants.ts'
import { type FindSchemas, WEEK_MILLISECONDS, watchSchemas } from '../db/watch-schemas.ts'
import { eachSchema } from '../jobs/each-schema.ts'
import { type RemovingFiles, removeFiles } from '../storage/remove-files.ts'
import { findFilePlaces, isNamed } from './find-unnamed-files.ts'

/** An upload that no record names after so long is removed; it may be one that never ended. */
const PENDING_HOURS = 24
/** A file that its record names no more is kept for so long, and while that is on hold: history, undo and parked columns can bring it back. */
const DETACHED_DAYS = 30

const PAGE = 1_000

export interface CollectedFiles {
  pending: number
  detached: number
}

/** Makes what finds the tenants that have files: what names them is looked for in all their records. */
export function watchFiles(database: Database): FindSchemas {
  return watchSchemas(database, {
    tables: ['_file'],
    condition: (schema) => sql`exists (select 1 from ${sql.id(schema, '_file')})`,
    sureMilliseconds: WEEK_MILLISECONDS,
  })
}

/**
 * Removes the files that nothing can name any more, of all tenants. Whether a record names a file is looked up in the
 * records themselves before its bytes go; the marks of the writes only say when to look.
 */
export async function collectFiles(
  removing: RemovingFiles,
  find = watchFiles(removing.database),
): Promise<CollectedFiles> {
  const { database } = removing
  const schemas = (await listTenants(database)).map(({ schema }) => schema)
  const total: CollectedFiles = { pending: 0, detached: 0 }
  await eachSchema(await find(schemas), async (schema) => {
    const { pending, detached } = await collectIn(removing, schema)
    total.pending += pending
    total.detached += detached
  })
  return total
}

async function collectIn(removing: RemovingFiles, schema: string): Promise<CollectedFiles> {
  await markUnnamed(removing, schema)
  await keepNamed(removing, schema)
  const old = sql<boolean>`f.record_id is null and f.created_at < now() - ${sql.lit(PENDING_HOURS)} * interval '1 hour'`
  const left = sql<boolean>`f.record_id is not null and f.detached_at < now() - ${sql.lit(DETACHED_DAYS)} * interval '1 day'
    and not exists (select 1 from ${heldRecords(schema)} h where h.id = f.record_id)`
  // What a backup holds is left to the next time.
  const { removed: detached } = await removeFiles(removing, schema, left)
  const { removed: pending } = await removeFiles(removing, schema, old)
  return { pending, detached }
}

/** Of records and fields that went without a write of the record: what was put aside and is gone for good. */
async function markUnnamed({ database }: RemovingFiles, schema: string): Promise<void> {
  const db = database.tenant(schema)
  const table = sql.id(schema, '_file')
  const places = await findFilePlaces(db, schema)
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const { rows } = await sql<{ id: string }>`
      select id from ${table} where id > ${after}::uuid and record_id is not null and detached_at is null
      order by id limit ${PAGE}`.execute(db)
    const [last] = rows.slice(-1)
    if (last === undefined) return
    await sql`update ${table} f set detached_at = now()
      where f.id > ${after}::uuid and f.id <= ${last.id}::uuid and f.record_id is not null and f.detached_at is null
        and not ${isNamed(schema, places)}`.execute(db)
    after = last.id
  }
}

/** What came back by another way than a write of the record is not left any more: a column that was put aside. */
async function keepNamed({ database }: RemovingFiles, schema: string): Promise<void> {
  const db = database.tenant(schema)
  const places = await findFilePlaces(db, schema)
  await sql`update ${sql.id(schema, '_file')} f set detached_at = null
    where f.record_id is not null and f.detached_at < now() - ${sql.lit(DETACHED_DAYS - 1)} * interval '1 day'
      and ${isNamed(schema, places)}`.execute(db)
}
