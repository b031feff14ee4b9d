import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import { editEntity } from './edit-entity.ts'

/** Gives a plugin's field back the attributes that the plugin declares. */
export function resetField(edits: TenantEdits, { entity, name }: { entity: string; name: string }): TenantEdits {
  return editEntity(edits, entity, (before) => {
    const { [name]: _removed, ...properties } = before.properties ?? {}
    return { ...before, properties }
  })
}

/** Whether the tenant has changed attributes of a field that a plugin declares. */
export function isCustomised(edits: TenantEdits, { entity, name }: { entity: string; name: string }): boolean {
  return edits.entities?.[entity]?.properties?.[name] !== undefined
}
