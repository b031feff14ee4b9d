import { join } from 'node:path'
import { Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { pack } from 'tar-fs'
import type { DatabaseConfig } from '../config/database-config.ts'
import { type BackupManifest, type BackupPart, DUMPS } from './backup-manifest.ts'
import { measurePart, writePart } from './backup-part.ts'
import type { Snapshot } from './in-snapshot.ts'
import { findPostgresProgram, type PostgresProgram, runPostgresProgram } from './postgres-program.ts'

export interface DumpTarget {
  /** The backup's folder. */
  folder: string
  signal?: AbortSignal | undefined
}

export interface DatabaseDump {
  facts: BackupManifest['database']
  part: BackupPart
}

/** Writes what the snapshot sees, all schemas of the database, by PostgreSQL's own program. */
export async function dumpPostgres(
  { folder, signal }: DumpTarget,
  { snapshot, url, program }: { snapshot: Snapshot; url: string; program: PostgresProgram },
): Promise<DatabaseDump> {
  const path = DUMPS.postgres
  const args = ['--format=custom', '--no-owner', '--no-privileges', '--no-password', `--file=${join(folder, path)}`]
  await runPostgresProgram(program, { url, signal, args: [...args, `--snapshot=${snapshot.name}`] })
  const facts = { kind: 'postgres' as const, major: snapshot.major, dumpedBy: program.major }
  return { facts, part: await measurePart({ folder, path, signal }) }
}

/** A pg_dump that knows the server. @throws TenonError CONFIG_INVALID where there is none */
export function findPgDump(bin: string | undefined, { major }: Snapshot): Promise<PostgresProgram> {
  const because = { en: `the server is PostgreSQL ${major}`, 'zh-CN': `服务器是 PostgreSQL ${major}` }
  return findPostgresProgram('pg_dump', { bin, atLeast: major, because })
}

/**
 * Writes the embedded database's folder. Its own dump would hold all of it in memory; its files are complete after a
 * checkpoint, since it is this process that has them open and nobody writes meanwhile.
 */
export async function dumpPglite(
  { folder, signal }: DumpTarget,
  { snapshot, from }: { snapshot: Snapshot; from: Extract<DatabaseConfig, { kind: 'pglite' }> },
): Promise<DatabaseDump> {
  const content = Readable.from(pack(join(from.folder ?? '', 'pglite')), { objectMode: false })
  const part = await writePart({ folder, path: DUMPS.pglite, signal }, content, createGzip())
  return { facts: { kind: 'pglite', major: snapshot.major, dumpedBy: null }, part }
}
