import { createHmac, timingSafeEqual } from 'node:crypto'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { deriveKey } from '../config/derive-key.ts'
import { backupRefusal } from './backup-refusal.ts'

/** Version of the layout of a backup. */
export const BACKUP_FORMAT = 1
const FILE = 'manifest.json'
const MAX_BYTES = 32 * 1024 * 1024

/** What the database's part is called. */
export const DUMPS = { postgres: 'database.dump', pglite: 'database.tar.gz' } as const

const part = z.strictObject({
  path: z.enum(['database.dump', 'database.tar.gz', 'files.jsonl', 'secret']),
  bytes: z.int().nonnegative(),
  /** Hexadecimal SHA-256 of its bytes. */
  sha256: z.hex().length(64),
})

const content = z.strictObject({
  format: z.literal(BACKUP_FORMAT),
  /** Version of the Tenon that took it. */
  tenon: z.string(),
  /** When its snapshot was taken, UTC. */
  createdAt: z.iso.datetime(),
  database: z.strictObject({
    kind: z.enum(['pglite', 'postgres']),
    /** PostgreSQL's major version: of the server, or of the embedded database. */
    major: z.int(),
    /** Major version of the pg_dump that wrote it; null for the embedded database. */
    dumpedBy: z.int().nullable(),
  }),
  /** Newest migration of the control plane and of any tenant. */
  migrations: z.strictObject({ control: z.string(), tenant: z.string() }),
  tenants: z.array(z.strictObject({ slug: z.string(), schema: z.string() })),
  /** What `files.jsonl` lists; `faults`, of which the bytes were missing or others than those that were uploaded. */
  files: z.strictObject({ count: z.int(), bytes: z.int(), faults: z.int() }),
  /** All but the files themselves. */
  parts: z.array(part),
})

/** `seal` is an HMAC of all else by a key from the installation's root secret. */
const shape = content.extend({ seal: z.hex().length(64) }).refine(({ parts, database }) => {
  const paths = parts.map(({ path }) => path)
  return paths.includes('files.jsonl') && paths.includes(DUMPS[database.kind])
})

type Content = z.infer<typeof content>

export type BackupManifest = z.infer<typeof shape>
export type BackupPart = BackupManifest['parts'][number]

/** Seals and writes the manifest, and waits until it is on the disk: it is what makes a folder a backup. */
export async function writeManifest(folder: string, unsealed: Content, secret: string): Promise<BackupManifest> {
  const manifest = { ...unsealed, seal: sealOf(unsealed, secret) }
  const handle = await open(join(folder, FILE), 'wx', 0o600)
  try {
    await handle.writeFile(`${JSON.stringify(manifest, null, 2)}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  return manifest
}

/** @throws TenonError VALIDATION_FAILED (`damaged`) where there is none or it is none, CONFIG_INVALID (`foreign`) for a later format */
export async function readManifest(folder: string): Promise<BackupManifest> {
  const found = await readContent(folder)
  const format = z.looseObject({ format: z.int() }).safeParse(found)
  if (format.success && format.data.format > BACKUP_FORMAT) {
    throw backupRefusal('foreign', {
      en: `The backup in '${folder}' was taken by a newer Tenon: update this one first.`,
      'zh-CN': `“${folder}”中的备份由更新版本的 Tenon 生成：请先更新此处的 Tenon。`,
    })
  }
  const parsed = shape.safeParse(found)
  if (parsed.success) return parsed.data
  const texts = {
    en: `The backup in '${folder}' is not whole: its ${FILE} is damaged.`,
    'zh-CN': `“${folder}”中的备份不完整：其 ${FILE} 已损坏。`,
  }
  throw backupRefusal('damaged', texts, parsed.error)
}

/** Whether the manifest is as it was written by who had this root secret. */
export function isSealedBy({ seal, ...unsealed }: BackupManifest, secret: string): boolean {
  return timingSafeEqual(Buffer.from(seal, 'hex'), Buffer.from(sealOf(unsealed, secret), 'hex'))
}

function sealOf(unsealed: Content, secret: string): string {
  // In the order of the shape, whoever has written it.
  const ordered = content.parse(unsealed)
  return createHmac('sha256', deriveKey(secret, 'backups')).update(JSON.stringify(ordered)).digest('hex')
}

async function readContent(folder: string): Promise<unknown> {
  try {
    const bytes = await readFile(join(folder, FILE))
    return bytes.length > MAX_BYTES ? null : JSON.parse(bytes.toString('utf8'))
  } catch (cause) {
    if (cause instanceof SyntaxError) return null
    const isAbsent = cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')
    if (!isAbsent) throw cause
    const texts = {
      en: `'${folder}' is no backup, or one that was cut short: it has no ${FILE}, which is written last.`,
      'zh-CN': `“${folder}”不是备份，或备份未完成：其中没有最后写入的 ${FILE}。`,
    }
    throw backupRefusal('damaged', texts, cause)
  }
}
