import type { ModelEntity, ModelView } from '@tenon/sdk/contract/model-document'

/** The model as it would be with `entity` as the draft has it, everything in it writable. */
export function previewModel(model: ModelView, entity: ModelEntity): ModelView {
  const writableFields = [...Object.keys(entity.properties)]
  const access = { create: true, update: true, delete: false, writableFields }
  return { ...model, entities: { ...model.entities, [entity.name]: { ...entity, access, actions: [] } } }
}
