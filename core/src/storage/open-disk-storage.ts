import { createWriteStream } from 'node:fs'
import { mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { FileKey, FileStorage } from './file-storage.ts'

const SCHEMA = /^[a-z][a-z0-9_]{0,62}$/
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** Files whose bytes are not all there yet are called so; nobody reads them. */
const PART = '.part'

/**
 * Files in a folder of their own per tenant: `<folder>/t_acme/57/0190…57`. A name is an id that the server made, so that
 * nothing of what people call their files reaches the file system. Bytes are written beside, flushed to the disk, and then
 * take their name at once.
 */
export function openDiskStorage(folder: string): FileStorage {
  function pathOf({ schema, id }: FileKey): string {
    if (!SCHEMA.test(schema) || !ID.test(id)) throw new Error(`Not the key of a file: ${schema}/${id}`)
    // The end of an id is random, its beginning a time.
    return join(folder, schema, id.slice(-2), id)
  }

  return {
    async put(key, content) {
      const path = pathOf(key)
      const part = path + PART
      try {
        await makeFolder(dirname(path))
        await pipeline(content, createWriteStream(part, { flags: 'wx', mode: 0o600, flush: true }))
        await rename(part, path)
        await flushFolder(dirname(path))
      } catch (cause) {
        await rm(part, { force: true }).catch(() => undefined)
        throw cause
      }
    },
    async open(key, range) {
      const handle = await open(pathOf(key), 'r')
      return handle.createReadStream(range)
    },
    async remove(key) {
      const path = pathOf(key)
      for (const each of [path, path + PART]) await rm(each, { force: true })
    },
    async *list(schema) {
      for await (const path of filesIn(join(folder, schema))) {
        const id = path.slice(-36)
        if (ID.test(id)) yield { id, size: (await stat(path)).size }
      }
    },
  }
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
}

/** So that the name is there after a power cut too. Windows knows no such thing. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function* filesIn(folder: string): AsyncIterable<string> {
  let entries: Awaited<ReturnType<typeof opendir>>
  try {
    entries = await opendir(folder)
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return
    throw cause
  }
  for await (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesIn(path)
    else if (entry.isFile()) yield path
  }
}
