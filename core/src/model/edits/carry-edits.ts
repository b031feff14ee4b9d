import { isDeepStrictEqual } from 'node:util'
import type { EditChoice, EditChoices, EditConflict } from '@tenon/sdk/contract/edit-conflict'
import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'
import { pointerStep } from '../check/model-problem.ts'
import { mergePatch } from '../merge-patch.ts'
import { mergeLists } from './merge-parts.ts'
import { type Place, settle, startMerging } from './merging.ts'
import { ownPart } from './own-part.ts'
import { isPlainObject, type Part, partOf } from './plain-object.ts'
import { type BorrowedColumns, makeStandingColumns } from './standing-columns.ts'
import { isFieldPath, isTypeless, typeKeywords } from './type-keywords.ts'

/** A tenant's edits on their way from one document of the plugins' parts to another. */
export interface CarriedEdits {
  edits: TenantEdits
  /** What the plugins changed and the tenant has edited too, whatever was chosen. */
  conflicts: EditConflict[]
}

interface Carrying {
  from: ModelDocument
  to: ModelDocument
  edits: TenantEdits
  choices?: EditChoices
  /** For conflicts without a choice. Default: `mine`. */
  otherwise?: EditChoice
  /** Default: none is known to be. */
  borrowed?: BorrowedColumns | undefined
}

/**
 * Carries a tenant's edits over to other versions of its plugins: the third side of the merge. What the tenant edited
 * stays. Where the plugins changed the same thing it is a conflict; `theirs` gives the edit up. So it is where they take
 * away a column that the tenant has put into a list.
 */
export function carryEdits({ from, to, edits, borrowed = () => false, ...options }: Carrying): CarriedEdits {
  const merging = startMerging('plugin', { ...options, columns: makeStandingColumns({ from, to, edits, borrowed }) })
  const layers = { patch: edits, base: { views: {}, ...from }, theirs: { views: {}, ...to } }
  const carried = carryPatch(layers, { path: '', merging })
  return { edits: (carried ?? {}) as TenantEdits, conflicts: merging.conflicts }
}

/** An edit, with the plugins' part that it was made on and the one that it is to lie on. */
interface Carried {
  patch: Part
  base: Part
  theirs: Part
}

/** The edit as it is to lie on the new part; undefined where it is given up. */
function carryPatch(carried: Carried, place: Place): Part {
  const { patch, base, theirs } = carried
  if (isDeepStrictEqual(base, theirs)) return patch
  if (patch === null) return theirs === undefined ? patch : choose('removed', { ...carried, mine: patch }, place)
  if (isPlainObject(patch)) return carryObject({ ...carried, patch }, place)
  // What both have added alike is the plugin's: later versions of it may change it.
  if (isDeepStrictEqual(patch, theirs)) return base === undefined ? undefined : patch
  if (Array.isArray(patch) && Array.isArray(base) && Array.isArray(theirs)) {
    const merged = mergeLists({ base, theirs, mine: patch }, place)
    if (merged !== null) return merged
  }
  return choose(kindOf(carried), { ...carried, mine: patch }, place)
}

function carryObject(carried: Carried & { patch: Record<string, Part> }, place: Place): Part {
  const { patch, base, theirs } = carried
  if (isPlainObject(theirs)) {
    if (base === undefined && isFieldPath(place.path) && 'fieldType' in patch) return carryOwnField(carried, place)
    if (base === undefined || isPlainObject(base)) return carryEntries(carried, place)
  }
  // The new version does not have it any more: kept, it becomes the tenant's own, whole.
  const mine = ownPart(mergePatch(base, patch), place.path)
  return choose(kindOf(carried), { ...carried, patch: mine, mine }, place)
}

function carryEntries(carried: Carried & { patch: Record<string, Part> }, place: Place): Part {
  const { patch, base, theirs } = carried
  const type = isFieldPath(place.path) ? typeTogether(carried) : null
  const given = type === null ? patch : settleType(type, carried, place)
  const entries = Object.entries(given).map(([name, value]) => {
    if (type !== null && !isTypeless(name)) return [name, value] as const
    const inner = { patch: value, base: partOf(base, name), theirs: partOf(theirs, name) }
    return [name, carryPatch(inner, { ...place, path: place.path + pointerStep(name) })] as const
  })
  const kept = entries.filter(([, value]) => value !== undefined)
  return kept.length === 0 && Object.keys(patch).length > 0 ? undefined : Object.fromEntries(kept)
}

interface TypeTogether {
  base: Part
  theirs: Part
  mine: Record<string, Part>
}

/** The type with all that depends on it, where both sides touched it and one of them made it another type. */
function typeTogether({ patch, base, theirs }: Carried): TypeTogether | null {
  const mine = typeKeywords(patch)
  if (mine === undefined) return null
  const [was, is] = [typeKeywords(base), typeKeywords(theirs)]
  const becomes = partOf(mine, 'fieldType') ?? partOf(was, 'fieldType')
  const sameType = becomes === partOf(was, 'fieldType') && partOf(is, 'fieldType') === partOf(was, 'fieldType')
  if (sameType || isDeepStrictEqual(was, is)) return null
  return { base: was, theirs: is, mine }
}

function settleType({ base, theirs, mine }: TypeTogether, { patch }: Carried, place: Place): Record<string, Part> {
  const typePlace = { ...place, path: `${place.path}/fieldType` }
  const asMine = mergePatch(base, mine) as Record<string, Part>
  const edited = patch as Record<string, Part>
  if (isDeepStrictEqual(asMine, theirs)) return edited
  // Said in full, and without what only the plugin's new type has.
  const whole = pinned(asMine, theirs) as Record<string, Part>
  if (settle(typePlace, 'changed', { base, theirs, mine: whole }) === 'mine') return { ...edited, ...whole }
  return Object.fromEntries(Object.entries(edited).filter(([keyword]) => !(keyword in mine)))
}

/** Both have added a field of this name: whichever definition it gets, it stays the column that holds the tenant's values. */
function carryOwnField({ patch, base, theirs }: Carried & { patch: Record<string, Part> }, place: Place): Part {
  const id = patch['id'] ?? ownFieldId(place.path)
  const mine = { ...(pinned(patch, theirs) as object), id }
  const same = isDeepStrictEqual({ ...(theirs as object), id }, { ...patch, id })
  if (same) return partOf(theirs, 'id') === id ? undefined : { id }
  return settle(place, 'added', { base, theirs, mine }) === 'mine' ? mine : { id }
}

/** The patch that gives just this value, whatever the plugin's has besides. */
function pinned(mine: Part, theirs: Part): Part {
  if (!isPlainObject(mine) || !isPlainObject(theirs)) return mine
  const gone = Object.keys(theirs).filter((name) => !Object.hasOwn(mine, name))
  const own = Object.entries(mine).map(([name, value]) => [name, pinned(value, partOf(theirs, name))] as const)
  return Object.fromEntries([...own, ...gone.map((name) => [name, null] as const)])
}

function ownFieldId(path: string): string {
  const [, , entity = '', , field = ''] = path
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  return `tenant/${entity}/${field}`
}

function kindOf({ base, theirs }: Carried) {
  if (theirs === undefined) return 'removed'
  return base === undefined ? 'added' : 'changed'
}

function choose(kind: ReturnType<typeof kindOf>, parts: Carried & { mine: Part }, place: Place): Part {
  const { base, theirs, mine, patch } = parts
  return settle(place, kind, { base, theirs, mine }) === 'mine' ? patch : undefined
}
