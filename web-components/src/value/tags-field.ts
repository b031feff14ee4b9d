import type { ModelView } from '@tenon/sdk/contract/model-document'
import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import type { ValueField } from '@tenon/sdk/contract/value-field'

/** The tags that every record can have, as a column; undefined where records of the entity have none, or not for the reader. */
export function tagsField(model: ModelView, entity: string, field: string): ValueField | undefined {
  if (field !== TAGS_FIELD || model.entities[entity]?.access.tags !== true) return undefined
  return { fieldType: 'users', label: { en: 'Tags', 'zh-CN': '标签' }, readOnly: true }
}
