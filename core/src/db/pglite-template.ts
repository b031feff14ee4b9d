import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import manifest from '../../package.json' with { type: 'json' }

const VERSION = manifest.dependencies['@electric-sql/pglite']

/**
 * The files of an empty database to begin an in-memory one with: making them anew takes most of its start. They are
 * kept in the user's cache, by the version of the embedded database; where nothing can be kept, they are made each time.
 */
export async function pgliteTemplate(folder = join(homedir(), '.cache', 'tenon')): Promise<Blob> {
  const file = join(folder, `pglite-${VERSION}.tar`)
  const kept = existsSync(file) ? new Blob([await readFile(file)]) : null
  if (kept !== null && kept.size > 0) return kept
  const database = await PGlite.create()
  const made = await database.dumpDataDir('none')
  await database.close()
  await keep(folder, file, made).catch(() => undefined)
  return made
}

/** Written aside and moved into place: another process never reads half a file. */
async function keep(folder: string, file: string, content: Blob): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const aside = `${file}.${process.pid}`
  try {
    await writeFile(aside, content.stream())
    await rename(aside, file)
  } finally {
    await rm(aside, { force: true })
  }
}
