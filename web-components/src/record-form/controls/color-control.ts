import { html } from 'lit'
import { ifDefined } from 'lit/directives/if-defined.js'
import type { FieldControl } from './field-control.ts'

const COLOR = /^#[0-9a-f]{6}$/i

/** A colour's code, and the browser's own palette beside it. */
export const colorControl: FieldControl = {
  render: ({ id, label, raw, set, required, invalid, describedBy, texts }) => {
    const text = String(raw ?? '')
    const onInput = (event: InputEvent) => set((event.target as HTMLInputElement).value)
    return html`<span class="color-input">
      <input
        class="palette ${COLOR.test(text) ? '' : 'unset'}"
        type="color"
        aria-label="${label}: ${texts.pickColor}"
        title=${texts.pickColor}
        .value=${COLOR.test(text) ? text.toLowerCase() : '#888888'}
        @input=${onInput}
      /><input
        class="input mono"
        id=${id}
        type="text"
        autocomplete="off"
        maxlength="7"
        placeholder="#1e90ff"
        ?required=${required}
        aria-invalid=${invalid}
        aria-describedby=${ifDefined(describedBy)}
        .value=${text}
        @input=${onInput}
      />
    </span>`
  },
}
