import type { TenonRecord } from '@tenon/sdk/contract/record'

/** Whether the record keeps the field's value to itself because it is sensitive. */
export function isMaskedIn(record: TenonRecord | null, field: string): boolean {
  return record?.$masked?.includes(field) ?? false
}
