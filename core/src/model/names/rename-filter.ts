import { isPlainObject, type Part } from '../edits/plain-object.ts'

export interface FilterRenaming {
  field(name: string): string
  /** Of a condition on the field, called as it came. Missing: values stay. */
  value?(field: string, value: Part): Part
  /** What a condition on the stage becomes. */
  stage(condition: StageCondition): Part
}

/** As it came: whether it is well-formed is for the checks to say. */
export type StageCondition = Record<string, Part>

/** A filter with other names of fields and stages; what is no filter stays as it is, for the checks to refuse. */
export function renameFilter(filter: Part, renaming: FilterRenaming): Part {
  if (!isPlainObject(filter)) return filter
  if (filter['field'] === 'stage') return renaming.stage(filter)
  const within = (one: Part) => renameFilter(one, renaming)
  const entries = Object.entries(filter).map(([key, value]) => {
    if (key === 'and' || key === 'or') return [key, Array.isArray(value) ? value.map(within) : value]
    if (key === 'not') return [key, within(value)]
    if (key === 'field' && typeof value === 'string') return [key, renaming.field(value)]
    const of = filter['field']
    return [key, key === 'value' && typeof of === 'string' ? (renaming.value?.(of, value) ?? value) : value]
  })
  return Object.fromEntries(entries)
}

/** The stages that a condition names; none where it names no stages. */
export function stagesOf({ value }: StageCondition): string[] {
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string')
}
