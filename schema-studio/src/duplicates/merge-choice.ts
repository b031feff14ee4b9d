import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { ModelViewEntity } from '@tenon/sdk/contract/model-document'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { isDerivedType } from '@tenon/sdk/contract/value-field'

/** Which record stays, and whose value it gets for each field; a field that is not named keeps its own. */
export interface MergeChoice {
  kept: string
  from: Readonly<Record<string, string>>
}

/** The record stays that has the most filled in, the older one of equals; it takes what it lacks from the others. */
export function firstChoice(entity: ModelViewEntity, records: readonly TenonRecord[]): MergeChoice {
  return chooseKept(entity, records, fullestRecord(entity, records)?.id ?? '')
}

/** The record that has the most filled in, the older one of equals. */
export function fullestRecord(entity: ModelViewEntity, records: readonly TenonRecord[]): TenonRecord | undefined {
  const filled = (record: TenonRecord) => mergeFields(entity).filter(([name]) => !isEmpty(record[name])).length
  const [best] = [...records].sort(
    (one, other) => filled(other) - filled(one) || one.createdAt.localeCompare(other.createdAt),
  )
  return best
}

/** Another record stays: what was chosen field by field begins anew. */
export function chooseKept(entity: ModelViewEntity, records: readonly TenonRecord[], kept: string): MergeChoice {
  const own = records.find(({ id }) => id === kept)
  const lacking = mergeFields(entity).flatMap(([name]) => {
    const giver = isEmpty(own?.[name]) ? records.find((record) => !isEmpty(record[name])) : undefined
    return giver === undefined || !canChoose(entity, records, name) ? [] : [[name, giver.id] as const]
  })
  return { kept, from: Object.fromEntries(lacking) }
}

/** Fields that are compared: not what is worked out of others. */
export function mergeFields({ properties }: ModelViewEntity): Array<[string, FieldSchema]> {
  return Object.entries(properties).filter(([, { fieldType }]) => !isDerivedType(fieldType) && fieldType !== 'sequence')
}

/** Whether a value of another record can be taken: it is known to the person, and may be set. */
export function canChoose({ access }: ModelViewEntity, records: readonly TenonRecord[], field: string): boolean {
  return access.writableFields.includes(field) && !records.some(({ $masked }) => $masked?.includes(field))
}

export function differs(records: readonly TenonRecord[], field: string): boolean {
  return new Set(records.map((record) => JSON.stringify(record[field] ?? null))).size > 1
}

/** What `records.merge` is to set. */
export function chosenValues(records: readonly TenonRecord[], { kept, from }: MergeChoice): JsonObject {
  const own = records.find(({ id }) => id === kept)
  const changed = Object.entries(from).flatMap(([field, id]) => {
    const value = records.find((record) => record.id === id)?.[field] ?? null
    return JSON.stringify(value) === JSON.stringify(own?.[field] ?? null) ? [] : [[field, value] as const]
  })
  return Object.fromEntries(changed) as JsonObject
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === ''
}
