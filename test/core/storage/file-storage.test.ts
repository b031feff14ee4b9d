import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { uuidv7 } from 'uuidv7'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { FileStorage } from '../../../core/src/storage/file-storage.ts'
import { openDiskStorage } from '../../../core/src/storage/open-disk-storage.ts'
import { openFileStorage } from '../../../core/src/storage/open-file-storage.ts'
import { openS3Storage } from '../../../core/src/storage/open-s3-storage.ts'
import { BUCKET, KEYS, openS3Server, type S3Server } from './open-s3-server.ts'

const LARGE = Buffer.alloc(9 * 1024 * 1024, 'a large file ')

let folder: string
let s3: S3Server
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenon-storage-'))
  s3 = await openS3Server()
})
afterAll(async () => {
  await s3?.close()
  await rm(folder, { recursive: true, force: true })
})
afterEach(() => {
  s3.refuseParts = false
})

const place = (more: object = {}) => {
  return {
    kind: 's3',
    bucket: BUCKET,
    prefix: 'crm/files',
    endpoint: s3.endpoint,
    region: s3.region,
    ...KEYS,
    ...more,
  } as const
}
const KINDS: Array<[string, () => Promise<FileStorage>]> = [
  ['a folder', async () => openDiskStorage(folder)],
  ['a bucket that speaks S3', () => openS3Storage(place())],
]

const key = (schema: string) => ({ schema, id: uuidv7() })

async function listed(storage: FileStorage, schema: string) {
  const found: Array<{ id: string; size: number }> = []
  for await (const each of storage.list(schema)) found.push(each)
  return found.sort((one, other) => one.id.localeCompare(other.id))
}

describe.each(KINDS)('files in %s', (_, open) => {
  test('come back byte by byte, whole and in part, small and large, and each tenant has its own', async () => {
    const storage = await open()
    const keys = [key('t_one'), key('t_one'), key('t_one'), key('t_two')]
    for (const each of keys) await storage.put(each, Readable.from([Buffer.from('hello '), Buffer.from('world')]))
    const large = key('t_one')
    await storage.put(large, Readable.from(chunksOf(LARGE)))
    expect((await buffer(await storage.open(large))).equals(LARGE)).toBe(true)
    for (const each of keys) expect(String(await buffer(await storage.open(each)))).toBe('hello world')
    const part = await buffer(await storage.open(large, { start: 9_000_000, end: 9_000_012 }))
    expect(part).toEqual(LARGE.subarray(9_000_000, 9_000_013))
    const sizes = [...keys.slice(0, 3).map(({ id }) => ({ id, size: 11 })), { id: large.id, size: LARGE.length }]
    expect(await listed(storage, 't_one')).toEqual(sizes)
    expect(await listed(storage, 't_three')).toEqual([])
  })

  test('are gone once they are removed, and what is not there is an error and not an empty file', async () => {
    const storage = await open()
    const each = key('t_gone')
    await storage.put(each, Readable.from(['x']))
    await storage.remove(each)
    await storage.remove(each)
    await expect(storage.open(each).then((stream) => buffer(stream))).rejects.toThrow()
    expect(await listed(storage, 't_gone')).toEqual([])
  })

  test.each([1, LARGE.length])(
    'of an upload that fails after %i bytes nothing is kept, and its own error is told',
    async (bytes) => {
      const storage = await open()
      const each = key('t_broken')
      const broken = Readable.from(
        (async function* () {
          yield LARGE.subarray(0, bytes)
          throw new Error('the sender went away')
        })(),
      )
      await expect(storage.put(each, broken)).rejects.toThrow('the sender went away')
      expect(await listed(storage, 't_broken')).toEqual([])
      expect(s3.uploads.size).toBe(0)
    },
  )
})

test('a process that is killed in the middle of an upload leaves no file, and what it left is removed with it', async () => {
  const each = key('t_killed')
  const script = `
    import { Readable } from 'node:stream'
    import { openDiskStorage } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, '../../../core/src/storage/open-disk-storage.ts')).href)}
    async function* slowly() {
      for (let part = 0; ; part++) {
        yield Buffer.alloc(100_000, 1)
        if (part === 20) process.stdout.write('under way')
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    }
    await openDiskStorage(${JSON.stringify(folder)}).put(${JSON.stringify(each)}, Readable.from(slowly()))`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise((resolve) => child.stdout.once('data', resolve))
  child.kill('SIGKILL')
  await new Promise((resolve) => child.once('exit', resolve))
  const storage = openDiskStorage(folder)
  const names = async () =>
    (await readdir(join(folder, 't_killed'), { recursive: true })).filter((name) => name.includes(each.id))
  expect(await names()).toEqual([expect.stringMatching(/\.part$/)])
  expect(await listed(storage, 't_killed')).toEqual([])
  await expect(storage.open(each)).rejects.toThrow()
  await storage.remove(each)
  expect(await names()).toEqual([])
})

test('a folder lets no name out of it', async () => {
  const storage = openDiskStorage(folder)
  for (const wrong of [
    { schema: '..', id: uuidv7() },
    { schema: 't_a', id: '../../secret' },
    { schema: 't/../..', id: uuidv7() },
  ]) {
    await expect(storage.put(wrong, Readable.from(['x']))).rejects.toThrow('Not the key of a file')
    await expect(storage.open(wrong)).rejects.toThrow('Not the key of a file')
    await expect(storage.remove(wrong)).rejects.toThrow('Not the key of a file')
  }
})

test('a bucket that is full says so, and keeps no part', async () => {
  s3.refuseParts = true
  const storage = await openS3Storage(place())
  await expect(storage.put(key('t_full'), Readable.from(chunksOf(LARGE)))).rejects.toMatchObject({
    name: 'XMinioStorageFull',
  })
  expect(s3.uploads.size).toBe(0)
})

test.each([
  ['another secret', { secretAccessKey: 'wrong' }],
  ['a bucket that is not there', { bucket: 'nothing' }],
  ['an address where nobody answers', { endpoint: 'http://127.0.0.1:9' }],
])('with %s Tenon does not start, and says which setting is wrong', async (_, wrong) => {
  await expect(openFileStorage(place(wrong))).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining('TENON_FILES'),
  })
})

function* chunksOf(bytes: Buffer): Iterable<Buffer> {
  for (let at = 0; at < bytes.length; at += 300_000) yield bytes.subarray(at, at + 300_000)
}
