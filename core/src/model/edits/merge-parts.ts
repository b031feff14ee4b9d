import { isDeepStrictEqual } from 'node:util'
import { pointerStep } from '../check/model-problem.ts'
import { listKeys } from './list-keys.ts'
import { mergeOrder } from './merge-order.ts'
import { areSections, mergeSections } from './merge-sections.ts'
import { type Place, settle, type ThreeParts } from './merging.ts'
import { isPlainObject, type Part, partOf } from './plain-object.ts'
import { isFieldPath, typeKeywords, typelessKeywords } from './type-keywords.ts'

/**
 * Three-way merge of JSON, attribute by attribute, and of lists element by element. What only one side changed is as
 * that side has it; what both changed alike is so; all else is a conflict. Undefined where nothing is left.
 */
export function mergeParts(parts: ThreeParts, place: Place): Part {
  const { base, theirs, mine } = parts
  if (isDeepStrictEqual(mine, base)) return theirs
  if (isDeepStrictEqual(theirs, base) || isDeepStrictEqual(mine, theirs)) return mine
  if (isTakenBack(parts, place)) return mergeTakenBack(parts, place)
  if (isPlainObject(theirs) && isPlainObject(mine) && (base === undefined || isPlainObject(base))) {
    const bothDefine = isFieldPath(place.path) && 'fieldType' in theirs && 'fieldType' in mine
    if (base === undefined && bothDefine) return choose('added', parts, place)
    return isFieldPath(place.path) ? mergeField(parts, place) : mergeObjects(parts, place)
  }
  if (Array.isArray(theirs) && Array.isArray(mine) && Array.isArray(base)) {
    return mergeLists({ base, theirs, mine }, place) ?? choose('changed', parts, place)
  }
  return choose(conflictKind(parts), parts, place)
}

/** One side has no edits here any more. That is so for each of them, unless together they are a part of the tenant's own. */
function isTakenBack({ base, theirs, mine }: ThreeParts, { path, inList = false }: Place): boolean {
  if (inList || !isPlainObject(base) || isOwnPart(base, path)) return false
  return (theirs === undefined && isPlainObject(mine)) || (mine === undefined && isPlainObject(theirs))
}

function isOwnPart(part: object, path: string): boolean {
  if (isFieldPath(path)) return 'fieldType' in part
  if (/^\/entities\/[^/]+$/.test(path)) return 'titleField' in part && 'pluralLabel' in part
  return /^\/(pipelines|views)\/[^/]+$/.test(path) && 'entity' in part
}

function mergeTakenBack({ base, theirs = {}, mine = {} }: ThreeParts, place: Place): Part {
  const merged = mergeObjects({ base, theirs, mine }, place)
  return isDeepStrictEqual(merged, {}) ? undefined : merged
}

function conflictKind({ base, theirs, mine }: ThreeParts) {
  if (theirs == null || mine == null) return 'removed'
  return base === undefined ? 'added' : 'changed'
}

function choose(kind: Parameters<typeof settle>[1], parts: ThreeParts, place: Place): Part {
  return settle(place, kind, parts) === 'mine' ? parts.mine : parts.theirs
}

function mergeObjects({ base, theirs, mine }: ThreeParts, place: Place): Part {
  const names = new Set([...Object.keys(theirs as object), ...Object.keys(mine as object)])
  const merged = [...names].map((name) => {
    const parts = { base: partOf(base, name), theirs: partOf(theirs, name), mine: partOf(mine, name) }
    return [name, mergeParts(parts, { ...place, path: place.path + pointerStep(name) })] as const
  })
  return Object.fromEntries(merged.filter(([, value]) => value !== undefined))
}

/** Where either side changed a field's type, all that depends on the type is one attribute with it. */
function mergeField(parts: ThreeParts, place: Place): Part {
  const types = { base: typeKeywords(parts.base), theirs: typeKeywords(parts.theirs), mine: typeKeywords(parts.mine) }
  const typeOf = (keywords: Part) => partOf(keywords, 'fieldType')
  if (typeOf(types.mine) === typeOf(types.base) && typeOf(types.theirs) === typeOf(types.base)) {
    return mergeObjects(parts, place)
  }
  const rest = {
    base: typelessKeywords(parts.base),
    theirs: typelessKeywords(parts.theirs),
    mine: typelessKeywords(parts.mine),
  }
  const type = mergeWhole(types, { ...place, path: `${place.path}/fieldType` })
  return { ...(type as object | undefined), ...(mergeObjects(rest, place) as object) }
}

function mergeWhole(parts: ThreeParts, place: Place): Part {
  const { base, theirs, mine } = parts
  if (isDeepStrictEqual(mine, base)) return theirs
  if (isDeepStrictEqual(theirs, base) || isDeepStrictEqual(mine, theirs)) return mine
  return choose('changed', parts, place)
}

/** Null where the lists' elements cannot be told apart. */
export function mergeLists(lists: { base: Part[]; theirs: Part[]; mine: Part[] }, place: Place): Part[] | null {
  if (areSections(lists, place.path)) return mergeSections(lists, place)
  const base = listKeys(lists.base)
  const theirs = listKeys(lists.theirs)
  const mine = listKeys(lists.mine)
  if (base === null || theirs === null || mine === null) return null
  const of = (list: Part[], keys: string[], key: string) => list[keys.indexOf(key)]
  const merged = new Map<string, Part>()
  for (const key of new Set([...theirs, ...mine])) {
    const parts = {
      base: of(lists.base, base, key),
      theirs: of(lists.theirs, theirs, key),
      mine: of(lists.mine, mine, key),
    }
    const at = { ...place, path: place.path + pointerStep(key), inList: true }
    const element = losesColumn(parts, place, key) ? choose('removed', parts, at) : mergeParts(parts, at)
    if (element !== undefined) merged.set(key, element)
  }
  const order = mergeOrder({ base, theirs, mine }, new Set(merged.keys()), place)
  return order.map((key) => merged.get(key))
}

/** Where it is the tenant's own: a column that both have added is, as long as the tenant's list has it. */
function losesColumn({ base, theirs, mine }: ThreeParts, { path, merging }: Place, name: string): boolean {
  return theirs === undefined && base !== undefined && mine !== undefined && (merging.columns?.(path, name) ?? false)
}
