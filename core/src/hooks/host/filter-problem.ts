import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { COUNT_OPERATORS, FILTER_LIMITS, FILTER_OPERATORS } from '@tenon/sdk/contract/query'

interface FilterProblem {
  path: Array<string | number>
  message: string
}

const MAX_NAME = 200
const RELATED = ['any', 'none', 'all'] as const

/**
 * The first thing that is wrong with the shape of a filter; null where nothing is. Written out rather than as a union of
 * schemas: that tries each kind at each node and keeps what is wrong with all of them, which takes core most of a second
 * for a thousand wrong conditions.
 */
export function filterProblem(value: JsonValue | undefined): FilterProblem | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return problem('a condition is needed')
  for (const key of ['and', 'or'] as const) {
    if (Object.hasOwn(value, key)) return stray(value, [key]) ?? listProblem(key, value[key])
  }
  if (Object.hasOwn(value, 'not')) return stray(value, ['not']) ?? within('not', filterProblem(value['not']))
  if (Object.hasOwn(value, 'field')) return conditionProblem(value)
  if (Object.hasOwn(value, 'children')) return childrenProblem(value)
  return problem("expected 'and', 'or', 'not', a 'field' or 'children'")
}

function listProblem(key: string, list: JsonValue | undefined): FilterProblem | null {
  if (!Array.isArray(list)) return problem('a list of conditions is needed', key)
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
    return problem("expected 'any', 'none', 'all' or a 'count' of { op, value }")
  }
  const { value } = count
  const odd = stray(count, ['op', 'value']) ?? optionProblem(count, COUNT_OPERATORS)
  if (odd !== null) return odd
  const fits = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= FILTER_LIMITS.children
  return fits ? null : problem(`a whole number from 0 to ${FILTER_LIMITS.children} is needed`, 'value')
}

function nameProblem(value: JsonObject, key: string): FilterProblem | null {
  const name = value[key]
  if (typeof name === 'string' && name.length <= MAX_NAME) return null
  return problem(`a text of at most ${MAX_NAME} characters is needed`, key)
}

function optionProblem({ op }: JsonObject, known: readonly string[]): FilterProblem | null {
  return known.some((one) => one === op) ? null : problem(`expected one of '${known.join("', '")}'`, 'op')
}

function stray(value: JsonObject, known: readonly string[]): FilterProblem | null {
  const found = Object.keys(value).find((key) => !known.includes(key))
  return found === undefined ? null : problem(`'${found.slice(0, 60)}' does not belong beside '${known[0]}'`)
}

function problem(message: string, ...path: FilterProblem['path']): FilterProblem {
  return { path, message }
}

function within(step: string | number, found: FilterProblem | null): FilterProblem | null {
  return found === null ? null : { ...found, path: [step, ...found.path] }
}
