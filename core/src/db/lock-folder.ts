import { closeSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { operatorError } from '../context/operator-error.ts'

interface LockOwner {
  pid: number
  /** Kernel's start time of that process where known: a pid alone may have been given to another one. */
  startedAt: string | null
}

/**
 * Takes the folder for this process, since PGlite itself does not stop a second writer.
 * A lock whose process has died is taken over. Returns the function that gives it back.
 * @throws TenonError CONFIG_INVALID where a living process holds it
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, 'lock')
  const own = JSON.stringify({ pid: process.pid, startedAt: startOf(process.pid) } satisfies LockOwner)
  for (let attempt = 0; attempt < 10; attempt++) {
    if (tryCreate(path, own)) return () => releaseLock(path, own)
    removeIfStale(path, folder)
  }
  throw operatorError('CONFIG_INVALID', {
    en: `The lock '${path}' changes hands too often to be taken.`,
    'zh-CN': `锁“${path}”易手过于频繁，无法取得。`,
  })
}

function tryCreate(path: string, content: string): boolean {
  try {
    const file = openSync(path, 'wx', 0o600)
    writeSync(file, content)
    closeSync(file)
    return true
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') return false
    throw cause
  }
}

function removeIfStale(path: string, folder: string): void {
  const content = readIfThere(path)
  if (content === null) return
  const owner = parseOwner(content)
  if (owner !== null && isAlive(owner)) {
    throw operatorError('CONFIG_INVALID', {
      en: `The data folder '${folder}' is in use by process ${owner.pid}: stop that one first, or choose another folder with TENON_FOLDER.`,
      'zh-CN': `数据文件夹“${folder}”正被进程 ${owner.pid} 使用：请先停止该进程，或用 TENON_FOLDER 选择其他文件夹。`,
    })
  }
  // Moved aside before it is deleted: of two processes that find the same stale lock, one move fails.
  const aside = `${path}.${process.pid}`
  try {
    renameSync(path, aside)
  } catch {
    return
  }
  const moved = readIfThere(aside)
  if (moved === content) rmSync(aside, { force: true })
  else renameSync(aside, path)
}

function releaseLock(path: string, own: string): void {
  if (readIfThere(path) === own) rmSync(path, { force: true })
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

function parseOwner(content: string): LockOwner | null {
  try {
    const owner: unknown = JSON.parse(content)
    const valid = typeof owner === 'object' && owner !== null && 'pid' in owner && typeof owner.pid === 'number'
    return valid ? (owner as LockOwner) : null
  } catch {
    return null
  }
}

function isAlive(owner: LockOwner): boolean {
  if (owner.pid === process.pid && owner.startedAt === startOf(process.pid)) return true
  try {
    process.kill(owner.pid, 0)
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EPERM')) return false
  }
  return owner.startedAt === null || owner.startedAt === startOf(owner.pid)
}

/** Field 22 of /proc/<pid>/stat (proc(5)); null on systems without it. */
function startOf(pid: number): string | null {
  const stat = readIfThere(`/proc/${pid}/stat`)
  if (stat === null) return null
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[19] ?? null
}
