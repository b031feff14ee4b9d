import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import manifest from '../../package.json' with { type: 'json' }
import type { DatabaseConfig } from '../config/database-config.ts'
import type { Database } from '../db/database.ts'
import type { FileStorage } from '../storage/file-storage.ts'
import { holdFiles } from '../storage/hold-files.ts'
import { fillNewFolder } from './backup-folder.ts'
import { BACKUP_FORMAT, type BackupManifest, writeManifest } from './backup-manifest.ts'
import { writePart } from './backup-part.ts'
import type { OnBackupProgress } from './backup-progress.ts'
import { type DatabaseDump, dumpPglite, dumpPostgres, findPgDump } from './dump-database.ts'
import { inSnapshot, type Snapshot } from './in-snapshot.ts'
import { keepFiles } from './keep-files.ts'
import { listNamedFiles } from './list-named-files.ts'
import type { ListedFile } from './listed-file.ts'
import { type Installation, readInstallation } from './read-installation.ts'

export interface BackupSource {
  database: Database
  /** Where `database` was opened from. */
  config: DatabaseConfig
  storage: FileStorage
  /** Root secret of the installation. */
  secret: string
}

export interface BackupOptions {
  /** Folder that it becomes; must not be there. */
  target: string
  /** Whether the root secret goes with it. */
  withSecret: boolean
  /** Folder of PostgreSQL's own programs; undefined for those on the PATH. */
  pgBin?: string | undefined
  onProgress: OnBackupProgress
  /** Hears of files whose bytes are missing or others than those that were uploaded. */
  onFault: (file: ListedFile) => void
  signal?: AbortSignal | undefined
}

interface Taken extends DatabaseDump, Installation {
  createdAt: string
  /** List of the files that the snapshot names. */
  named: string
  total: { files: number; bytes: number }
}

/**
 * Backs an installation up into a new folder: the database as it is at one moment, every file that it names then, and the
 * secret where it is asked for. Nobody removes files meanwhile; all else goes on. The manifest, with the hashes of
 * all, comes last, and the folder gets its name after that.
 */
export function writeBackup(source: BackupSource, options: BackupOptions): Promise<BackupManifest> {
  const { database, storage, secret } = source
  const { onProgress, onFault, signal } = options
  return fillNewFolder(options.target, async (folder) => {
    if (database.kind === 'pglite') await database.execute('checkpoint')
    const { taken, files } = await holdFiles(database, async () => {
      const taken = await inSnapshot(database, (snapshot) => takeDatabase(source, options, { folder, snapshot }))
      // The snapshot is let go here, so that hours of copying files keep the database from nothing.
      const { named, total } = taken
      return { taken, files: await keepFiles(storage, { folder, named, total, onProgress, onFault, signal }) }
    })
    const parts = [taken.part, files.part]
    if (options.withSecret) parts.push(await writePart({ folder, path: 'secret' }, Readable.from([`${secret}\n`])))
    const { createdAt, facts, migrations, tenants } = taken
    const ground = { format: BACKUP_FORMAT, tenon: manifest.version, createdAt, database: facts } as const
    return writeManifest(folder, { ...ground, migrations, tenants, files: files.files, parts }, secret)
  })
}

async function takeDatabase(
  { config }: BackupSource,
  { onProgress, pgBin, signal }: BackupOptions,
  { folder, snapshot }: { folder: string; snapshot: Snapshot },
): Promise<Taken> {
  const installation = await readInstallation(snapshot.trx)
  onProgress({ stage: 'database', files: 0, bytes: 0, total: null })
  const target = { folder, signal }
  const dump =
    config.kind === 'pglite'
      ? await dumpPglite(target, { snapshot, from: config })
      : await dumpPostgres(target, { snapshot, url: config.url, program: await findPgDump(pgBin, snapshot) })
  onProgress({ stage: 'database', files: 1, bytes: dump.part.bytes, total: null })
  const named = join(folder, 'named.jsonl')
  const total = { files: 0, bytes: 0 }
  const schemas = installation.tenants.map(({ schema }) => schema)
  const lines = listNamedFiles(snapshot.trx, schemas, ({ size }) => {
    total.files += 1
    total.bytes += size
  })
  await pipeline(Readable.from(lines), createWriteStream(named, { flags: 'wx', mode: 0o600 }))
  return { ...dump, ...installation, createdAt: snapshot.takenAt.toISOString(), named, total }
}
