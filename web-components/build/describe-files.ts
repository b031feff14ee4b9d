import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

export interface BuiltFile {
  bytes: number
  gzip: number
  /** For the `integrity` attribute. */
  integrity: string
}

export async function describeFiles(folder: string, names: string[]): Promise<Record<string, BuiltFile>> {
  const described = names.toSorted().map(async (name) => {
    const content = await readFile(join(folder, name))
    const integrity = `sha256-${createHash('sha256').update(content).digest('base64')}`
    return [name, { bytes: content.length, gzip: gzipSync(content, { level: 9 }).length, integrity }] as const
  })
  return Object.fromEntries(await Promise.all(described))
}
