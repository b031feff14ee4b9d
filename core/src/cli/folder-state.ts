import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Parts of a plugin's folder that no package is made of: for the editor, tests, and what is written by us. */
const OTHERS = new Set(['node_modules', 'test', 'demo', 'coverage', 'entities.d.ts'])

/** Names, times and sizes of all files that a plugin's package is made of: another text after every save. */
export async function folderState(folder: string): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const states = entries
    .filter(({ name }) => !name.startsWith('.') && !OTHERS.has(name))
    .map(async (entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return `${entry.name}/(${await folderState(path)})`
      const { mtimeMs = 0, size = 0 } = (await stat(path).catch(() => null)) ?? {}
      return `${entry.name} ${mtimeMs} ${size}`
    })
  return (await Promise.all(states)).sort().join('\n')
}
