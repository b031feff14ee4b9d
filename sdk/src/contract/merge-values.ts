import type { JsonValue } from './json-value.ts'
import type { RecordValues, TenonRecord } from './record.ts'

/**
 * Which values the record that stays of a merge gets. `kept`: it keeps its own. `filled`: its own; where it has none, that of
 * the record changed last that has one. `newest`: for each field that of the record changed last that has one, its own or another's.
 */
export const MERGE_TAKES = ['kept', 'filled', 'newest'] as const
export type MergeTake = (typeof MERGE_TAKES)[number]

interface Merging {
  /** Fields that the caller may set, and may know of each of the records. */
  fields: readonly string[]
  /** All of them, as the caller sees them. */
  records: readonly TenonRecord[]
  /** Id of the one that stays. */
  kept: string
  take: MergeTake
}

/** What `records.merge` is to set by a rule: values that the record which stays does not have. Of one that is masked in any of them, nothing. */
export function mergeValues({ fields, records, kept, take }: Merging): RecordValues {
  const own = records.find(({ id }) => id === kept)
  if (take === 'kept' || own === undefined) return {}
  const newest = [...records].sort((one, other) => other.updatedAt.localeCompare(one.updatedAt))
  const order = take === 'newest' ? newest : [own, ...newest.filter((record) => record !== own)]
  const taken = fields.flatMap((name): Array<[string, JsonValue]> => {
    if (records.some(({ $masked }) => $masked?.includes(name))) return []
    const value = valueIn(order.find((record) => !isEmptyValue(record[name])) ?? own, name)
    return JSON.stringify(value) === JSON.stringify(valueIn(own, name)) ? [] : [[name, value]]
  })
  return Object.fromEntries(taken)
}

function valueIn(record: TenonRecord, name: string): JsonValue {
  return (record[name] as JsonValue | undefined) ?? null
}

function isEmptyValue(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}
