import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { RecordFilter } from '@tenon/sdk/contract/query'
import type { TenonRecord } from '@tenon/sdk/contract/record'

/** All records of a small tenant, with what its names lead to. */
export interface RelatedData {
  entities: Readonly<Record<string, TenonRecord[]>>
  /** Reference → entity. */
  references: Readonly<Record<string, string>>
  /** Collection → entity and reference of its records. */
  children: Readonly<Record<string, readonly [string, string]>>
}

interface Question {
  entity: string
  record: TenonRecord
  where: RecordFilter
}

/** The filter language in plain JavaScript over all records: what the SQL must agree with. */
export function matchesRelated(data: RelatedData, { entity, record, where }: Question): boolean {
  const within = (inner: RecordFilter) => matchesRelated(data, { entity, record, where: inner })
  if ('and' in where) return where.and.every(within)
  if ('or' in where) return where.or.some(within)
  if ('not' in where) return !within(where.not)
  if ('children' in where) {
    const steps = where.children.split('.')
    return along(data, { record, steps: steps.slice(0, -1) }, (owner) => {
      const children = owner === null ? [] : childrenOf(data, steps.at(-1) ?? '', owner)
      const holds = (filter: RecordFilter) => (child: TenonRecord) =>
        matchesRelated(data, { entity, record: child, where: filter })
      if ('any' in where) return children.some(holds(where.any))
      if ('none' in where) return !children.some(holds(where.none))
      if ('all' in where) return children.every(holds(where.all))
      const count = where.where === undefined ? children.length : children.filter(holds(where.where)).length
      return compare(count, where.count.op, where.count.value)
    })
  }
  const steps = where.field.split('.')
  const last = steps.at(-1) ?? ''
  return along(data, { record, steps: steps.slice(0, -1) }, (end) =>
    compare((end?.[last] ?? null) as JsonValue, where.op, where.value ?? null),
  )
}

/** A single reference leads to a record or to nothing, which is asked too; a list to any of its records. */
function along(
  data: RelatedData,
  { record, steps }: { record: TenonRecord | null; steps: readonly string[] },
  ask: (end: TenonRecord | null) => boolean,
): boolean {
  const [step, ...rest] = steps
  if (step === undefined) return ask(record)
  const held = (record?.[step] ?? null) as JsonValue
  const find = (id: JsonValue) => data.entities[data.references[step] ?? '']?.find((one) => one.id === id) ?? null
  if (step === 'partners')
    return ((held ?? []) as JsonValue[]).some((id) => along(data, { record: find(id), steps: rest }, ask))
  // Behind nothing, a list of references has no records at all.
  if (rest.includes('partners') && find(held) === null) return false
  return along(data, { record: find(held), steps: rest }, ask)
}

function childrenOf({ entities, children }: RelatedData, name: string, owner: TenonRecord): TenonRecord[] {
  const [entity = '', reference = ''] = children[name] ?? []
  return (entities[entity] ?? []).filter((one) => one[reference] === owner.id)
}

function compare(held: JsonValue, op: string, asked: JsonValue): boolean {
  const [left, right] = [plain(held), plain(asked)]
  switch (op) {
    case 'isNull':
      return (left === null) === (asked !== false)
    case 'in':
      return (asked as JsonValue[]).some((one) => plain(one) === left)
    case 'ne':
      return left !== right
    case 'eq':
      return left === right
  }
  if (left === null || right === null) return false
  if (op === 'has') return (held as JsonValue[]).includes(asked)
  if (op === 'hasAny') return (asked as JsonValue[]).some((one) => (held as JsonValue[]).includes(one))
  if (op === 'contains') return String(left).toLowerCase().includes(String(right).toLowerCase())
  const [low, high] = [Number(left), Number(right)]
  return { lt: low < high, lte: low <= high, gt: low > high, gte: low >= high }[op] ?? false
}

/** Money by its amount, as filters compare it. */
function plain(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return (value as JsonObject)['amount'] ?? null
}
