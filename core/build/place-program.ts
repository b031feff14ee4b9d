import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { ProgramFile } from './bundle-program.ts'

/** A server that runs may still load what it was built of. */
const KEPT_MILLISECONDS = 24 * 3_600_000

interface Placing {
  files: ProgramFile[]
  /** The path of its beginning, which names the others. */
  program: string
  /** When reading the sources began, in milliseconds: the program's time, so that what changed meanwhile is newer. */
  began: number
}

/** Writes the files, the program's beginning last and whole, and takes those away that nobody has needed for a day. */
export async function placeProgram({ files, program, began }: Placing): Promise<void> {
  const folder = dirname(program)
  await mkdir(folder, { recursive: true })
  for (const { name, code } of files) {
    if (name !== basename(program)) await writeFile(join(folder, name), code)
  }
  const first = files.find(({ name }) => name === basename(program))
  if (first === undefined) throw new Error(`No file '${basename(program)}' was built.`)
  const whole = `${program}.${process.pid}`
  await writeFile(whole, first.code)
  await utimes(whole, new Date(began), new Date(began))
  await rename(whole, program)
  await removeOld(folder, { kept: files.map(({ name }) => name), before: Date.now() - KEPT_MILLISECONDS })
}

async function removeOld(folder: string, { kept, before }: { kept: string[]; before: number }): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    if (!kept.includes(name) && (await stat(path)).mtimeMs < before) await rm(path)
  }
}
