import type { ModelView } from '@tenon/sdk/contract/model-document'

/** A field of another entity that points at records of this one. */
export interface RelatedList {
  entity: string
  field: string
  /** True when the entity points here by more than one field, so that its name alone does not say which. */
  ambiguous: boolean
}

export function relatedLists(model: ModelView, target: string): RelatedList[] {
  return Object.values(model.entities).flatMap((entity) => {
    const fields = Object.entries(entity.properties).filter(
      ([, field]) => field.fieldType === 'reference' && field.reference?.entity === target,
    )
    return fields.map(([field]) => ({ entity: entity.name, field, ambiguous: fields.length > 1 }))
  })
}
