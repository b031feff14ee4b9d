import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'

/** Of how many templates the files are kept: those of several versions of Tenon that are in use on one machine. */
const KEPT = 3
const FILE = /\.tar(\.\d+)?$/
const CHECKSUM_BYTES = 4

interface KeptTemplate {
  /** Says all that the template depends on: one of another name is another one. */
  name: string
  make: () => Promise<Blob>
  folder?: string
}

/**
 * A template, made once and then kept in the user's cache. Where nothing can be kept, or what was kept is no longer
 * whole, it is made again. Several processes may do so at once.
 */
export async function keepTemplate({
  name,
  make,
  folder = join(homedir(), '.cache', 'tenon'),
}: KeptTemplate): Promise<Blob> {
  const file = join(folder, `${name}.tar`)
  const kept = await read(file).catch(() => null)
  if (kept !== null) return kept
  const made = await make()
  await keep(folder, file, Buffer.from(await made.arrayBuffer())).catch(() => undefined)
  return made
}

/** Null where the file is not as it was written. */
async function read(file: string): Promise<Blob | null> {
  const bytes = await readFile(file)
  if (bytes.length <= CHECKSUM_BYTES) return null
  const content = bytes.subarray(0, -CHECKSUM_BYTES)
  return crc32(content) === bytes.readUInt32BE(content.length) ? new Blob([content]) : null
}

/** Written aside and moved into place: another process never reads half a file. */
async function keep(folder: string, file: string, content: Buffer): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const aside = `${file}.${process.pid}`
  const checksum = Buffer.alloc(CHECKSUM_BYTES)
  checksum.writeUInt32BE(crc32(content))
  try {
    await writeFile(aside, Buffer.concat([content, checksum]))
    await rename(aside, file)
  } finally {
    await rm(aside, { force: true })
  }
  await removeOld(folder)
}

/** What another process has begun to read, it reads to the end; what it finds gone, it makes again. */
async function removeOld(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => FILE.test(name))
  const files = await Promise.all(
    names.map(async (name) => ({ name, written: (await stat(join(folder, name))).mtimeMs })),
  )
  const old = files.sort((a, b) => b.written - a.written).slice(KEPT)
  await Promise.all(old.map(({ name }) => rm(join(folder, name), { force: true })))
}
