import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import { declaredField } from '@tenon/sdk/contract/value-field'
import type { FieldInput } from './add-field.ts'
import { editEntity } from './edit-entity.ts'
import { composePatches, isObject, patchBetween } from './merge-patch.ts'
import { withRequired } from './with-required.ts'

/**
 * Gives a field the attributes of `schema`. Of a plugin's field only the attributes that differ are kept,
 * so that an upgrade of the plugin still reaches the others; a field of the tenant's own is kept whole.
 */
export function changeField(edits: TenantEdits, { entity, name, schema, required }: FieldInput): TenantEdits {
  const current = entity.properties[name]
  if (!current) return edits
  const before = declaredField(current)
  const isOwn = entity.fieldSources[name] === 'tenant'
  const difference = patchBetween({ ...before }, { ...schema })
  if (Object.keys(difference).length === 0) return withRequired(edits, { entity, name, required })
  const changed = editEntity(edits, entity.name, (entityEdits) => ({
    ...entityEdits,
    properties: {
      ...entityEdits.properties,
      [name]: isOwn ? schema : composeField(entityEdits.properties?.[name], difference),
    },
  }))
  return withRequired(changed, { entity, name, required })
}

/** Parts that an attribute may lack. */
const OPTIONAL_PARTS: Record<string, readonly string[]> = {
  label: ['zh-CN'],
  help: ['zh-CN'],
  patternMessage: ['zh-CN'],
  sequence: ['prefix', 'padding', 'reset'],
  items: ['required'],
  reference: ['onDelete', 'reverse'],
  rollup: ['aggregate', 'field', 'filter'],
}

/** What was taken away whole and is set again must not bring back the plugin's parts that are not set. */
function composeField(before: unknown, difference: Record<string, unknown>): unknown {
  if (!isObject(before)) return difference
  const explicit = Object.entries(difference).map(([key, value]) => {
    if (before[key] !== null || !isObject(value)) return [key, value]
    const missing = (OPTIONAL_PARTS[key] ?? []).filter((part) => !(part in value))
    return [key, { ...value, ...Object.fromEntries(missing.map((part) => [part, null])) }]
  })
  return composePatches(before, Object.fromEntries(explicit))
}
