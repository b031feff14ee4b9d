import type { TenonClient } from '@tenon/sdk/client'
import type { ModelView } from '@tenon/sdk/contract/model-document'
import { TAGS_FIELD, type TenonRecord } from '@tenon/sdk/contract/record'
import type { ValueField } from '@tenon/sdk/contract/value-field'
import { html, type TemplateResult } from 'lit'
import './tag-chips.ts'

/** The tags that every record can have, as a column; undefined where records of the entity have none, or not for the reader. */
export function tagsField(model: ModelView, entity: string, field: string): ValueField | undefined {
  if (field !== TAGS_FIELD || model.entities[entity]?.access.tags !== true) return undefined
  return { fieldType: 'users', label: { en: 'Tags', 'zh-CN': '标签' }, readOnly: true }
}

/** Chips for the cell of such a column. */
export function renderTags(record: TenonRecord, client: TenonClient | null): TemplateResult {
  const ids = record[TAGS_FIELD]
  return html`<tenon-tag-chips
    .client=${client}
    .ids=${Array.isArray(ids) ? ids : []}
    .labels=${record.$labels ?? {}}
  ></tenon-tag-chips>`
}
