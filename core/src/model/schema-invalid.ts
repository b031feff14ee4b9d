import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { type ModelProblem, toProblem } from './check/model-problem.ts'

const MAX_PROBLEMS = 100

/** The error for a model that cannot be: all problems, the first of them in the message. */
export function schemaInvalid(found: ModelProblem[], locale: Locale): TenonError {
  const problems = found.slice(0, MAX_PROBLEMS).map((problem) => toProblem(problem, locale))
  const more = found.length - 1
  const rest = more > 0 ? textIn({ en: ` (and ${more} more)`, 'zh-CN': `（另有 ${more} 处）` }, locale) : ''
  const message = `${problems[0]?.pointer}: ${problems[0]?.message}${rest}`
  return new TenonError({ code: 'SCHEMA_INVALID', message, problems })
}
