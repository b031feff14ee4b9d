import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DatabaseConfig } from '../config/database-config.ts'
import type { FilesPlace } from '../config/files-config.ts'
import { listTenants } from '../db/list-tenants.ts'
import { openDatabase } from '../db/open-database.ts'
import { type FoundFault, verifyFiles } from '../files/verify-files.ts'
import type { FileStorage } from '../storage/file-storage.ts'
import { openFileStorage } from '../storage/open-file-storage.ts'
import type { BackupManifest } from './backup-manifest.ts'
import type { OnBackupProgress } from './backup-progress.ts'
import type { ChosenSecret } from './backup-secret.ts'
import { checkBackup } from './check-backup.ts'
import { claimDatabase } from './restore-database.ts'
import { demandEmptyStorage, restoreFiles } from './restore-files.ts'

export interface RestoreInput {
  /** The backup's folder, and what its manifest says. */
  source: string
  manifest: BackupManifest
  /** The installation that it becomes. */
  target: { folder: string; database: DatabaseConfig; files: FilesPlace; secret: ChosenSecret | null }
  /** Folder of PostgreSQL's own programs; undefined for those on the PATH. */
  pgBin?: string | undefined
  onProgress: OnBackupProgress
  /** Hears of files that are not as they were uploaded. */
  onFault: (fault: FoundFault & { tenant: string }) => void
  signal?: AbortSignal | undefined
}

/**
 * Restores a backup to an empty database and an empty storage for files. All of the backup is checked before anything is
 * written; the database comes last, so that there is no installation until all that belongs to it is there. It is then
 * brought up to date, and its files are held against it once more.
 */
export async function restoreBackup(input: RestoreInput): Promise<{ files: number; bytes: number; faults: number }> {
  const { source, manifest, target, pgBin, onProgress, signal } = input
  const database = await claimDatabase(target.database, { manifest, pgBin })
  try {
    const storage = await openFileStorage(target.files)
    await demandEmptyStorage(storage, source, manifest)
    await checkBackup(source, manifest, { onProgress, signal })
    await restoreFiles(storage, { source, manifest }, { onProgress, signal })
    await keepSecret(target)
    onProgress({ stage: 'database', files: 0, bytes: 0, total: null })
    const verified = await verifyAll(await database.fill(source, signal), storage, input)
    await database.keep()
    return verified
  } finally {
    await database.close()
  }
}

/** Not over one that is there: a restore that was cut short has left the same. */
async function keepSecret({ folder, secret }: RestoreInput['target']): Promise<void> {
  if (secret === null || !secret.isFromBackup) return
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'secret'), `${secret.secret}\n`, { flag: 'wx', mode: 0o600 })
}

async function verifyAll(
  config: DatabaseConfig,
  storage: FileStorage,
  { manifest, onProgress, onFault }: RestoreInput,
): Promise<{ files: number; bytes: number; faults: number }> {
  const verified = { files: 0, bytes: 0, faults: 0 }
  const total = { files: manifest.files.count, bytes: manifest.files.bytes }
  const database = await openDatabase(config)
  try {
    for (const { slug, schema } of await listTenants(database)) {
      const { files, bytes } = await verifyFiles({ database, storage }, schema, (fault) => {
        verified.faults += 1
        onFault({ ...fault, tenant: slug })
      })
      verified.files += files
      verified.bytes += bytes
      onProgress({ stage: 'verify', files: verified.files, bytes: verified.bytes, total })
    }
    return verified
  } finally {
    await database.close()
  }
}
