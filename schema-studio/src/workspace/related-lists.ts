import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { RecordReference } from '@tenon/sdk/contract/field-type'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { ModelView } from '@tenon/sdk/contract/model-document'
import type { Filter } from '@tenon/sdk/contract/query'

/** A field of another entity that points at records of this one. */
export interface RelatedList {
  entity: string
  field: string
  /** How many and which records the field names: one of one entity, several of one, or one of several. */
  names: 'reference' | 'multiReference' | 'anyReference'
  /** True when the entity points here by more than one field, so that its name alone does not say which. */
  ambiguous: boolean
}

export function relatedLists(model: ModelView, target: string): RelatedList[] {
  return Object.values(model.entities).flatMap((entity) => {
    const fields = Object.entries(entity.properties).flatMap(([field, schema]) => {
      const names = namingType(schema, target)
      return names === null ? [] : [{ entity: entity.name, field, names }]
    })
    return fields.map((list) => ({ ...list, ambiguous: fields.length > 1 }))
  })
}

function namingType({ fieldType, reference, targets }: FieldSchema, target: string): RelatedList['names'] | null {
  if (fieldType === 'anyReference') return targets?.entities.includes(target) ? fieldType : null
  const named = fieldType === 'reference' || fieldType === 'multiReference'
  return named && reference?.entity === target ? fieldType : null
}

/** What the field of a list holds that names one record. */
export function namingValue({ names }: RelatedList, { entity, id }: RecordReference): JsonValue {
  if (names === 'anyReference') return { entity, id }
  return names === 'multiReference' ? [id] : id
}

/** The records of a list that name one record. */
export function namingFilter(list: RelatedList, named: RecordReference): Filter {
  const { field, names } = list
  if (names === 'multiReference') return { field, op: 'has', value: named.id }
  return { field, op: 'eq', value: namingValue(list, named) }
}
