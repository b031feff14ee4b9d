import { type ChildCount, COUNT_OPERATORS, FILTER_LIMITS } from '@tenon/sdk/contract/query'
import { type RawBuilder, sql } from 'kysely'
import type { PathEnd } from './compile-path.ts'
import type { FilterGround, RelatedGround } from './filter-ground.ts'
import { queryProblem } from './query-problem.ts'
import { isOnce, someRelated } from './some-related.ts'

/** A condition on children in the form that it came in: whether it is well-formed is found out here. */
export interface ChildNode {
  quantity: 'any' | 'none' | 'all' | 'count'
  count: unknown
  pointer: string
}

const SIGNS = { eq: '=', ne: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=' } as const

/** The one of its forms that a node with `children` has; null where it has none. */
export function childNode(node: Record<string, unknown>, pointer: string): ChildNode | null {
  const keys = Object.keys(node).filter((key) => key !== 'children')
  const [first] = keys
  if (keys.length === 1 && (first === 'any' || first === 'none' || first === 'all'))
    return { quantity: first, count: null, pointer }
  const isCount = keys.includes('count') && keys.every((key) => key === 'count' || key === 'where')
  return isCount ? { quantity: 'count', count: node['count'], pointer } : null
}

/** Whether so many children are there for which `inner` holds. @throws TenonError BAD_REQUEST */
export function compileChildren(node: ChildNode, related: RelatedGround, inner: RawBuilder<boolean>): PathEnd {
  switch (node.quantity) {
    case 'any':
      return { holds: someRelated(related, inner), ofNothing: false }
    case 'none':
      return { holds: sql<boolean>`not (${someRelated(related, inner)})`, ofNothing: true }
    case 'all': {
      const fails = someRelated(related, sql<boolean>`(${inner}) is not true`)
      return { holds: sql<boolean>`not (${fails})`, ofNothing: true }
    }
    case 'count':
      return compileCount(checkCount(node, related.ground), related, inner)
  }
}

function compileCount({ op, value }: ChildCount, related: RelatedGround, inner: RawBuilder<boolean>): PathEnd {
  const ofNothing = holdsOf(0, op, value)
  // At least one and none at all are what is asked most: the first row that is found decides.
  const decidedByOne =
    value <= 1 && holdsOf(1, op, value) === holdsOf(2, op, value) && ofNothing !== holdsOf(1, op, value)
  if (decidedByOne) {
    const some = someRelated(related, inner)
    return { holds: ofNothing ? sql<boolean>`not (${some})` : some, ofNothing }
  }
  const { rows, link, key } = related
  const sign = sql.raw(SIGNS[op])
  if (isOnce(related)) {
    const asked = sql<boolean>`count(*) ${sign} ${value}`
    const having = ofNothing ? sql<boolean>`not (${asked})` : asked
    const found = related.within(sql`select ${key} ${rows} and ${inner} group by 1 having ${having} offset 0`)
    return { holds: ofNothing ? sql<boolean>`not (${found})` : found, ofNothing }
  }
  // One more than is asked about decides it: the others need not be read.
  const counted = sql`(select count(*) from (select 1 ${rows} and ${link} and ${inner} limit ${value + 1}) counted)`
  return { holds: sql<boolean>`${counted} ${sign} ${value}`, ofNothing }
}

function holdsOf(count: number, op: ChildCount['op'], value: number): boolean {
  const order = { eq: count === value, ne: count !== value, lt: count < value, lte: count <= value }
  return op === 'gt' ? count > value : op === 'gte' ? count >= value : order[op]
}

function checkCount({ count, pointer }: ChildNode, { locale }: FilterGround): ChildCount {
  const { op, value, ...rest } = (typeof count === 'object' && count !== null ? count : {}) as Record<string, unknown>
  const known = COUNT_OPERATORS.find((one) => one === op)
  const isNumber = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= FILTER_LIMITS.children
  if (known !== undefined && isNumber && Object.keys(rest).length === 0) return { op: known, value }
  throw queryProblem(locale, {
    pointer: `${pointer}/count`,
    rule: 'value',
    message: {
      en: `'count' takes {"op", "value"}: one of '${COUNT_OPERATORS.join("', '")}' and a whole number from 0 to ${FILTER_LIMITS.children}`,
      'zh-CN': `“count”应为 {"op", "value"}：op 为 '${COUNT_OPERATORS.join("', '")}' 之一，value 为 0 到 ${FILTER_LIMITS.children} 的整数`,
    },
  })
}
