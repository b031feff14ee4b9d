import { createHash, type Hash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { PassThrough, type Readable, type Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { BackupPart } from './backup-manifest.ts'

type PartPath = BackupPart['path']

export interface PartPlace {
  /** The backup's folder. */
  folder: string
  path: PartPath
  signal?: AbortSignal | undefined
}

/** Streams a part into the backup, through `form` where it takes another one, and waits until it is on the disk. */
export async function writePart(
  { folder, path, signal }: PartPlace,
  content: Readable,
  form: Transform = new PassThrough(),
): Promise<BackupPart> {
  const { measured, through } = measure()
  const file = createWriteStream(join(folder, path), { flags: 'wx', mode: 0o600, flush: true })
  await pipeline(content, form, through, file, { ...(signal !== undefined && { signal }) })
  return { path, ...measured() }
}

/** What a part is that something else has written. */
export async function measurePart({ folder, path, signal }: PartPlace): Promise<BackupPart> {
  return { path, ...(await measureBytes(createReadStream(join(folder, path)), signal)) }
}

/** Number and SHA-256 of the bytes of a stream. */
export async function measureBytes(
  content: Readable,
  signal?: AbortSignal,
): Promise<{ bytes: number; sha256: string }> {
  const { measured, through } = measure()
  const swallow = async (bytes: AsyncIterable<Buffer>) => {
    for await (const _ of through(bytes));
  }
  await pipeline(content, swallow, { ...(signal !== undefined && { signal }) })
  return measured()
}

function measure() {
  const hash: Hash = createHash('sha256')
  let bytes = 0
  return {
    async *through(content: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
      for await (const chunk of content) {
        bytes += chunk.length
        hash.update(chunk)
        yield chunk
      }
    },
    measured: () => ({ bytes, sha256: hash.digest('hex') }),
  }
}
