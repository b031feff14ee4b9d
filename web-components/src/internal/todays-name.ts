import type { ModelView } from '@tenon/sdk/contract/model-document'

/** Today's name of an entity that a page may still call by an old one. */
export function todaysEntity(model: ModelView | null, entity: string): string {
  if (model === null || Object.hasOwn(model.entities, entity)) return entity
  return lookUp(model.formerNames?.entities, entity)
}

/** The same of a field. */
export function todaysField(model: ModelView, entity: string, field: string): string {
  if (Object.hasOwn(model.entities[entity]?.properties ?? {}, field)) return field
  return lookUp(model.formerNames?.fields[entity], field)
}

function lookUp(names: Record<string, string> = {}, name: string): string {
  return (Object.hasOwn(names, name) ? names[name] : undefined) ?? name
}
