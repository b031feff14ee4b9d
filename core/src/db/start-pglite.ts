import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { orderByLanguage } from './order-by-language.ts'

/** Reports on a slow start would go nowhere, and their timer does not bear a clock that jumps, as that of tests does. */
const START_PARAMS = [...PGlite.defaultStartParams, '-c', 'log_startup_progress_interval=0']

/**
 * Files that lie in memory need no large memory of their own in front of them, which would be filled at every start. And
 * they end with the process: a commit need not wait until its log is among them.
 */
const IN_MEMORY = ['-c', 'shared_buffers=16MB', '-c', 'synchronous_commit=off']

/** Starts the embedded database in `folder`/pglite, or in memory where it is null: empty, or with a template's files. */
export async function startPglite(folder: string | null, template?: Blob): Promise<PGlite> {
  const pglite = await start(folder, template)
  if ((await orderByLanguage(pglite)) === 'ordered') return pglite
  const again = await startAgain(pglite, folder)
  await orderByLanguage(again)
  return again
}

function start(folder: string | null, template?: Blob): Promise<PGlite> {
  if (folder !== null) return PGlite.create(join(folder, 'pglite'), { startParams: START_PARAMS })
  return PGlite.create({
    startParams: [...START_PARAMS, ...IN_MEMORY],
    // Its log is a file that is made at its full size and copied with the others: 16 MB unless something else is said.
    initDbStartParams: ['--wal-segsize=1'],
    ...(template !== undefined && { loadDataDir: template }),
  })
}

async function startAgain(pglite: PGlite, folder: string | null): Promise<PGlite> {
  await pglite.exec('checkpoint')
  const files = folder === null ? await pglite.dumpDataDir('none') : undefined
  await pglite.close()
  return start(folder, files)
}
