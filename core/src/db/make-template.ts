import type { PGlite } from '@electric-sql/pglite'
import type { Database } from './database.ts'
import { migrateControl } from './migrate-control.ts'
import { pgliteDatabase } from './pglite-database.ts'
import { startPglite } from './start-pglite.ts'

/**
 * The files of an embedded database with Tenon's control plane, and with what `fill` puts into it: one in memory that
 * begins with them begins where that ended, which is much faster than making it anew.
 */
export async function makeTemplate(fill: (database: Database) => Promise<void>): Promise<Blob> {
  const pglite = await startPglite(null)
  try {
    const database = await pgliteDatabase(pglite)
    await migrateControl(database)
    await fill(database)
    await makeSmall(pglite)
    return await pglite.dumpDataDir('none')
  } finally {
    await pglite.close()
  }
}

/** Every start copies all files: other databases, which nobody makes copies of here, are two thirds of them. */
async function makeSmall(pglite: PGlite): Promise<void> {
  await pglite.exec(`update pg_database set datistemplate = false`)
  await pglite.exec('drop database template0')
  await pglite.exec('drop database template1')
  // So that the next start finds nothing to do again.
  await pglite.exec('checkpoint')
}
