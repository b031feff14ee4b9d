import { mkdirSync } from 'node:fs'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { DatabaseConfig } from '../config/database-config.ts'
import { unwritableFolder } from '../config/unwritable-folder.ts'
import { operatorError } from '../context/operator-error.ts'
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
    const texts = {
      en: `The embedded database in '${folder}' could not be opened: ${String(cause)}`,
      'zh-CN': `无法打开“${folder}”中的内置数据库：“${String(cause)}”`,
    }
    throw operatorError('CONFIG_INVALID', texts, cause)
  })
  return pgliteDatabase(pglite, { keepsStatements, release })
}

function lockDataFolder(folder: string): () => void {
  try {
    mkdirSync(folder, { recursive: true })
    return lockFolder(folder)
  } catch (cause) {
    if (cause instanceof TenonError) throw cause
    throw unwritableFolder(folder, cause)
  }
}
