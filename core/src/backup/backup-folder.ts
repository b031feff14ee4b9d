import { lstat, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { TenonError } from '@tenon/sdk/contract/tenon-error'

/**
 * Has `work` fill a new folder, which gets its name once all is in it: what has the name is whole. What a killed process has
 * left is called `<target>.partial`. @throws TenonError CONFLICT where one of the two is there
 */
export async function fillNewFolder<T>(target: string, work: (folder: string) => Promise<T>): Promise<T> {
  const whole = resolve(target)
  const partial = `${whole}.partial`
  if (await isThere(whole)) throw taken(`There is a '${target}' already: a backup is written to a new folder.`)
  await mkdir(dirname(whole), { recursive: true })
  await mkdir(partial, { mode: 0o700 }).catch((cause: unknown) => {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause
    throw taken(`There is a '${partial}': a backup to this place is running, or was cut short. In that case remove it.`)
  })
  try {
    const result = await work(partial)
    await syncFolder(partial)
    await rename(partial, whole)
    await syncFolder(dirname(whole))
    return result
  } catch (cause) {
    await rm(partial, { recursive: true, force: true })
    throw cause
  }
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}

/** So that the names are there after a power cut too. Windows knows no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function taken(message: string): TenonError {
  return new TenonError({ code: 'CONFLICT', message })
}
