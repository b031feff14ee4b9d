import { isDeepStrictEqual } from 'node:util'
import { pointerStep } from '../check/model-problem.ts'
import { listKeys } from './list-keys.ts'
import { mergeOrder } from './merge-order.ts'
import { type Place, settle } from './merging.ts'
import { type Part, partOf } from './plain-object.ts'

/** Of the fields of the shorter one, how many two sections share if one is the other under a new label. */
const ALIKE = 0.5
const SIDES = ['base', 'theirs', 'mine'] as const

type Lists = Record<(typeof SIDES)[number], Part[]>

/** A section of one side, by the key under which all sides know it: a new label does not make it another one. */
type Sections = Map<string, Part>
type Sides = Record<(typeof SIDES)[number], Sections>

/** Whether they are lists of an entity's sections in which each field has one place. */
export function areSections(lists: Lists, path: string): boolean {
  if (!/^\/entities\/[^/]+\/sections$/.test(path)) return false
  return SIDES.every((side) => {
    const names = lists[side].flatMap(fieldNames)
    return new Set(names).size === names.length
  })
}

/**
 * Three-way merge of an entity's sections. Element by element, a section with a new label would be one that was taken away
 * and another that was added, and a field that moves would stand in two: here a section is known by its fields too, and a
 * field has one place, where the side that moved it has it. Null where the sections of one side cannot be told apart.
 */
export function mergeSections(lists: Lists, place: Place): Part[] | null {
  const base = listKeys(lists.base)
  const sides = { theirs: sectionsOf(lists, 'theirs', 'mine'), mine: sectionsOf(lists, 'mine', 'theirs') }
  if (base === null || sides.theirs === null || sides.mine === null) return null
  const all: Sides = { base: keyed(lists.base, base), theirs: sides.theirs, mine: sides.mine }
  const kept = keptSections(all, place)
  const fields = placeFields(all, kept, place)
  const orders = { base, theirs: [...all.theirs.keys()], mine: [...all.mine.keys()] }
  return mergeOrder(orders, kept, place).map((key) => ({
    label: labelOf(all, key, place),
    fields: fieldsOf(all, key, { fields, place }),
  }))
}

/** By the keys of the base where they are the same sections. One that both sides have under a new label is the same to both. */
function sectionsOf({ base, ...lists }: Lists, side: 'theirs' | 'mine', otherSide: 'theirs' | 'mine'): Sections | null {
  const list = lists[side]
  const [keys, known, others] = [listKeys(list), listKeys(base), listKeys(lists[otherSide])]
  if (keys === null || known === null || others === null) return null
  const renamed = keys.filter((key) => !known.includes(key) && !others.includes(key))
  const gone = known.filter((key) => !keys.includes(key))
  const at = (sections: Part[], names: string[], key: string) => fieldNames(sections[names.indexOf(key)])
  const pairs = renamed
    .flatMap((key) => gone.map((was) => ({ key, was, share: shared(at(list, keys, key), at(base, known, was)) })))
    .filter(({ share }) => share >= ALIKE)
    .sort((one, other) => other.share - one.share)
  const names = new Map<string, string>()
  for (const { key, was } of pairs) if (!names.has(key) && ![...names.values()].includes(was)) names.set(key, was)
  return keyed(
    list,
    keys.map((key) => names.get(key) ?? key),
  )
}

function keyed(list: Part[], keys: string[]): Sections {
  return new Map(keys.map((key, at) => [key, list[at]]))
}

function shared(one: string[], other: string[]): number {
  return one.filter((name) => other.includes(name)).length / Math.max(1, Math.min(one.length, other.length))
}

function fieldNames(section: Part): string[] {
  const fields = partOf(section, 'fields')
  return Array.isArray(fields) ? fields.map(String) : []
}

