import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { Locale } from '@tenon/sdk/contract/locale'
import { FILTER_LIMITS } from '@tenon/sdk/contract/query'
import { type RawBuilder, sql } from 'kysely'
import { compileCondition } from './compile-condition.ts'
import type { QueryField } from './query-field.ts'
import { queryProblem } from './query-problem.ts'

export interface FilterGround {
  /** Table alias that the fields are read from. */
  alias: string
  locale: Locale
  /** IANA zone in which a day alone, compared with a point in time, begins. */
  timeZone: string
  /** Finds a field or throws; `pointer` is the place to name. */
  field(name: string, pointer: string): QueryField
}

interface Place {
  pointer: string
  depth: number
  /** Shared by the whole tree. */
  budget: { conditions: number }
}

/**
 * A filter tree as SQL. It comes from outside, so its shape is checked here: depth ≤ 10, ≤ 100 conditions.
 * A comparison with a missing value is false, and `not` of it is true: never SQL's unknown.
 * @throws TenonError BAD_REQUEST with the pointer of the part that is wrong
 */
export function compileFilter(filter: unknown, ground: FilterGround, pointer = '/where'): RawBuilder<boolean> {
  return compileNode(filter, ground, { pointer, depth: 1, budget: { conditions: 0 } })
}

function compileNode(node: unknown, ground: FilterGround, place: Place): RawBuilder<boolean> {
  if (place.depth > FILTER_LIMITS.depth)
    throw tooMuch(ground, place, `the filter is nested deeper than ${FILTER_LIMITS.depth} levels`)
  if (!isObject(node)) throw shapeProblem(ground, place)
  const keys = Object.keys(node)
  if (keys.length === 1 && keys[0] === 'and') return compileList(node['and'], ground, { ...place, word: 'and' })
  if (keys.length === 1 && keys[0] === 'or') return compileList(node['or'], ground, { ...place, word: 'or' })
  if (keys.length === 1 && keys[0] === 'not') {
    const inner = compileNode(node['not'], ground, { ...below(place), pointer: `${place.pointer}/not` })
    return sql<boolean>`(${inner}) is not true`
  }
  place.budget.conditions += 1
  if (place.budget.conditions > FILTER_LIMITS.conditions) {
    throw tooMuch(ground, place, `the filter has more than ${FILTER_LIMITS.conditions} conditions`)
  }
  return compileLeaf(node, ground, place)
}

function compileList(list: unknown, ground: FilterGround, place: Place & { word: 'and' | 'or' }): RawBuilder<boolean> {
  if (!Array.isArray(list)) throw shapeProblem(ground, place)
  if (list.length === 0) return place.word === 'and' ? sql<boolean>`true` : sql<boolean>`false`
  const parts = list.map((part, index) =>
    compileNode(part, ground, { ...below(place), pointer: `${place.pointer}/${place.word}/${index}` }),
  )
  return sql<boolean>`(${sql.join(parts, sql.raw(` ${place.word} `))})`
}

function compileLeaf(node: Record<string, unknown>, ground: FilterGround, place: Place): RawBuilder<boolean> {
  const { field: name, op, value, ...rest } = node
  if (typeof name !== 'string' || typeof op !== 'string' || Object.keys(rest).length > 0) {
    throw shapeProblem(ground, place)
  }
  const field = ground.field(name, `${place.pointer}/field`)
  return compileCondition(field, { op, value: (value ?? null) as JsonValue, ...ground, pointer: place.pointer })
}

function below(place: Place): Place {
  return { pointer: place.pointer, depth: place.depth + 1, budget: place.budget }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function shapeProblem(ground: FilterGround, { pointer }: Place) {
  return queryProblem(ground.locale, {
    pointer,
    rule: 'filter',
    message: {
      en: `${pointer} is not a filter: expected {"and": [...]}, {"or": [...]}, {"not": ...} or {"field", "op", "value"}`,
      'zh-CN': `${pointer} 不是筛选条件：应为 {"and": [...]}、{"or": [...]}、{"not": ...} 或 {"field", "op", "value"}`,
    },
  })
}

function tooMuch(ground: FilterGround, { pointer }: Place, reason: string) {
  return queryProblem(ground.locale, {
    pointer,
    rule: 'filterSize',
    message: { en: `${pointer}: ${reason}`, 'zh-CN': `${pointer}：筛选条件过多或嵌套过深` },
  })
}
