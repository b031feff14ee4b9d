import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { FILTER_LIMITS } from '@tenon/sdk/contract/query'
import { type RawBuilder, sql } from 'kysely'
import { childNode, compileChildren } from './compile-children.ts'
import { compileCondition, holdsOfNull } from './compile-condition.ts'
import { compilePath } from './compile-path.ts'
import type { FilterGround } from './filter-ground.ts'
import { queryProblem } from './query-problem.ts'

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
  spend(ground, place)
  return typeof node['children'] === 'string'
    ? compileChildNode(node, ground, { ...place, path: node['children'] })
    : compileLeaf(node, ground, place)
}

function spend(ground: FilterGround, place: Place): void {
  place.budget.conditions += 1
  if (place.budget.conditions <= FILTER_LIMITS.conditions) return
  throw tooMuch(
    ground,
    place,
    `the filter has more than ${FILTER_LIMITS.conditions} conditions and steps to other records`,
  )
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
  const comparison = { op, value: (value ?? null) as JsonValue, pointer: place.pointer }
  return compilePath(
    {
      text: name,
      pointer: `${place.pointer}/field`,
      step: () => spend(ground, place),
      end: (last, { alias, ctx, locale, timeZone, field }) => ({
        holds: compileCondition(field(last, `${place.pointer}/field`), { ...comparison, alias, ctx, locale, timeZone }),
        ofNothing: holdsOfNull(comparison),
      }),
    },
    ground,
  )
}

function compileChildNode(
  node: Record<string, unknown>,
  ground: FilterGround,
  place: Place & { path: string },
): RawBuilder<boolean> {
  const { path, pointer } = place
  const found = childNode(node, pointer)
  if (found === null) throw shapeProblem(ground, place)
  const key = found.quantity === 'count' ? 'where' : found.quantity
  const inner = (of: FilterGround) =>
    key === 'where' && node[key] === undefined
      ? sql<boolean>`true`
      : compileNode(node[key], of, { ...below(place), pointer: `${pointer}/${key}` })
  return compilePath(
    {
      text: path,
      pointer: `${pointer}/children`,
      step: () => spend(ground, place),
      end(name, of) {
        const related = of.children?.({ name, path, pointer: `${pointer}/children` })
        if (related === undefined) throw shapeProblem(ground, place)
        return compileChildren(found, related, inner(related.ground))
      },
    },
    ground,
  )
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
      en: `${pointer} is not a filter: expected {"and": [...]}, {"or": [...]}, {"not": ...}, {"field", "op", "value"}, or {"children"} with "any", "none", "all" or "count"`,
      'zh-CN': `${pointer} 不是筛选条件：应为 {"and": [...]}、{"or": [...]}、{"not": ...}、{"field", "op", "value"}，或带 "any"、"none"、"all"、"count" 之一的 {"children"}`,
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
