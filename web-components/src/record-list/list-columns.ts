import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { FieldType } from '@tenon/sdk/contract/field-type'
import type { ModelView } from '@tenon/sdk/contract/model-document'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { type ValueField, valueField } from '@tenon/sdk/contract/value-field'
import { todaysField } from '../internal/todays-name.ts'
import { fieldOf } from '../value/field-of.ts'
import { isNumeric } from '../value/is-numeric.ts'
import { tagsField } from '../value/tags-field.ts'

export interface ListColumn {
  name: string
  schema: ValueField
  /** The field as one record has it: a stage is named by the record's own pipeline. */
  schemaIn(record: TenonRecord): FieldSchema
  numeric: boolean
  sortable: boolean
  /** Its values are sensitive and not told. */
  masked: boolean
}

const MOST_DEFAULT_COLUMNS = 7
/** Too long for a table's cell, or without an order. */
const NOT_BY_DEFAULT: readonly FieldType[] = [
  'longText',
  'richText',
  'code',
  'uuid',
  'json',
  'address',
  'objectList',
  'geoShape',
]
/** The server has no order for most of these; that of ids would be no order to a person. References go by what they name. */
const UNSORTABLE: readonly FieldType[] = [
  ...(['longText', 'richText', 'code', 'emails', 'phones', 'urls', 'tags', 'multiChoice'] as const),
  ...(['address', 'geoPoint', 'geoShape', 'json', 'objectList', 'uuid'] as const),
  ...(['multiReference', 'users', 'anyReference'] as const),
  ...(['file', 'image'] as const),
]

/** The columns of an entity's list: the title first, then what was asked for, what the entity names, or its first fields. */
export function listColumns(model: ModelView, entityName: string, asked: readonly string[] | null): ListColumn[] {
  const entity = model.entities[entityName]
  if (!entity) return []
  const names = asked ?? entity.listFields ?? defaultNames(entity.properties)
  const today = names.map((name) => todaysField(model, entityName, name))
  return [...new Set([entity.titleField, ...today])].flatMap((name) => {
    const schema = fieldOf(model, entityName, name) ?? tagsField(model, entityName, name)
    if (!schema) return []
    const schemaIn = ({ pipeline }: TenonRecord) =>
      name === 'stage' ? (fieldOf(model, { entity: entityName, pipeline }, name) ?? schema) : schema
    const masked = entity.access.maskedFields?.includes(name) ?? false
    const sortable = !masked && !UNSORTABLE.includes(schema.fieldType)
    return [{ name, schema, schemaIn, numeric: isNumeric(schema), sortable, masked }]
  })
}

function defaultNames(properties: Record<string, FieldSchema>): string[] {
  return Object.entries(properties)
    .filter(([, field]) => !field.deprecated && !NOT_BY_DEFAULT.includes(valueField(field).fieldType))
    .map(([name]) => name)
    .slice(0, MOST_DEFAULT_COLUMNS)
}
