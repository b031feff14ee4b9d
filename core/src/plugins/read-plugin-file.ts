import { lstat, readdir, readFile, realpath, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { fileProblem, type PluginProblem } from './plugin-problem.ts'

const JSON_MAX_BYTES = 512 * 1024
const MAX_FILES_PER_FOLDER = 200

/** Text of a file, nothing where it is missing, or why it is not read. */
type ReadResult = { text: string } | { problem: PluginProblem } | null

/** Where a plugin's files come from: its folder, or the one file that it was packed into. */
export interface PluginSource {
  /** `file` is relative to the plugin's folder, with `/`. */
  read(file: string): Promise<ReadResult>
  /** The files directly in a subfolder, sorted. */
  list(subfolder: string): Promise<string[]>
}

/** The files of a folder, whose real path is given. */
export function folderSource(folder: string): PluginSource {
  return {
    read: (file) => readPluginFile(folder, file),
    list: (subfolder) => listPluginFiles(folder, subfolder),
  }
}

/** Reads a text file of a plugin. Links that lead out of the folder and files that are too large are refused. */
async function readPluginFile(folder: string, file: string): Promise<ReadResult> {
  const path = join(folder, ...file.split('/'))
  if ((await lstat(path).catch(() => null)) === null) return null
  if (!(await isInside(folder, path))) return { problem: outside(file) }
  // Size and kind before the content: a pipe would never end, a huge file would fill the memory.
  const stats = await stat(path)
  if (!stats.isFile()) return { problem: unreadable(file) }
  if (stats.size > JSON_MAX_BYTES) return { problem: tooLarge(file) }
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return { problem: unreadable(file) }
  return { text: text.startsWith('\uFEFF') ? text.slice(1) : text }
}

/** Names of the files directly in a subfolder, sorted; hidden files do not count. */
async function listPluginFiles(folder: string, subfolder: string): Promise<string[]> {
  const names = await readdir(join(folder, subfolder)).catch(() => [])
  return names
    .filter((name) => !name.startsWith('.'))
    .sort()
    .slice(0, MAX_FILES_PER_FOLDER)
    .map((name) => `${subfolder}/${name}`)
}

/** True if the path, after all links, lies in the folder. */
export async function isInside(folder: string, path: string): Promise<boolean> {
  const real = await realpath(path).catch(() => null)
  if (real === null) return false
  const way = relative(await realpath(folder), real)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`)
}

function outside(file: string): PluginProblem {
  return fileProblem(file, 'outside', {
    en: 'it is a link that leads out of the plugin; only files in its own folder are read',
    'zh-CN': '该链接指向插件文件夹之外；只读取插件自身文件夹内的文件',
  })
}

function unreadable(file: string): PluginProblem {
  return fileProblem(file, 'unreadable', { en: 'it cannot be read as a text file', 'zh-CN': '无法作为文本文件读取' })
}

function tooLarge(file: string): PluginProblem {
  return fileProblem(file, 'maxBytes', {
    en: `it is too large; at most ${JSON_MAX_BYTES} bytes are allowed`,
    'zh-CN': `文件过大，最多 ${JSON_MAX_BYTES} 字节`,
  })
}
