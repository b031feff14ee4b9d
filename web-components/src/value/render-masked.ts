import type { TenonClient } from '@tenon/sdk/client'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { ValueField } from '@tenon/sdk/contract/value-field'
import { html, type TemplateResult } from 'lit'
import type { ValueContext } from './value-context.ts'
import './masked-value.ts'

export interface MaskedField {
  record: TenonRecord
  entity: string
  field: string
  schema: ValueField
  client: TenonClient | null
  context: ValueContext
}

/** Dots in the place of a sensitive value, and a button that shows it to who may see it. */
export function renderMasked({ record, entity, field, schema, client, context }: MaskedField): TemplateResult {
  return html`<tenon-masked-value
    .client=${client}
    .entity=${entity}
    .recordId=${record.id}
    .version=${record.version}
    .field=${field}
    .schema=${schema}
    .context=${context}
  ></tenon-masked-value>`
}
