import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import { isDerivedType } from '@tenon/sdk/contract/value-field'
import { FIELD_TYPE_TABLE } from './field-types/field-type-table.ts'

/** Whether the field's values are texts that can be compared without regard to capitals. */
export function canBeFolded({ fieldType }: Pick<FieldSchema, 'fieldType'>): boolean {
  return !isDerivedType(fieldType) && FIELD_TYPE_TABLE[fieldType].keywords.includes('caseFolded')
}
