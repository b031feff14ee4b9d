import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { COUNT_OPERATORS, FILTER_LIMITS, FILTER_OPERATORS } from '@tenon/sdk/contract/query'

interface FilterProblem {
  path: Array<string | number>
  message: LocalizedText
}

const MAX_NAME = 200
const CONDITION = { en: 'a condition is needed', 'zh-CN': '须为条件' }
const LIST = { en: 'a list of conditions is needed', 'zh-CN': '须为条件列表' }
const KINDS = {
  en: "expected 'and', 'or', 'not', a 'field' or 'children'",
  'zh-CN': '须包含“and”“or”“not”“field”或“children”',
}
const QUANTITY = {
  en: "expected 'any', 'none', 'all' or a 'count' of { op, value }",
  'zh-CN': '须包含“any”“none”“all”，或“count”{ op, value }',
}
const NUMBER = {
  en: `a whole number from 0 to ${FILTER_LIMITS.children} is needed`,
  'zh-CN': `须为 0 到 ${FILTER_LIMITS.children} 的整数`,
}
const NAME = {
  en: `a text of at most ${MAX_NAME} characters is needed`,
  'zh-CN': `须为不超过 ${MAX_NAME} 个字符的文本`,
}
const RELATED = ['any', 'none', 'all'] as const

/**
 * The first thing that is wrong with the shape of a filter; null where nothing is. Written out rather than as a union of
 * schemas: that tries each kind at each node and keeps what is wrong with all of them, which takes core most of a second
 * for a thousand wrong conditions.
 */
export function filterProblem(value: JsonValue | undefined): FilterProblem | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return problem(CONDITION)
  for (const key of ['and', 'or'] as const) {
    if (Object.hasOwn(value, key)) return stray(value, [key]) ?? listProblem(key, value[key])
  }
  if (Object.hasOwn(value, 'not')) return stray(value, ['not']) ?? within('not', filterProblem(value['not']))
  if (Object.hasOwn(value, 'field')) return conditionProblem(value)
  if (Object.hasOwn(value, 'children')) return childrenProblem(value)
  return problem(KINDS)
}

function listProblem(key: string, list: JsonValue | undefined): FilterProblem | null {
  if (!Array.isArray(list)) return problem(LIST, key)
  for (const [index, item] of list.entries()) {
    const found = within(index, filterProblem(item))
    if (found !== null) return within(key, found)
  }
  return null
}

function conditionProblem(value: JsonObject): FilterProblem | null {
  return stray(value, ['field', 'op', 'value']) ?? nameProblem(value, 'field') ?? optionProblem(value, FILTER_OPERATORS)
}

function childrenProblem(value: JsonObject): FilterProblem | null {
  const named = nameProblem(value, 'children')
  if (named !== null) return named
  const related = RELATED.find((key) => Object.hasOwn(value, key))
  if (related !== undefined) {
    return stray(value, ['children', related]) ?? within(related, filterProblem(value[related]))
  }
  const { count, where } = value
  const odd = stray(value, ['children', 'count', 'where']) ?? within('count', countProblem(count))
  return odd ?? (where === undefined ? null : within('where', filterProblem(where)))
}

function countProblem(count: JsonValue | undefined): FilterProblem | null {
  if (typeof count !== 'object' || count === null || Array.isArray(count)) {
    return problem(QUANTITY)
  }
  const { value } = count
  const odd = stray(count, ['op', 'value']) ?? optionProblem(count, COUNT_OPERATORS)
  if (odd !== null) return odd
  const fits = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= FILTER_LIMITS.children
  return fits ? null : problem(NUMBER, 'value')
}

function nameProblem(value: JsonObject, key: string): FilterProblem | null {
  const name = value[key]
  if (typeof name === 'string' && name.length <= MAX_NAME) return null
  return problem(NAME, key)
}

function optionProblem({ op }: JsonObject, known: readonly string[]): FilterProblem | null {
  if (known.some((one) => one === op)) return null
  const listed = `'${known.join("', '")}'`
  return problem({ en: `expected one of ${listed}`, 'zh-CN': `可用的有 ${listed}` }, 'op')
}

function stray(value: JsonObject, known: readonly string[]): FilterProblem | null {
  const found = Object.keys(value).find((key) => !known.includes(key))
  if (found === undefined) return null
  const shown = found.slice(0, 60)
  return problem({
    en: `'${shown}' does not belong beside '${known[0]}'`,
    'zh-CN': `“${shown}”不能与“${known[0]}”一起使用`,
  })
}

function problem(message: LocalizedText, ...path: FilterProblem['path']): FilterProblem {
  return { path, message }
}

function within(step: string | number, found: FilterProblem | null): FilterProblem | null {
  return found === null ? null : { ...found, path: [step, ...found.path] }
}