/** A section that one side took away and the other changed is a conflict. */
function keptSections(all: Sides, place: Place): Set<string> {
  const keys = [...new Set([...all.theirs.keys(), ...all.mine.keys()])]
  return new Set(
    keys.filter((key) => {
      const parts = { base: all.base.get(key), theirs: all.theirs.get(key), mine: all.mine.get(key) }
      const { base, theirs, mine } = parts
      if (base === undefined || (theirs !== undefined && mine !== undefined)) return true
      if (isDeepStrictEqual(theirs ?? mine, base)) return false
      const at = { ...place, path: place.path + pointerStep(shownKey(all, key)) }
      return (settle(at, 'removed', parts) === 'mine' ? mine : theirs) !== undefined
    }),
  )
}

/** What the section is called where the conflict's path is looked up: on the tenant's side, if it has it. */
function shownKey({ mine, theirs }: Sides, key: string): string {
  const section = mine.get(key) ?? theirs.get(key)
  return (section === undefined ? null : listKeys([section])?.[0]) ?? key
}

function labelOf(all: Sides, key: string, place: Place): Part {
  const label = (side: Sections) => partOf(side.get(key), 'label')
  const parts = { base: label(all.base), theirs: label(all.theirs), mine: label(all.mine) }
  const { base, theirs, mine } = parts
  if (mine === undefined || isDeepStrictEqual(mine, base)) return theirs ?? mine
  if (theirs === undefined || isDeepStrictEqual(theirs, base) || isDeepStrictEqual(mine, theirs)) return mine
  const path = `${place.path}${pointerStep(shownKey(all, key))}/label`
  return settle({ ...place, path }, base === undefined ? 'added' : 'changed', parts) === 'mine' ? mine : theirs
}

/** Field → the key of its section. */
type Homes = Map<string, string>

/** Of each field that has one; in the section of the side that moved it, of the tenant's where both did. */
function placeFields(all: Sides, kept: ReadonlySet<string>, place: Place): Homes {
  const homes = { base: homesOf(all.base), theirs: homesOf(all.theirs), mine: homesOf(all.mine) }
  const placed: Homes = new Map()
  for (const name of new Set([...homes.theirs.keys(), ...homes.mine.keys()])) {
    const parts = { base: homes.base.get(name), theirs: homes.theirs.get(name), mine: homes.mine.get(name) }
    const home = settledHome(all, name, { parts, place })
    // What the section that is gone had goes where the other side has it, or among those that have none.
    const found = [home, parts.mine, parts.theirs].find((key) => key !== undefined && kept.has(key))
    if (home !== undefined && found !== undefined) placed.set(name, found)
  }
  return placed
}

interface Placing {
  parts: { base: string | undefined; theirs: string | undefined; mine: string | undefined }
  place: Place
}

function settledHome(all: Sides, name: string, { parts, place }: Placing): string | undefined {
  const { base, theirs, mine } = parts
  // With a section that one side took away and the other keeps, what is in it stays, but for what has moved.
  if (mine === base) return theirs ?? (mine === undefined || all.theirs.has(mine) ? undefined : mine)
  if (theirs === mine) return mine
  if (theirs === base) return mine ?? (theirs === undefined || all.mine.has(theirs) ? undefined : theirs)
  const at = mine ?? theirs
  const path = `${place.path}${pointerStep(at === undefined ? '' : shownKey(all, at))}/fields${pointerStep(name)}`
  const said = { base: base && name, theirs: theirs && name, mine: mine && name }
  return settle({ ...place, path }, base === undefined ? 'added' : 'changed', said) === 'mine' ? mine : theirs
}

function homesOf(sections: Sections): Homes {
  return new Map([...sections].flatMap(([key, section]) => fieldNames(section).map((name) => [name, key] as const)))
}

function fieldsOf(all: Sides, key: string, { fields, place }: { fields: Homes; place: Place }): string[] {
  const own = new Set([...fields].filter(([, home]) => home === key).map(([name]) => name))
  const orders = {
    base: fieldNames(all.base.get(key)),
    theirs: fieldNames(all.theirs.get(key)),
    mine: fieldNames(all.mine.get(key)),
  }
  const at = { ...place, path: `${place.path}${pointerStep(shownKey(all, key))}/fields` }
  const ordered = mergeOrder(orders, own, at)
  return [...ordered, ...[...own].filter((name) => !ordered.includes(name))]
}
