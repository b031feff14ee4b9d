import type { CompiledEntity } from '../model/compiled-model.ts'

/** What a field of a mapping takes: a plain value, a user, or a record of an entity. */
export type FieldTarget = { kind: 'value' } | { kind: 'user' } | { kind: 'record'; entity: string }

/** Null for a field that does not exist or cannot be set. */
export function fieldTarget(entity: CompiledEntity, name: string): FieldTarget | null {
  if (name === 'ownerId') return { kind: 'user' }
  if (name === 'stage' || name === 'pipeline') return entity.pipelines.length > 0 ? { kind: 'value' } : null
  const field = entity.fields.get(name)
  if (field === undefined || field.type === 'sequence' || field.schema.readOnly === true) return null
  if (field.type === 'user') return { kind: 'user' }
  const reference = field.type === 'reference' ? field.schema.reference?.entity : undefined
  return reference === undefined ? { kind: 'value' } : { kind: 'record', entity: reference }
}
