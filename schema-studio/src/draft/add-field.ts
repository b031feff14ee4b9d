import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { ModelEntity, TenantEdits } from '@tenon/sdk/contract/model-document'
import { editEntity } from './edit-entity.ts'
import { withRequired } from './with-required.ts'

export interface FieldInput {
  /** The entity as the draft has it, without the change. */
  entity: ModelEntity
  name: string
  schema: FieldSchema
  required: boolean
}

/** Puts a field of the tenant's own onto an entity, whoever declared that. */
export function addField(edits: TenantEdits, { entity, name, schema, required }: FieldInput): TenantEdits {
  const added = editEntity(edits, entity.name, (before) => ({
    ...before,
    properties: { ...before.properties, [name]: schema },
  }))
  return withRequired(added, { entity, name, required })
}
