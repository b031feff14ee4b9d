import { mkdirSync } from 'node:fs'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { DatabaseConfig } from '../config/database-config.ts'
import type { Database } from './database.ts'
import { lockFolder } from './lock-folder.ts'
import { pgliteDatabase } from './pglite-database.ts'
import { startPglite } from './start-pglite.ts'

type PgliteConfig = Omit<Extract<DatabaseConfig, { kind: 'pglite' }>, 'kind'>

/**
 * Opens the embedded database in `folder`/pglite, or in memory where `folder` is null (then with the template's files).
 * @throws TenonError CONFIG_INVALID where the folder cannot be written or another process has it open
 */
export async function openPglite({ folder, template, keepsStatements = false }: PgliteConfig): Promise<Database> {
  const release = folder === null ? () => undefined : lockDataFolder(folder)
  const pglite = await startPglite(folder, template).catch((cause: unknown) => {
    release()
    throw new TenonError({
      code: 'CONFIG_INVALID',
      message: `The embedded database in '${folder}' could not be opened: ${String(cause)}`,
      cause,
    })
  })
  return pgliteDatabase(pglite, { keepsStatements, release })
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
