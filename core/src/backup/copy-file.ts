import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { FileStorage } from '../storage/file-storage.ts'
import { isAbsentFile } from '../storage/is-absent-file.ts'
import type { ListedFile } from './listed-file.ts'

/** Copies a file's bytes; resolves to what they are, and what is wrong with them. */
export async function copyFile(from: FileStorage, to: FileStorage, file: ListedFile): Promise<ListedFile> {
  const { schema, id } = file
  const hash = createHash('sha256')
  let size = 0
  async function* through(content: AsyncIterable<Buffer>) {
    for await (const chunk of content) {
      size += chunk.length
      hash.update(chunk)
      yield chunk
    }
  }
  try {
    const content = await from.open({ schema, id })
    await to.put({ schema, id }, Readable.from(through(content), { objectMode: false }))
  } catch (cause) {
    if (isAbsentFile(cause)) return { ...file, fault: 'missing' }
    throw cause
  }
  const sha256 = hash.digest('hex')
  return size === file.size && sha256 === file.sha256 ? file : { ...file, size, sha256, fault: 'changed' }
}
