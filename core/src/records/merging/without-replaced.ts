import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { CompiledEntity, CompiledField } from '../../model/compiled-model.ts'
import { isIdList, linkTarget } from '../../model/field-link.ts'

/** Values by which a record that stays names none of those that go any more: it would name itself. */
export function withoutReplaced(entity: CompiledEntity, current: JsonObject, gone: ReadonlySet<string>): JsonObject {
  const changed = [...entity.fields.values()].flatMap((field): Array<[string, JsonValue]> => {
    const held = current[field.name] ?? null
    if (field.derivation !== null || held === null || !leadsTo(field, entity.name)) return []
    if (isIdList(field)) {
      const ids = Array.isArray(held) ? held : []
      const left = ids.filter((id) => !gone.has(String(id)))
      return left.length === ids.length ? [] : [[field.name, left.length === 0 ? null : left]]
    }
    return gone.has(idIn(held, entity.name)) ? [[field.name, null]] : []
  })
  return Object.fromEntries(changed)
}

function leadsTo({ schema, type }: CompiledField, entity: string): boolean {
  const target = linkTarget(schema)
  if (type === 'anyReference') return schema.targets?.entities.includes(entity) === true
  return target !== null && 'entity' in target && target.entity === entity
}

function idIn(held: JsonValue, entity: string): string {
  if (typeof held === 'string') return held
  const named = held as { entity?: string; id?: string }
  return named.entity === entity ? String(named.id) : ''
}
