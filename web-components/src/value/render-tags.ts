import type { TenonClient } from '@tenon/sdk/client'
import { TAGS_FIELD, type TenonRecord } from '@tenon/sdk/contract/record'
import { html, type TemplateResult } from 'lit'
import './tag-chips.ts'

/** Chips for the cell of such a column. */
export function renderTags(record: TenonRecord, client: TenonClient | null): TemplateResult {
  const ids = record[TAGS_FIELD]
  return html`<tenon-tag-chips
    .client=${client}
    .ids=${Array.isArray(ids) ? ids : []}
    .labels=${record.$labels ?? {}}
  ></tenon-tag-chips>`
}
