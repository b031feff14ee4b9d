import type { FieldType } from '@tenon/sdk/contract/field-type'

/** Grouped by what the column holds, whose JSON is the value's: others would cost a piece of JSON per record. */
export const PLAIN_GROUP_KEYS: ReadonlySet<FieldType> = new Set<FieldType>([
  ...(['choice', 'boolean', 'reference', 'user', 'team', 'country', 'color', 'icon', 'date'] as const),
  ...(['text', 'slug', 'barcode', 'integer'] as const),
])

/** Common fields that are grouped by in the same way. */
export const COMMON_GROUP_KEYS: ReadonlySet<string> = new Set([
  'stage',
  'pipeline',
  'ownerId',
  'createdBy',
  'updatedBy',
])
