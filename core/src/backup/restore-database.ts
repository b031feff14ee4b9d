import { createReadStream } from 'node:fs'
import { lstat, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { sql } from 'kysely'
import { extract, type Headers } from 'tar-fs'
import type { DatabaseConfig } from '../config/database-config.ts'
import type { Database } from '../db/database.ts'
import { lockFolder } from '../db/lock-folder.ts'
import { openPostgres } from '../db/open-postgres.ts'
import { type BackupManifest, DUMPS } from './backup-manifest.ts'
import { backupRefusal } from './backup-refusal.ts'
import { findPostgresProgram, type PostgresProgram, runPostgresProgram } from './postgres-program.ts'

/** A database that a backup can be restored to, which is empty. */
export interface EmptyDatabase {
  /** Fills it, all or nothing; resolves to where it can be opened until `keep`. */
  fill(source: string, signal?: AbortSignal): Promise<DatabaseConfig>
  /** Makes what `fill` has made the installation's own. */
  keep(): Promise<void>
  close(): Promise<void>
}

interface Wanted {
  manifest: BackupManifest
  /** Folder of PostgreSQL's own programs; undefined for those on the PATH. */
  pgBin: string | undefined
}

/**
 * Claims the database that the settings name.
 * @throws TenonError CONFLICT (`occupied`) where something is in it, CONFIG_INVALID (`foreign`) where the backup is of
 * another kind of database, or of a newer one
 */
export async function claimDatabase(config: DatabaseConfig, wanted: Wanted): Promise<EmptyDatabase> {
  const { kind } = wanted.manifest.database
  if (kind === config.kind) return config.kind === 'pglite' ? claimPglite(config) : claimPostgres(config, wanted)
  const texts =
    kind === 'pglite'
      ? {
          en: 'The backup is of the embedded database: it can be restored to that only, without DATABASE_URL.',
          'zh-CN': '备份来自内置数据库：只能恢复到内置数据库，不设置 DATABASE_URL。',
        }
      : {
          en: 'The backup is of a PostgreSQL server: name the database to restore it to by DATABASE_URL.',
          'zh-CN': '备份来自 PostgreSQL 服务器：请用 DATABASE_URL 指定要恢复到的数据库。',
        }
  throw backupRefusal('foreign', texts)
}

async function claimPglite(config: Extract<DatabaseConfig, { kind: 'pglite' }>): Promise<EmptyDatabase> {
  const folder = config.folder ?? ''
  await mkdir(folder, { recursive: true })
  const release = lockFolder(folder)
  const [whole, beside] = [join(folder, 'pglite'), join(folder, 'restoring')]
  if (await isThere(whole)) {
    release()
    throw backupRefusal('occupied', {
      en: `There is a database in '${folder}' already: restore to a folder without one (TENON_FOLDER).`,
      'zh-CN': `“${folder}”中已有数据库：请恢复到没有数据库的文件夹（TENON_FOLDER）。`,
    })
  }
  return {
    // Opened and looked at beside its place: whatever ends this process before, there is no half a database.
    async fill(source, signal) {
      await rm(beside, { recursive: true, force: true })
      await mkdir(beside, { mode: 0o700 })
      const target = extract(join(beside, 'pglite'), { map: ownedByMe })
      const content = createReadStream(join(source, DUMPS.pglite))
      await pipeline(content, createGunzip(), target, { ...(signal !== undefined && { signal }) })
      return { kind: 'pglite', folder: beside }
    },
    async keep() {
      await rename(join(beside, 'pglite'), whole)
    },
    async close() {
      await rm(beside, { recursive: true, force: true })
      release()
    },
  }
}

/** Whoever restores it is who will open it. */
function ownedByMe(header: Headers): Headers {
  return { ...header, uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
}

async function claimPostgres(
  config: Extract<DatabaseConfig, { kind: 'postgres' }>,
  { manifest, pgBin }: Wanted,
): Promise<EmptyDatabase> {
  const database = await openPostgres(config)
  try {
    await demandEmpty(database)
    await demandNewEnough(database, manifest)
    const program = await findPgRestore(manifest, pgBin)
    return {
      async fill(source, signal) {
        // One transaction: a restore that is cut short leaves the database as empty as it was.
        const whole = ['--single-transaction', '--exit-on-error', '--no-owner', '--no-privileges', '--no-password']
        await runPostgresProgram(program, { url: config.url, args: [...whole, join(source, DUMPS.postgres)], signal })
        await database.execute('analyze')
        return config
      },
      keep: async () => undefined,
      close: () => database.close(),
    }
  } catch (cause) {
    await database.close()
    throw cause
  }
}

async function findPgRestore({ database }: BackupManifest, bin: string | undefined): Promise<PostgresProgram> {
  const atLeast = database.dumpedBy ?? database.major
  const because = {
    en: `the backup was written by pg_dump ${atLeast}`,
    'zh-CN': `备份由 pg_dump ${atLeast} 写出`,
  }
  return findPostgresProgram('pg_restore', { bin, atLeast, because })
}

/** What belongs to the server or to an extension does not count. */
async function demandEmpty(database: Database): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select n.nspname || coalesce('.' || c.relname, '') as name
    from pg_catalog.pg_namespace n left join pg_catalog.pg_class c on c.relnamespace = n.oid
    where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and (c.oid is not null or n.nspname <> 'public')
      and not exists (select 1 from pg_catalog.pg_depend d where d.deptype = 'e'
        and ((d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid)
          or (d.classid = 'pg_catalog.pg_namespace'::regclass and d.objid = n.oid)))
    order by 1 limit 1`.execute(database.control)
  const [first] = rows
  if (first === undefined) return
  throw backupRefusal('occupied', {
    en: `The database is not empty: it has '${first.name}'. Restore to a new one (DATABASE_URL).`,
    'zh-CN': `数据库不为空：其中有“${first.name}”。请恢复到新的数据库（DATABASE_URL）。`,
  })
}

async function demandNewEnough(database: Database, { database: taken }: BackupManifest): Promise<void> {
  const { rows } = await sql<{ major: number }>`
    select current_setting('server_version_num')::int / 10000 as major`.execute(database.control)
  const major = rows[0]?.major ?? 0
  if (major >= taken.major) return
  throw backupRefusal('foreign', {
    en: `The backup is of PostgreSQL ${taken.major}, the server is ${major}: restore to version ${taken.major} or newer.`,
    'zh-CN': `备份来自 PostgreSQL ${taken.major}，而服务器是 ${major}：请恢复到版本 ${taken.major} 或更新。`,
  })
}

function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}
