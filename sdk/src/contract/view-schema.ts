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
  /** A value may be a placeholder such as `{ "$actor": true }`, the person who looks at it: see `filter-placeholder.ts`. */
  where?: Filter
  sort?: SortKey[]
  /** Columns. Default: those of the entity's list. */
  fields?: string[]
}

/** Addresses of lists that every entity has, so no view is called so. */
export const BUILT_IN_VIEWS = ['all', 'mine'] as const
