import { isPlainObject, type Part } from '../edits/plain-object.ts'

interface FilterRenaming {
  /** Whose records are filtered, called in the way that is left. */
  entity: string
  map: {
    field(entity: string, name: string): string
    stage(name: string): string
  }
}

/** A filter with other names of fields and stages; what is no filter stays as it is, for the checks to refuse. */
export function renameFilter(filter: Part, renaming: FilterRenaming): Part {
  if (!isPlainObject(filter)) return filter
  const { entity, map } = renaming
  const within = (one: Part) => renameFilter(one, renaming)
  const entries = Object.entries(filter).map(([key, value]) => {
    if (key === 'and' || key === 'or') return [key, Array.isArray(value) ? value.map(within) : value]
    if (key === 'not') return [key, within(value)]
    if (key === 'field' && typeof value === 'string') return [key, map.field(entity, value)]
    return [key, key === 'value' && filter['field'] === 'stage' ? renameStages(value, map.stage) : value]
  })
  return Object.fromEntries(entries)
}

/** A stage, or several of them. */
export function renameStages(value: Part, rename: (name: string) => string): Part {
  if (Array.isArray(value)) return value.map((one) => renameStages(one, rename))
  return typeof value === 'string' ? rename(value) : value
}
