import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import { hasCommonTags } from '../model/common-tags.ts'
import type { CompiledEntity } from '../model/compiled-model.ts'
import { linkTarget } from '../model/field-link.ts'

/** What a field of a mapping takes: a plain value, users, teams, tags, or records of an entity. */
export type FieldTarget =
  | { kind: 'value' }
  | { kind: 'user' }
  | { kind: 'team' }
  | { kind: 'tag' }
  | { kind: 'record'; entity: string }

/** Null for a field that does not exist or cannot be set. */
export function fieldTarget(entity: CompiledEntity, name: string): FieldTarget | null {
  if (name === 'ownerId') return { kind: 'user' }
  if (name === TAGS_FIELD && hasCommonTags(entity)) return { kind: 'tag' }
  if (name === 'stage' || name === 'pipeline') return entity.pipelines.length > 0 ? { kind: 'value' } : null
  const field = entity.fields.get(name)
  if (field === undefined || field.type === 'sequence' || field.schema.readOnly === true) return null
  const target = linkTarget(field.schema)
  if (target === null) return { kind: 'value' }
  if ('table' in target) return { kind: target.table === '_team' ? 'team' : 'user' }
  return { kind: 'record', entity: target.entity }
}
