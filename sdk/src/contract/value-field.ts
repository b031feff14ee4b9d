import type { FieldSchema } from './entity-schema.ts'
import { DERIVED_TYPES, type DerivedType, type FieldType } from './field-type.ts'

/** A field by what its values are like. */
export interface ValueField extends FieldSchema {
  fieldType: FieldType
}

/**
 * A field by what its values are like: of a derived one the type of its result, read-only; of any other the field itself.
 * One whose result is not known, as in a draft that the server has not seen, counts as text.
 */
export function valueField(field: FieldSchema): ValueField {
  const { fieldType, result } = field
  if (!isDerivedType(fieldType)) return field as ValueField
  return { ...field, ...(result ?? { fieldType: 'text' as const }), readOnly: true }
}

/** A field as it was written: without what merging a model adds to a derived one. */
export function declaredField(field: FieldSchema): FieldSchema {
  if (!isDerivedType(field.fieldType)) return field
  const { result: _result, readOnly: _readOnly, ...declared } = field
  return declared
}

/** Type of a field's values; undefined where there is no field. */
export function valueType(field: FieldSchema | undefined): FieldType | undefined {
  return field === undefined ? undefined : valueField(field).fieldType
}

export function isDerivedType(fieldType: FieldType | DerivedType): fieldType is DerivedType {
  return DERIVED_TYPES.some((type) => type === fieldType)
}
