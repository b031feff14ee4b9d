import { html } from 'lit'
import { ifDefined } from 'lit/directives/if-defined.js'
import type { FieldControl } from './field-control.ts'

const DIGITS = /^(ean13|ean8|upcA)$/

/** What is printed beneath the bars; the bars themselves as soon as there is a whole code. */
export const barcodeControl: FieldControl = {
  render: ({ id, schema, raw, set, required, invalid, describedBy }) => {
    const { symbology = 'code128' } = schema
    const text = String(raw ?? '').trim()
    return html`<span class="each">
      <input
        class="input mono"
        id=${id}
        type="text"
        inputmode=${DIGITS.test(symbology) ? 'numeric' : 'text'}
        autocomplete="off"
        maxlength=${ifDefined(schema.maxLength)}
        ?required=${required}
        aria-invalid=${invalid}
        aria-describedby=${ifDefined(describedBy)}
        .value=${String(raw ?? '')}
        @input=${(event: InputEvent) => set((event.target as HTMLInputElement).value)}
      />
      <tenon-barcode-image
        .value=${DIGITS.test(symbology) ? text.replaceAll(/[\s-]/g, '') : text}
        .symbology=${symbology}
      ></tenon-barcode-image>
    </span>`
  },
}
