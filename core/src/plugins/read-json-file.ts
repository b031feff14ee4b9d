import { fileProblem, type PluginProblem } from './plugin-problem.ts'
import type { PluginSource } from './read-plugin-file.ts'

/** The JSON value of a file of a plugin; undefined where it cannot be had, with the reason among the problems. */
export async function readJsonFile(source: PluginSource, file: string, problems: PluginProblem[]): Promise<unknown> {
  const read = await source.read(file)
  if (read === null) {
    problems.push(fileProblem(file, 'missing', { en: 'the file is missing', 'zh-CN': '缺少此文件' }))
    return undefined
  }
  const { parseJsonFile } = await import('./parse-json-file.ts')
  const parsed = 'problem' in read ? read : parseJsonFile(file, read.text)
  if ('value' in parsed) return parsed.value
  problems.push(parsed.problem)
  return undefined
}
