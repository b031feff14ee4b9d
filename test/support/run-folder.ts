import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const NAME = /^tenon-tests-(\d+)-/

interface RunFolder {
  folder: string
  /** Folder of temporary files that outlive the run. */
  kept: string
  remove(): void
}

/**
 * A folder for all temporary files of this run, by `TMPDIR` for the processes that it starts too, and the function that
 * removes it. What runs that were killed have left behind is removed.
 */
export function makeRunFolder(): RunFolder {
  const parent = tmpdir()
  for (const name of readdirSync(parent)) {
    const owner = NAME.exec(name)?.[1]
    if (owner !== undefined && !isRunning(Number(owner))) rmSync(join(parent, name), { recursive: true, force: true })
  }
  const folder = mkdtempSync(join(parent, `tenon-tests-${process.pid}-`))
  // PostgreSQL, whose files lie in it, may run as another user than root.
  chmodSync(folder, 0o711)
  process.env['TMPDIR'] = folder
  process.env['NODE_COMPILE_CACHE'] ??= join(parent, 'node-compile-cache')
  return { folder, kept: parent, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
