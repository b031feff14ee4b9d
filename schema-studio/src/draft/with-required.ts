import type { ModelEntity, TenantEdits } from '@tenon/sdk/contract/model-document'
import { editEntity } from './edit-entity.ts'

export interface RequiredInput {
  entity: ModelEntity
  name: string
  required: boolean
}

/**
 * Makes a field required or optional. A merge patch replaces lists whole, so the edits then carry the entity's
 * whole list; they carry none as long as nobody has asked for a difference.
 */
export function withRequired(edits: TenantEdits, { entity, name, required }: RequiredInput): TenantEdits {
  const current = entity.required ?? []
  if (current.includes(name) === required) return edits
  const next = required ? [...current, name] : current.filter((other) => other !== name)
  return editEntity(edits, entity.name, (before) => ({ ...before, required: next }))
}
