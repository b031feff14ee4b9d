import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { ErrorObject } from 'ajv/dist/2020.js'
import { expectedNames } from './expected-names.ts'
import { schemaErrorMessage } from './schema-error-message.ts'

/** What is wrong with a field's value. */
export interface ValueProblem {
  /** Place within the value: empty for the value itself. */
  pointer: string
  rule: string
  problem: LocalizedText
}

/** One error of the JSON Schema validator; `path` is the place within the field's value. */
export function valueProblem(
  error: ErrorObject,
  { path, patternMessage }: { path: string; patternMessage: LocalizedText | undefined },
): ValueProblem {
  const unknown = error.params['additionalProperty']
  const inner = typeof unknown === 'string' ? `/${unknown.replaceAll('~', '~0').replaceAll('/', '~1')}` : ''
  return { pointer: path + inner, rule: error.keyword, problem: describe(patternMessage, error) }
}

function describe(patternMessage: LocalizedText | undefined, error: ErrorObject): LocalizedText {
  if (error.keyword === 'pattern' && patternMessage !== undefined) return patternMessage
  if (error.keyword !== 'additionalProperties') return schemaErrorMessage(error)
  const name = String(error.params['additionalProperty'])
  const known = Object.keys((error.parentSchema?.['properties'] as object | undefined) ?? {})
  const expected = expectedNames(name, known)
  return {
    en: `it has no part '${name}'; ${expected.en}`,
    'zh-CN': `没有名为 '${name}' 的部分；${expected['zh-CN']}`,
  }
}
