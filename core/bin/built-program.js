import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')
/** What the program is built from. */
const SOURCES = ['core/src', 'sdk/src', 'core/build', 'core/build.ts', 'core/package.json', 'package-lock.json']

const PROGRAM = 'core/dist/tenon.js'

/** The program in few files; its time is when its building began. */
export const BUILT_PROGRAM = join(ROOT, PROGRAM)
/** Of the same build. */
export const BUILT_TEST_RUNTIME = join(ROOT, 'core/dist/test-runtime.js')

/** Whether it was built from the sources as they are: none has changed, come or gone since its building began. */
export function isBuilt(root = ROOT) {
  const built = changedAt(join(root, PROGRAM))
  return built > 0 && SOURCES.every((source) => isOlder(join(root, source), built))
}

/**
 * @param {string} path
 * @param {number} than
 * @returns {boolean}
 */
function isOlder(path, than) {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return true
  if (stats.mtimeMs > than) return false
  return !stats.isDirectory() || readdirSync(path).every((name) => isOlder(join(path, name), than))
}

/** @param {string} path */
function changedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}
