import type { CompiledEntity, CompiledField } from '../model/compiled-model.ts'
import { fieldAspects } from './field-aspects.ts'
import type { ModelChange } from './model-change.ts'

/** Differences between the fields of one entity. A field is the same while its id is, whatever it is called. */
export function diffFields(before: CompiledEntity, after: CompiledEntity): ModelChange[] {
  const old = byId(before)
  const current = byId(after)
  const removed = [...old.values()].filter((field) => !current.has(field.id))
  return [
    ...removed.map((field): ModelChange => ({ kind: 'RemoveField', entity: after, field })),
    ...[...current.values()].flatMap((field) => diffField(after, old.get(field.id), field)),
  ]
}

function diffField(entity: CompiledEntity, before: CompiledField | undefined, after: CompiledField): ModelChange[] {
  if (before === undefined) return [{ kind: 'AddField', entity, field: after }]
  const changes: ModelChange[] = []
  if (before.name !== after.name) changes.push({ kind: 'RenameField', entity, before, after })
  const aspects = fieldAspects(before, after)
  if (aspects.length > 0) changes.push({ kind: 'ChangeField', entity, before, after, aspects })
  return changes
}

function byId(entity: CompiledEntity): Map<string, CompiledField> {
  return new Map([...entity.fields.values()].map((field) => [field.id, field]))
}
