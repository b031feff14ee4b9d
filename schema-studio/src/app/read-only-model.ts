import type { ModelView, ModelViewEntity } from '@tenon/sdk/contract/model-document'

/** The model for who looks as somebody else: what would change something is refused, so it is not offered. */
export function readOnlyModel(model: ModelView): ModelView {
  const entities = Object.entries(model.entities).map(([name, entity]) => [name, readOnly(entity)] as const)
  return { ...model, entities: Object.fromEntries(entities) }
}

function readOnly(entity: ModelViewEntity): ModelViewEntity {
  const nothing = { create: false, update: false, delete: false, share: false, writableFields: [] }
  return { ...entity, access: { ...entity.access, ...nothing }, actions: [] }
}
