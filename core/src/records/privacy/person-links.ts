import type { CompiledEntity, CompiledField, CompiledModel } from '../../model/compiled-model.ts'

export interface PersonLink {
  entity: CompiledEntity
  field: CompiledField
}

/**
 * The references by which records tell about the person whom they name, or about whom what they name tells. Where a
 * reference says nothing, it does so if it names a single record of an entity of persons, from an entity that is none:
 * who marks the persons has forgotten no record that names them. A list names many, and a person who names another one is
 * somebody else, so that these are left out unless the reference says so.
 */
export function linksTo(model: CompiledModel, target: CompiledEntity): PersonLink[] {
  return [...model.entities.values()].flatMap((entity) => {
    const fields = [...entity.fields.values()].filter((field) => {
      return field.derivation === null && namesRecordsOf(field, target.name) && isTelling(entity, field, target)
    })
    return fields.map((field) => ({ entity, field }))
  })
}

function namesRecordsOf({ schema, type }: CompiledField, entity: string): boolean {
  if (type === 'anyReference') return schema.targets?.entities.includes(entity) === true
  return (type === 'reference' || type === 'multiReference') && schema.reference?.entity === entity
}

function isTelling(entity: CompiledEntity, { schema, type }: CompiledField, target: CompiledEntity): boolean {
  if (schema.subject !== undefined) return schema.subject
  return type !== 'multiReference' && target.schema.subject === true && entity.schema.subject !== true
}

/** Entities whose records are persons. */
export function personEntities({ entities }: CompiledModel): CompiledEntity[] {
  return [...entities.values()].filter(({ schema }) => schema.subject === true)
}
