import { isPlainObject } from '../model/edits/plain-object.ts'
import type { NameBook } from '../model/names/name-book.ts'

/** A field by its key and that of its entity. */
export interface UsedPlace {
  entity: string
  field: string
}

/** What a path such as `account.region`, called as callers call it, touches: each reference on the way, and its end. */
export function pathPlaces(book: NameBook, entity: string, path: string): UsedPlace[] {
  return follow(book, entity, path).places
}

/** What a caller's filter compares, of whichever entity; as far as it is well-formed. `entity` by its key. */
export function filterPlaces(book: NameBook, entity: string, filter: unknown): UsedPlace[] {
  if (!isPlainObject(filter)) return []
  const { and, or, not, field, children, any, none, all, where } = filter
  const parts = [and, or].flatMap((list) => (Array.isArray(list) ? list : []))
  const own = typeof field === 'string' ? pathPlaces(book, entity, field) : []
  const below =
    typeof children === 'string' ? childPlaces(book, entity, { children, filters: [any, none, all, where] }) : []
  return [...own, ...below, ...[...parts, not].flatMap((part) => filterPlaces(book, entity, part))]
}

function childPlaces(book: NameBook, entity: string, { children, filters }: { children: string; filters: unknown[] }) {
  const dot = children.lastIndexOf('.')
  const way = dot < 0 ? { places: [], entity } : follow(book, entity, children.slice(0, dot))
  const found = way.entity === null ? null : book.childrenOf(way.entity, children.slice(dot + 1))
  if (found === null) return way.places
  const linked = { entity: found.entity, field: found.reference }
  return [...way.places, linked, ...filters.flatMap((filter) => filterPlaces(book, found.entity, filter))]
}

/** `entity`: where the path leads to, if its end is a reference. */
function follow(book: NameBook, from: string, path: string): { places: UsedPlace[]; entity: string | null } {
  const places: UsedPlace[] = []
  let entity: string | null = from
  for (const name of path.split('.')) {
    if (entity === null) break
    const field = book.keyOf({ part: 'field', scope: entity, name }) ?? name
    places.push({ entity, field })
    entity = book.targetOf(entity, field)
  }
  return { places, entity }
}

/** What an expansion reads, of whichever entity; as far as it is well-formed. */
export function expandPlaces(book: NameBook, entity: string, expand: unknown): UsedPlace[] {
  if (Array.isArray(expand)) return expand.flatMap((name) => partPlaces(book, entity, { name, part: true }))
  if (!isPlainObject(expand)) return []
  return Object.entries(expand).flatMap(([name, part]) => partPlaces(book, entity, { name, part }))
}

function partPlaces(book: NameBook, entity: string, { name, part }: { name: unknown; part: unknown }): UsedPlace[] {
  if (typeof name !== 'string') return []
  const collection = book.childrenOf(entity, name)
  const way = follow(book, entity, name)
  const target = way.entity ?? collection?.entity
  if (target === undefined) return way.places
  const at = way.entity === null && collection !== null ? [{ entity: target, field: collection.reference }] : way.places
  const { fields, sort, where, expand } = isPlainObject(part) ? part : {}
  const chosen = Array.isArray(fields) ? fields : ['*']
  const keys = Array.isArray(sort) ? sort.map((key) => (isPlainObject(key) ? key['field'] : null)) : []
  const named = [...chosen, ...keys].filter((one) => typeof one === 'string')
  const read = named.flatMap((one) => (one === '*' ? [{ entity: target, field: one }] : pathPlaces(book, target, one)))
  return [...at, ...read, ...filterPlaces(book, target, where), ...expandPlaces(book, target, expand)]
}
