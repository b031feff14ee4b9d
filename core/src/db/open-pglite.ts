import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { PGliteDialect } from 'kysely'
import { buildDatabase } from './build-database.ts'
import type { Database } from './database.ts'
import { lockFolder } from './lock-folder.ts'

/**
 * Opens the embedded database in `folder`/pglite, or in memory where `folder` is null (then with the template's files).
 * @throws TenonError CONFIG_INVALID where the folder cannot be written or another process has it open
 */
export async function openPglite(folder: string | null, template?: Blob): Promise<Database> {
  const release = folder === null ? () => undefined : lockDataFolder(folder)
  const pglite = await start(folder, template).catch((cause: unknown) => {
    release()
    throw new TenonError({
      code: 'CONFIG_INVALID',
      message: `The embedded database in '${folder}' could not be opened: ${String(cause)}`,
      cause,
    })
  })
  return buildDatabase({
    kind: 'pglite',
    dialect: new PGliteDialect({ pglite }),
    execute: (text, values) => runText(pglite, text, values),
    listen: (channel, onMessage) => pglite.listen(channel, onMessage),
    close: async () => {
      await pglite.close()
      release()
    },
  })
}

async function start(folder: string | null, template: Blob | undefined): Promise<PGlite> {
  if (folder === null) return PGlite.create(template === undefined ? {} : { loadDataDir: template })
  return PGlite.create(join(folder, 'pglite'))
}

/** Several statements in one text can only go without bound values: the extended protocol takes one. */
async function runText(pglite: PGlite, text: string, values?: unknown[]): Promise<{ rows: unknown[] }> {
  if (values !== undefined && values.length > 0) return pglite.query(text, values)
  const results = await pglite.exec(text)
  return { rows: results.flatMap((result) => result.rows) }
}

function lockDataFolder(folder: string): () => void {
  try {
    mkdirSync(folder, { recursive: true })
    return lockFolder(folder)
  } catch (cause) {
    if (cause instanceof TenonError) throw cause
    throw new TenonError({
      code: 'CONFIG_INVALID',
      message: `The data folder '${folder}' cannot be written (${errorCode(cause)}): give the process the right to write there, or choose another with TENON_FOLDER.`,
      cause,
    })
  }
}

function errorCode(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
}
