import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { FileStorage } from './file-storage.ts'
import { mayLetFilesGo } from './hold-files.ts'

const BATCH = 200

export interface RemovingFiles {
  database: Database
  storage: FileStorage
}

export interface RemovedFiles {
  removed: number
  /** Some are left, since somebody holds all files: a backup. */
  held: boolean
}

/**
 * Removes the files of a tenant for which the condition over `_file f` holds, with their bytes. From the first step on no
 * record can be given them and nobody reads them. The row goes last, so that whoever comes after a
 * process that was killed meanwhile finds what is left to do: it looks like an upload that was never finished.
 */
export async function removeFiles(
  removing: RemovingFiles,
  schema: string,
  condition: RawBuilder<boolean>,
): Promise<RemovedFiles> {
  for (let removed = 0; ; ) {
    const ids = await letGo(removing, schema, condition)
    if (ids === null) return { removed, held: true }
    for (const id of ids) {
      await removing.storage.remove({ schema, id })
      await removing.database.tenant(schema).deleteFrom('_file').where('id', '=', id).execute()
    }
    removed += ids.length
    if (ids.length < BATCH) return { removed, held: false }
  }
}

/** A batch of files that nobody can name or read any more; null while somebody holds all files. */
function letGo({ database }: RemovingFiles, schema: string, condition: RawBuilder<boolean>): Promise<string[] | null> {
  const table = sql.id(schema, '_file')
  return database.transaction(schema, async (trx) => {
    if (!(await mayLetFilesGo(trx))) return null
    const { rows } = await sql<{ id: string }>`
      update ${table} d set facts = null, record_id = null, detached_at = null
      where d.id in (select f.id from ${table} f where ${condition} order by f.id limit ${BATCH} for update skip locked)
      returning d.id`.execute(trx)
    return rows.map(({ id }) => id)
  })
}
