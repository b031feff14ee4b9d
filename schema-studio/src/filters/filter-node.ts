import type { ChildCount, FilterCondition, RecordFilter } from '@tenon/sdk/contract/query'

/** A filter as it is built: a tree whose parts are known by `key` while they change. */
export type FilterNode = GroupNode | ConditionNode | ChildrenNode

export interface GroupNode {
  kind: 'group'
  key: number
  match: 'all' | 'any' | 'none'
  parts: FilterNode[]
}

export interface ConditionNode {
  kind: 'condition'
  key: number
  /** Without a field or a value while they are still to be chosen; `account.` is a path that leads on. */
  condition: Omit<FilterCondition, 'field'> & { field: string | null }
  /** Whether it is not to hold: “has none of”. Other conditions are negated by a group around them. */
  isNegated?: true
}

export interface ChildrenNode {
  kind: 'children'
  key: number
  children: string
  quantity: 'any' | 'none' | 'all' | 'count'
  count: ChildCount
  /** Which of them. */
  group: GroupNode
}

let lastKey = 0
const nextKey = (): number => ++lastKey

const ONE_OR_MORE: ChildCount = { op: 'gte', value: 1 }

export function emptyGroup(parts: FilterNode[] = []): GroupNode {
  return { kind: 'group', key: nextKey(), match: 'all', parts }
}

export function emptyCondition(): ConditionNode {
  return { kind: 'condition', key: nextKey(), condition: { field: null, op: 'eq' } }
}

export function emptyChildren(children: string): ChildrenNode {
  return { kind: 'children', key: nextKey(), children, quantity: 'any', count: ONE_OR_MORE, group: emptyGroup() }
}

/** The tree of a filter, a group at its root. */
export function readFilter(filter: RecordFilter | null): GroupNode {
  if (filter === null) return emptyGroup()
  const node = readNode(filter)
  return node.kind === 'group' ? node : emptyGroup([node])
}

function readNode(filter: RecordFilter): FilterNode {
  if ('and' in filter) return { ...emptyGroup(filter.and.map(readNode)), match: 'all' }
  if ('or' in filter) return { ...emptyGroup(filter.or.map(readNode)), match: 'any' }
  if ('not' in filter) {
    const { not } = filter
    if ('op' in not && not.op === 'hasAny') {
      return { kind: 'condition', key: nextKey(), condition: not, isNegated: true }
    }
    return { ...emptyGroup('or' in not ? not.or.map(readNode) : [readNode(not)]), match: 'none' }
  }
  if (!('children' in filter)) return { kind: 'condition', key: nextKey(), condition: filter }
  const node = emptyChildren(filter.children)
  if ('count' in filter)
    return { ...node, quantity: 'count', count: filter.count, group: readFilter(filter.where ?? null) }
  const quantity = 'any' in filter ? 'any' : 'none' in filter ? 'none' : 'all'
  const inner = 'any' in filter ? filter.any : 'none' in filter ? filter.none : filter.all
  return { ...node, quantity, group: readFilter(inner) }
}

/** The filter that a tree says, without parts that are not finished and groups with nothing in them; null for no filter. */
export function writeFilter(node: FilterNode): RecordFilter | null {
  if (node.kind === 'condition') return writeCondition(node)
  if (node.kind === 'children') return writeChildren(node)
  const parts = node.parts.flatMap((part) => writeFilter(part) ?? [])
  const [only] = parts
  if (only === undefined) return null
  if (node.match === 'none') return { not: parts.length === 1 && !('or' in only) ? only : { or: parts } }
  if (parts.length === 1) return only
  return node.match === 'all' ? { and: parts } : { or: parts }
}

function writeCondition({ condition, isNegated }: ConditionNode): RecordFilter | null {
  const written = plainCondition(condition)
  return written !== null && isNegated ? { not: written } : written
}

function plainCondition(condition: ConditionNode['condition']): RecordFilter | null {
  const { field, op, value } = condition
  if (field === null || field.endsWith('.')) return null
  if (op === 'isNull') return { field, op, value: value ?? true }
  if (value === undefined || value === null || value === '') return null
  return Array.isArray(value) && value.length === 0 ? null : { field, op, value }
}

function writeChildren({ children, quantity, count, group }: ChildrenNode): RecordFilter {
  const inner = writeFilter(group)
  if (quantity === 'count') return { children, count, ...(inner !== null && { where: inner }) }
  const all: RecordFilter = inner ?? { and: [] }
  if (quantity === 'any') return { children, any: all }
  return quantity === 'none' ? { children, none: all } : { children, all }
}

/** The tree with `change` in the place of the part of that key; null takes it out. */
export function replaceNode(group: GroupNode, key: number, change: FilterNode | null): GroupNode {
  const parts = group.parts.flatMap((part): FilterNode[] => {
    if (part.key === key) return change === null ? [] : [change]
    if (part.kind === 'group') return [replaceNode(part, key, change)]
    if (part.kind !== 'children') return [part]
    if (part.group.key === key && change?.kind === 'group') return [{ ...part, group: change }]
    return [{ ...part, group: replaceNode(part.group, key, change) }]
  })
  return { ...group, parts }
}

/** How many conditions there are, each step to other records counting as one: what the server limits. */
export function sizeOf(node: FilterNode): number {
  if (node.kind === 'condition') return (node.condition.field ?? '').split('.').length
  if (node.kind === 'children') return node.children.split('.').length + sizeOf(node.group)
  return node.parts.reduce((sum, part) => sum + sizeOf(part), 0)
}

/** Levels of the filter that it writes. */
export function depthOf(node: FilterNode): number {
  if (node.kind === 'condition') return node.isNegated ? 2 : 1
  if (node.kind === 'children') return 1 + depthOf(node.group)
  return 1 + Math.max(0, ...node.parts.map(depthOf)) + (node.match === 'none' ? 1 : 0)
}
