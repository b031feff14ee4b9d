import type { JsonValue } from './json-value.ts'
import type { LocalizedText } from './locale.ts'
import type { Filter, SortKey } from './query.ts'

/** `views/<name>.view.json`: a list of an entity that is worth a name: which records, in which order, which columns. */
export interface ViewSchema {
  $schema?: string
  name: string
  entity: string
  label: LocalizedText
  /** A lucide icon's name. */
  icon?: string
  /** A value may be `{ "$actor": true }`: the person who looks at it. */
  where?: Filter
  sort?: SortKey[]
  /** Columns. Default: those of the entity's list. */
  fields?: string[]
}

/** Addresses of lists that every entity has, so no view is called so. */
export const BUILT_IN_VIEWS = ['all', 'mine'] as const

/** Stands in a view's filter for the id of whoever looks at the view. */
export function isActorValue(value: JsonValue | undefined): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return value['$actor'] === true && Object.keys(value).length === 1
}

/** `{ "$today": -7 }` in a person's own filter stands for the day so many days after today, by the tenant's clocks; null for anything else. */
export function todayOffset(value: JsonValue | undefined): number | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || Object.keys(value).length !== 1)
    return null
  const days = value['$today']
  return typeof days === 'number' && Number.isInteger(days) && Math.abs(days) <= MOST_DAYS ? days : null
}

const MOST_DAYS = 36_500
