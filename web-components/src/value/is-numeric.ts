import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import { valueField } from '@tenon/sdk/contract/value-field'

/** Whether values of the field are compared by their digits, and so stand at the end of their column. */
export function isNumeric(field: FieldSchema): boolean {
  return ['integer', 'decimal', 'percent', 'money', 'duration'].includes(valueField(field).fieldType)
}
