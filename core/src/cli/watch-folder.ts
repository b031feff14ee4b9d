import { folderState } from './folder-state.ts'

const LOOK_MILLISECONDS = 150

/**
 * Calls `onChange` at once, and again when files of a plugin's folder were saved; never two at a time. It looks instead of being told:
 * a plugin has few files, and what systems tell differs by system, editor and kind of disk.
 * Resolves to the function that stops it.
 */
export async function watchFolder(folder: string, onChange: () => Promise<void>): Promise<() => Promise<void>> {
  // Before the first call: what is saved during it counts as a change.
  let known = await folderState(folder)
  let stopped = false
  await onChange()

  async function look(): Promise<void> {
    const state = await folderState(folder)
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
