import { createHash } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import { sql } from 'kysely'
import { isAbsentFile } from '../storage/is-absent-file.ts'
import type { RemovingFiles } from '../storage/remove-files.ts'

export type FileFault = 'missing' | 'changed' | 'extra'

export interface FoundFault {
  fault: FileFault
  id: string
  /** Empty for bytes that nothing is known of. */
  name: string
}

export interface VerifiedFiles {
  /** Files that were looked at, and their bytes. */
  files: number
  bytes: number
}

const PAGE = 500

/**
 * Holds the bytes of a tenant's files against what the database knows of them: after a restore, or whenever. `onFault` hears
 * of files without bytes, with other bytes, and of bytes without a file; uploads and removals under way are none of these.
 */
export async function verifyFiles(
  ground: RemovingFiles,
  schema: string,
  onFault: (fault: FoundFault) => void,
): Promise<VerifiedFiles> {
  const known = new Set<string>()
  const total: VerifiedFiles = { files: 0, bytes: 0 }
  for await (const row of storedFiles(ground, schema)) {
    known.add(row.id)
    if (row.sha256 === null) continue
    const fault = await faultOf(ground, schema, row)
    if (fault !== null) onFault({ fault, id: row.id, name: row.name })
    total.files += 1
    total.bytes += Number(row.size)
  }
  for await (const { id } of ground.storage.list(schema)) {
    if (!known.has(id) && !(await isKnown(ground, schema, id))) onFault({ fault: 'extra', id, name: '' })
  }
  return total
}

interface StoredRow {
  id: string
  name: string
  size: string
  sha256: string | null
}

async function* storedFiles({ database }: RemovingFiles, schema: string): AsyncIterable<StoredRow> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const { rows } = await sql<StoredRow>`
      select id, coalesce(facts ->> 'name', '') as name, size::text as size,
        case when facts is not null then sha256 end as sha256
      from ${sql.id(schema, '_file')} where id > ${after}::uuid order by id limit ${PAGE}`.execute(
      database.tenant(schema),
    )
    yield* rows
    const [last] = rows.slice(-1)
    if (last === undefined) return
    after = last.id
  }
}

async function faultOf({ storage }: RemovingFiles, schema: string, row: StoredRow): Promise<FileFault | null> {
  const hash = createHash('sha256')
  let size = 0
  try {
    await pipeline(await storage.open({ schema, id: row.id }), async (bytes: AsyncIterable<Buffer>) => {
      for await (const chunk of bytes) {
        size += chunk.length
        hash.update(chunk)
      }
    })
  } catch (cause) {
    if (isAbsentFile(cause)) return 'missing'
    throw cause
  }
  return size === Number(row.size) && hash.digest('hex') === row.sha256 ? null : 'changed'
}

/** An upload that has come since the files were read is no stray. */
async function isKnown({ database }: RemovingFiles, schema: string, id: string): Promise<boolean> {
  const row = await database.tenant(schema).selectFrom('_file').select('id').where('id', '=', id).executeTakeFirst()
  return row !== undefined
}
