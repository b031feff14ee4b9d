import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { ModelViewEntity } from '@tenon/sdk/contract/model-document'

/** Of these, each record has one of its own. */
const OWN_TYPES = new Set<FieldSchema['fieldType']>(['file', 'image', 'sequence', 'slug'])

/** Fields that can be given the same value in many records, in the order of the form. */
export function changeableFields({ properties, access }: ModelViewEntity): Array<[string, FieldSchema]> {
  return Object.entries(properties).filter(
    ([name, field]) =>
      access.writableFields.includes(name) &&
      !OWN_TYPES.has(field.fieldType) &&
      field.unique !== true &&
      field.readOnly !== true,
  )
}
