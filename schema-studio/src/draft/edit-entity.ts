import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import { isObject } from './merge-patch.ts'

type EntityEdits = NonNullable<TenantEdits['entities']>[string]

/** Replaces the edits of one entity; an entity without edits leaves the layer. Nothing given is changed. */
export function editEntity(
  edits: TenantEdits,
  entity: string,
  change: (before: EntityEdits) => EntityEdits,
): TenantEdits {
  const changed = withoutEmpty(change(edits.entities?.[entity] ?? {}))
  const { [entity]: _replaced, ...others } = edits.entities ?? {}
  const entities = Object.keys(changed).length > 0 ? { ...others, [entity]: changed } : others
  const { entities: _before, ...rest } = edits
  return Object.keys(entities).length > 0 ? { ...rest, entities } : rest
}

function withoutEmpty(edits: EntityEdits): EntityEdits {
  const { properties, ...rest } = edits
  return isObject(properties) && Object.keys(properties).length > 0 ? { ...rest, properties } : rest
}
