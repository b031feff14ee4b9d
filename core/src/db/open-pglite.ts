import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { PGliteDialect } from 'kysely'
import type { DatabaseConfig } from '../config/database-config.ts'
import { buildDatabase } from './build-database.ts'
import type { Database } from './database.ts'
import { keepStatements } from './keep-statements.ts'
import { lockFolder } from './lock-folder.ts'

type PgliteConfig = Omit<Extract<DatabaseConfig, { kind: 'pglite' }>, 'kind'>

/**
 * Opens the embedded database in `folder`/pglite, or in memory where `folder` is null (then with the template's files).
 * @throws TenonError CONFIG_INVALID where the folder cannot be written or another process has it open
 */
export async function openPglite({ folder, template, keepsStatements = false }: PgliteConfig): Promise<Database> {
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
    dialect: new PGliteDialect({ pglite: keepsStatements ? await keepStatements(pglite) : pglite }),
    execute: (text, values) => runText(pglite, text, values),
    listen: (channel, onMessage) => pglite.listen(channel, onMessage),
    close: async () => {
      await pglite.close()
      release()
    },
  })
}

/** Reports on a slow start would go nowhere, and their timer does not bear a clock that jumps, as that of tests does. */
const START_PARAMS = [...PGlite.defaultStartParams, '-c', 'log_startup_progress_interval=0']

async function start(folder: string | null, template: Blob | undefined): Promise<PGlite> {
  const options = { startParams: START_PARAMS, ...(template !== undefined && { loadDataDir: template }) }
  return folder === null ? PGlite.create(options) : PGlite.create(join(folder, 'pglite'), options)
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
