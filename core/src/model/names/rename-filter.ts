import { isPlainObject, type Part } from '../edits/plain-object.ts'

export interface FilterRenaming {
  field(name: string): string
  /** Of a condition on the field, called as it came. Missing: values stay. */
  value?(field: string, value: Part): Part
  /** What a condition on the stage becomes. */
  stage(condition: StageCondition): Part
  /** Where steps to other records lead; missing, or null for what is no such step: names stay. */
  lead?: Lead
}

/** What a reference, or a collection of children, is called, and how filters of the records there are renamed. */
export type Lead = (kind: 'reference' | 'children', name: string) => { name: string; renaming: FilterRenaming } | null

/** The members of a condition on children that are filters themselves. */
const OF_CHILDREN = ['any', 'none', 'all', 'where']

/** As it came: whether it is well-formed is for the checks to say. */
export type StageCondition = Record<string, Part>

/** A filter with other names of fields and stages; what is no filter stays as it is, for the checks to refuse. */
export function renameFilter(filter: Part, renaming: FilterRenaming): Part {
  if (!isPlainObject(filter)) return filter
  for (const key of ['field', 'children']) {
    const path = filter[key]
    const dot = typeof path === 'string' ? path.indexOf('.') : -1
    if (typeof path === 'string' && dot > 0) return renameBehind(filter, renaming, { key, path, dot })
  }
  if (typeof filter['children'] === 'string') return renameChildren(filter, filter['children'], renaming)
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

/** A condition whose path leads to other records first. */
function renameBehind(
  filter: Record<string, Part>,
  renaming: FilterRenaming,
  { key, path, dot }: { key: string; path: string; dot: number },
): Part {
  const [step, rest] = [path.slice(0, dot), path.slice(dot + 1)]
  const led = renaming.lead?.('reference', step) ?? null
  if (led === null) return { ...filter, [key]: `${renaming.field(step)}.${rest}` }
  return behind(led.name, renameFilter({ ...filter, [key]: rest }, led.renaming))
}

/** All conditions of a filter, over the records that a step leads to. */
function behind(step: string, filter: Part): Part {
  if (!isPlainObject(filter)) return filter
  const entries = Object.entries(filter).map(([key, value]) => {
    if (key === 'and' || key === 'or') return [key, (value as Part[]).map((one) => behind(step, one))]
    if (key === 'not') return [key, behind(step, value)]
    return [key, key === 'field' || key === 'children' ? `${step}.${String(value)}` : value]
  })
  return Object.fromEntries(entries)
}

function renameChildren(filter: Record<string, Part>, called: string, { lead }: FilterRenaming): Part {
  const led = lead?.('children', called) ?? null
  if (led === null) return filter
  const entries = Object.entries(filter).map(([key, value]) => [
    key,
    OF_CHILDREN.includes(key) ? renameFilter(value, led.renaming) : value,
  ])
  return { ...Object.fromEntries(entries), children: led.name }
}

/** The stages that a condition names; none where it names no stages. */
export function stagesOf({ value }: StageCondition): string[] {
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string')
}
