import type { ModelView } from '@tenon/sdk/contract/model-document'
import type { RecordRights } from './record-rights.ts'

/** The model with no more rights over the entity than over one of its records. */
export function modelForRecord(model: ModelView, entity: string, rights: RecordRights): ModelView {
  const schema = model.entities[entity]
  if (schema === undefined || (rights.update && rights.delete)) return model
  const { access } = schema
  const narrowed = {
    ...access,
    update: access.update && rights.update,
    delete: access.delete && rights.delete,
    // What is shared has to be one's own to change.
    share: access.share === true && rights.update,
  }
  return { ...model, entities: { ...model.entities, [entity]: { ...schema, access: narrowed } } }
}
