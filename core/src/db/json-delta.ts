import { isDeepStrictEqual } from 'node:util'
import type { JsonValue } from '@tenon/sdk/contract/json-value'

/** What makes one JSON value another one: a new value, or what differs inside an object. */
export type JsonDelta = { set: JsonValue } | ObjectDelta

interface ObjectDelta {
  /** Members that are new or differ. */
  in?: Record<string, JsonDelta>
  without?: string[]
  /** New names that are not at the end → the name that each stands behind; null for the first. */
  behind?: Record<string, string | null>
  /** All names in their order, where those that stay have changed places. */
  order?: string[]
}

type JsonMembers = { [name: string]: JsonValue }

/** Null where the two are the same, in the order of their names too. Lists are taken as a whole. */
export function deltaOf(before: JsonValue, after: JsonValue): JsonDelta | null {
  if (!isObject(before) || !isObject(after)) return isSame(before, after) ? null : { set: after }
  const changed = Object.keys(after).flatMap((name) => {
    const delta = Object.hasOwn(before, name)
      ? deltaOf(memberOf(before, name), memberOf(after, name))
      : { set: memberOf(after, name) }
    return delta === null ? [] : [[name, delta] as const]
  })
  const without = Object.keys(before).filter((name) => !Object.hasOwn(after, name))
  const delta: ObjectDelta = {
    ...(changed.length > 0 && { in: Object.fromEntries(changed) }),
    ...(without.length > 0 && { without }),
    ...placesOf(before, after),
  }
  return Object.keys(delta).length === 0 ? null : delta
}

/** What `deltaOf` had as its second value, out of the first. */
export function withDelta(before: JsonValue, delta: JsonDelta): JsonValue {
  if ('set' in delta) return delta.set
  const known = isObject(before) ? before : {}
  const { in: changed = {} } = delta
  const entries = namesAfter(known, delta).map((name) => {
    const inner = Object.hasOwn(changed, name) ? changed[name] : undefined
    const value = memberOf(known, name)
    return [name, inner === undefined ? value : withDelta(value, inner)] as const
  })
  return Object.fromEntries(entries)
}

function placesOf(before: JsonMembers, after: JsonMembers): Pick<ObjectDelta, 'behind' | 'order'> {
  const names = Object.keys(after)
  const stay = Object.keys(before).filter((name) => Object.hasOwn(after, name))
  const stayNow = names.filter((name) => Object.hasOwn(before, name))
  if (!isDeepStrictEqual(stay, stayNow)) return { order: names }
  const lastThatStays = names.lastIndexOf(stay.at(-1) ?? '')
  const added = names.flatMap((name, at) => {
    const isInside = at < lastThatStays && !Object.hasOwn(before, name)
    return isInside ? [[name, names[at - 1] ?? null] as const] : []
  })
  return added.length === 0 ? {} : { behind: Object.fromEntries(added) }
}

function namesAfter(
  before: JsonMembers,
  { in: changed = {}, without = [], behind = {}, order }: ObjectDelta,
): string[] {
  if (order !== undefined) return order
  const gone = new Set(without)
  const names = Object.keys(before).filter((name) => !gone.has(name))
  for (const name of Object.keys(changed).filter((one) => !Object.hasOwn(before, one))) {
    const place = Object.hasOwn(behind, name) ? behind[name] : undefined
    if (place === undefined) names.push(name)
    else names.splice(place === null ? 0 : names.indexOf(place) + 1, 0, name)
  }
  return names
}

/** In the order of names too, which is that of what they stand for. */
function isSame(one: JsonValue, other: JsonValue): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function isObject(value: JsonValue): value is JsonMembers {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function memberOf(object: JsonMembers, name: string): JsonValue {
  return Object.hasOwn(object, name) ? (object[name] ?? null) : null
}
