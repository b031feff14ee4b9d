import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { type Problem, TenonError } from '@tenon/sdk/contract/tenon-error'
import type { ModelProblem } from '../model/check/model-problem.ts'

/** One thing that is wrong in a file of a plugin. */
export interface PluginProblem extends ModelProblem {
  /** Relative to the plugin's folder, with `/`. */
  file: string
  /** From 1, where it is known. */
  line?: number
}

const MAX_PROBLEMS = 100

/** A problem of a whole file. */
export function fileProblem(file: string, rule: string, problem: LocalizedText): PluginProblem {
  return { file, pointer: '', rule, problem }
}

/** The error for a plugin that cannot be: every problem names file, place, value and what is allowed. */
export function pluginInvalid(found: PluginProblem[], locale: Locale, plugin?: string): TenonError {
  const problems = toProblems(found.slice(0, MAX_PROBLEMS), locale)
  const more = found.length - 1
  const rest = more > 0 ? textIn({ en: ` (and ${more} more)`, 'zh-CN': `（另有 ${more} 处）` }, locale) : ''
  return new TenonError({
    code: 'PLUGIN_INVALID',
    message: `${problems[0]?.message}${rest}`,
    problems,
    ...(plugin !== undefined && { plugin }),
  })
}

/** As people get them: the message begins with the place. */
export function toProblems(found: PluginProblem[], locale: Locale): Array<Problem & { file: string }> {
  return found.map(({ file, line, pointer, rule, problem }) => ({
    file,
    ...(line !== undefined && { line }),
    pointer,
    rule,
    message: `${file}${pointer === '' ? '' : ` ${pointer}`}: ${textIn(problem, locale)}`,
  }))
}
