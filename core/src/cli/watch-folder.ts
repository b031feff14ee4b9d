import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

const LOOK_MILLISECONDS = 150

/** Parts of a plugin's folder that no package is made of: for the editor, tests, and what is written by us. */
const OTHERS = new Set(['node_modules', 'test', 'demo', 'entities.d.ts'])

/**
 * Calls `onChange` at once, and again when files of a plugin's folder were saved; never two at a time. It looks instead of being told:
 * a plugin has few files, and what systems tell differs by system, editor and kind of disk.
 * Resolves to the function that stops it.
 */
export async function watchFolder(folder: string, onChange: () => Promise<void>): Promise<() => Promise<void>> {
  // Before the first call: what is saved during it counts as a change.
  let known = await stateOf(folder)
  let stopped = false
  await onChange()

  async function look(): Promise<void> {
    const state = await stateOf(folder)
    if (state === known || stopped) return
    known = state
    await onChange()
  }

  let looking: Promise<void> = Promise.resolve()
  const again = () => {
    looking = look().finally(() => {
      timer = stopped ? timer : setTimeout(again, LOOK_MILLISECONDS)
    })
  }
  let timer = setTimeout(again, LOOK_MILLISECONDS)
  return async () => {
    stopped = true
    clearTimeout(timer)
    await looking
  }
}

/** Names, times and sizes of all files: another text after every save. */
async function stateOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const states = entries
    .filter(({ name }) => !name.startsWith('.') && !OTHERS.has(name))
    .map(async (entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return `${entry.name}/(${await stateOf(path)})`
      const { mtimeMs = 0, size = 0 } = (await stat(path).catch(() => null)) ?? {}
      return `${entry.name} ${mtimeMs} ${size}`
    })
  return (await Promise.all(states)).sort().join('\n')
}
