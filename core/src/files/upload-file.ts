import { Readable } from 'node:stream'
import type { StoredFile } from '@tenon/sdk/contract/field-type'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { actorReference, type RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { CompiledField } from '../model/compiled-model.ts'
import type { ScopeDependencies } from '../records/record-scope.ts'
import type { FileStorage } from '../storage/file-storage.ts'
import { cleanFileName } from './clean-file-name.ts'
import { demandRoom, type FileLimits } from './demand-room.ts'
import { makeMeasure } from './make-measure.ts'
import { requireFileField } from './require-file-field.ts'
import { HEAD_BYTES, sniffFile } from './sniff-type.ts'
import { storageFailure } from './storage-failure.ts'
import { isAccepted, largestFile, notAccepted, tooLarge } from './upload-refusals.ts'

interface UploadInput {
  entity: string
  field: string
  name: string
  content: Readable
  /** Bytes that the sender has promised; null where it did not. */
  length: number | null
}

export type UploadFile = (ctx: RequestContext, input: UploadInput) => Promise<StoredFile>

interface Dependencies extends ScopeDependencies {
  database: Database
  storage: FileStorage
  limits: FileLimits
}

/**
 * Makes the function that keeps a file for a field. It is its uploader's own until a record names it. Rights come first, then what
 * the beginning of the bytes tells, then all of them, counted and hashed on their way into the storage.
 */
export function makeUploadFile(dependencies: Dependencies): UploadFile {
  const { database, storage, limits } = dependencies
  return async (ctx, input) => {
    const field = await requireFileField(ctx, dependencies, input)
    const most = largestFile(field, limits)
    if ((input.length ?? 0) > most) throw tooLarge(ctx, most)
    await demandRoom(database, ctx, { limits, bytes: input.length ?? 0 })
    const name = cleanFileName(input.name)
    const { head, content } = await takeHead(input.content)
    const sniffed = await sniffFile(head, name)
    if (!isAccepted(field, sniffed.type)) throw notAccepted(ctx, field, { name, type: sniffed.type })
    const id = uuidv7()
    const key = { schema: ctx.tenant.schema, id }
    await noteUpload(database, ctx, { id, field, entity: input.entity })
    try {
      const measure = makeMeasure(ctx, { most, promised: input.length })
      await storage.put(key, Readable.from(measure.through(content), { objectMode: false }))
      const { size, sha256 } = measure.result()
      const facts: StoredFile = { id, name, size, ...sniffed }
      await noteStored(database, ctx, { facts, sha256 })
      return facts
    } catch (cause) {
      await forget({ database, storage }, key)
      throw storageFailure(cause, ctx.locale)
    }
  }
}

/** The beginning of a stream, and all of it. */
async function takeHead(stream: Readable): Promise<{ head: Uint8Array; content: AsyncIterable<Uint8Array> }> {
  // Destroyed, a request could not be answered any more.
  const chunks = stream.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>
  const first: Buffer[] = []
  let size = 0
  while (size < HEAD_BYTES) {
    const { done, value } = await chunks.next()
    if (done === true) break
    first.push(value)
    size += value.length
  }
  async function* content() {
    yield* first
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value
  }
  return { head: Buffer.concat(first).subarray(0, HEAD_BYTES), content: content() }
}

/** Before the first byte is stored: whatever comes after, the collector knows where to look. */
async function noteUpload(
  database: Database,
  ctx: RequestContext,
  { id, field, entity }: { id: string; field: CompiledField; entity: string },
): Promise<void> {
  const row = {
    id,
    field_id: field.id,
    entity,
    uploaded_by: actorReference(ctx.actor),
    facts: null,
    sha256: null,
    record_id: null,
  }
  await database.tenant(ctx.tenant.schema).insertInto('_file').values(row).execute()
}

async function noteStored(
  database: Database,
  ctx: RequestContext,
  { facts, sha256 }: { facts: StoredFile; sha256: string },
): Promise<void> {
  await sql`update ${sql.id(ctx.tenant.schema, '_file')} set facts = ${JSON.stringify(facts)}::jsonb,
    size = ${facts.size}::bigint, sha256 = ${sha256}::text where id = ${facts.id}::uuid`.execute(
    database.tenant(ctx.tenant.schema),
  )
}

/** What cannot be taken away now, the collector does. */
async function forget(
  { database, storage }: Pick<Dependencies, 'database' | 'storage'>,
  key: { schema: string; id: string },
): Promise<void> {
  try {
    await storage.remove(key)
    await database.tenant(key.schema).deleteFrom('_file').where('id', '=', key.id).execute()
  } catch {
    // The error that led here is the one to tell.
  }
}
