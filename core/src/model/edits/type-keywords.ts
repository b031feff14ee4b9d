import { isPlainObject, type Part } from './plain-object.ts'

/** Keywords of a field that mean the same whatever its type. All others go with the type. */
const TYPELESS = new Set([
  ...[
    'label',
    'help',
    'unique',
    'indexed',
    'searchable',
    'sensitive',
    'personal',
    'readOnly',
    'embed',
    'deprecated',
    'id',
  ],
  ...['formerNames', 'patternMessage', 'visibleWhen', 'requiredWhen'],
])

const FIELD_PATH = /^\/entities\/[^/]+\/properties\/[^/]+$/

export function isTypeless(keyword: string): boolean {
  return TYPELESS.has(keyword)
}

export function isFieldPath(path: string): boolean {
  return FIELD_PATH.test(path)
}

/** The type of a field with all that depends on it: half of one type and half of another make no field. */
export function typeKeywords(field: Part): Record<string, Part> | undefined {
  if (!isPlainObject(field)) return undefined
  const entries = Object.entries(field).filter(([keyword]) => !TYPELESS.has(keyword))
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}

export function typelessKeywords(field: Part): Record<string, Part> {
  if (!isPlainObject(field)) return {}
  return Object.fromEntries(Object.entries(field).filter(([keyword]) => TYPELESS.has(keyword)))
}
