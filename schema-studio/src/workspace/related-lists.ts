import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { ModelView } from '@tenon/sdk/contract/model-document'

/** A field of another entity that points at records of this one. */
export interface RelatedList {
  entity: string
  field: string
  /** True where the field names several records. */
  several: boolean
  /** True when the entity points here by more than one field, so that its name alone does not say which. */
  ambiguous: boolean
}

const NAMING: ReadonlyArray<FieldSchema['fieldType']> = ['reference', 'multiReference']

export function relatedLists(model: ModelView, target: string): RelatedList[] {
  return Object.values(model.entities).flatMap((entity) => {
    const fields = Object.entries(entity.properties).filter(
      ([, { fieldType, reference }]) => NAMING.includes(fieldType) && reference?.entity === target,
    )
    return fields.map(([field, { fieldType }]) => ({
      ...{ entity: entity.name, field, several: fieldType === 'multiReference' },
      ambiguous: fields.length > 1,
    }))
  })
}
