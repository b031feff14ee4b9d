import type { EditConflict } from '@tenon/sdk/contract/edit-conflict'
import { listKeys } from './list-keys.ts'
import { isPlainObject, type Part, partOf } from './plain-object.ts'
import { isFieldPath, typeKeywords, typelessKeywords } from './type-keywords.ts'

type Spot = Pick<EditConflict, 'path' | 'kind'>

/** What stands at a conflict's path in edits, in the form in which the conflict has its values. */
export function partAt(edits: Part, { path, kind }: Spot): Part {
  const steps = stepsOf(path)
  const isType = isTypePath(steps)
  const found = (isType ? steps.slice(0, -1) : steps).reduce(childOf, edits)
  if (isType) return typeKeywords(found)
  return kind === 'order' && Array.isArray(found) ? listKeys(found) : found
}

/** The edits with another value at a conflict's path; undefined takes it out. */
export function withPartAt(edits: Part, { path, kind }: Spot, value: Part): Part {
  const steps = stepsOf(path)
  if (isTypePath(steps)) {
    return changeAt(edits, steps.slice(0, -1), (field) => ({
      ...(value as object | undefined),
      ...typelessKeywords(field),
    }))
  }
  return changeAt(edits, steps, (part) => (kind === 'order' ? inOrder(part, value) : value))
}

/**
 * The edits without the one at a plugin's conflict, so that the plugin's value holds, now and in later versions. Inside
 * an edited list, which lies over the plugin's as a whole, the value is put in.
 */
export function withoutEditAt(edits: Part, conflict: EditConflict): Part {
  const { path, kind, mine, theirs } = conflict
  const steps = stepsOf(path)
  const inList = kind === 'order' || steps.some((_step, at) => Array.isArray(steps.slice(0, at).reduce(childOf, edits)))
  if (inList) return withPartAt(edits, conflict, theirs)
  // The tenant had the field first: its column stays.
  const id = kind === 'added' && isFieldPath(path) ? partOf(mine, 'id') : undefined
  return withPartAt(edits, conflict, id === undefined ? undefined : { id })
}

function isTypePath(steps: string[]): boolean {
  return steps.length === 5 && steps[0] === 'entities' && steps[4] === 'fieldType'
}

function stepsOf(path: string): string[] {
  return path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function childOf(part: Part, step: string): Part {
  if (!Array.isArray(part)) return partOf(part, step)
  const at = listKeys(part)?.indexOf(step) ?? -1
  return at < 0 ? undefined : part[at]
}

function changeAt(part: Part, [step, ...rest]: string[], change: (part: Part) => Part): Part {
  if (step === undefined) return change(part)
  const changed = changeAt(childOf(part, step), rest, change)
  if (Array.isArray(part)) return withElement(part, step, changed)
  const others = Object.entries(isPlainObject(part) ? part : {}).filter(([name]) => name !== step)
  return Object.fromEntries(changed === undefined ? others : [...others, [step, changed]])
}

function withElement(list: Part[], key: string, element: Part): Part[] {
  const at = listKeys(list)?.indexOf(key) ?? -1
  const rest = element == null ? [] : [element]
  if (at < 0) return [...list, ...rest]
  return [...list.slice(0, at), ...rest, ...list.slice(at + 1)]
}

function inOrder(list: Part, keys: Part): Part {
  if (!Array.isArray(list) || !Array.isArray(keys)) return list
  const known = listKeys(list) ?? []
  const rank = (key: string) => (keys.includes(key) ? keys.indexOf(key) : keys.length)
  return list
    .map((element, at) => ({ element, rank: rank(known[at] ?? '') }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ element }) => element)
}
