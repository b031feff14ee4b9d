import { isPlainObject, type Part, partOf } from './plain-object.ts'

const NAMING = ['value', 'name', 'field'] as const

/**
 * What tells the elements of a list apart: a text itself, an option's value, a stage's name, a sort key's field, a
 * section's label. Null for a list that has none, or one twice: it can only be taken as a whole.
 */
export function listKeys(list: readonly Part[]): string[] | null {
  const keys = list.map(keyOf)
  const known = keys.filter((key) => key !== null)
  return new Set(known).size === list.length ? known : null
}

function keyOf(element: Part): string | null {
  if (typeof element === 'string') return element
  if (!isPlainObject(element)) return null
  const named = NAMING.map((keyword) => partOf(element, keyword)).find((value) => typeof value === 'string')
  const key = named ?? partOf(partOf(element, 'label'), 'en')
  return typeof key === 'string' ? key : null
}
