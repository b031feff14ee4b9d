import { html } from 'lit'
import type { FieldControl } from './field-control.ts'

export const richTextControl: FieldControl = {
  wide: true,
  render: ({ id, label, schema, raw, set, required, invalid, describedBy, texts }) => html`<tenon-markdown-editor
    .inputId=${id}
    .label=${label}
    .text=${String(raw ?? '')}
    .type=${set}
    .maximum=${schema.maxLength ?? null}
    .required=${required}
    .invalid=${invalid}
    .describedBy=${describedBy}
    .texts=${texts}
  ></tenon-markdown-editor>`,
}
