import { relative, sep } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { fileProblem, type PluginProblem } from './plugin-problem.ts'

/** What the bundler says of one place; of other failures there is a message alone. */
interface BundlerError {
  code?: string
  message: string
  loc?: { file?: string; line: number; column: number }
}

const MAX_TEXT = 2_000
const CODE = /^\[[A-Z_]+\] /
/** Advice that the bundler draws beside the code. */
const ADVICE = /(?:Help|Note): (?<advice>.+)$/m

/** Why code cannot be bundled, with the file and the line at fault. */
export function bundleProblem(folder: string, error: unknown): PluginProblem {
  const { errors } = error as { errors?: BundlerError[] }
  const [first] = errors ?? []
  if (first === undefined) return fileProblem('hooks.ts', 'bundle', unbundled(shown(folder, messageOf(error))))
  const { loc } = first
  const file = loc?.file === undefined ? 'hooks.ts' : relative(folder, loc.file).replaceAll(sep, '/')
  const why = first.code === 'INVALID_TLA_FORMAT' ? TOP_LEVEL_AWAIT : unbundled(explained(shown(folder, first.message)))
  return { ...fileProblem(file, 'bundle', why), ...(loc !== undefined && { line: loc.line }) }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function shown(folder: string, text: string): string {
  return stripVTControlCharacters(text.replaceAll(folder + sep, ''))
    .trim()
    .slice(0, MAX_TEXT)
}

/** What is wrong and what helps, without the drawing of the code between them. */
function explained(text: string): string {
  const [what = ''] = text.replace(CODE, '').split('\n')
  const advice = ADVICE.exec(text)?.groups?.['advice']
  return advice === undefined ? what : `${what} (${advice.trim()})`
}

function unbundled(why: string): LocalizedText {
  return { en: `it cannot be bundled: ${why}`, 'zh-CN': `无法打包：${why}` }
}

const TOP_LEVEL_AWAIT: LocalizedText = {
  en: "it cannot be bundled: 'await' stands outside of a function; nothing can be waited for while code is loaded, so await it in a hook",
  'zh-CN': '无法打包：await 位于函数之外；代码加载时不能等待任何操作，请在钩子函数内使用 await',
}
