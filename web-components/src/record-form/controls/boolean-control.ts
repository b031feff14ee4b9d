import { html } from 'lit'
import { ifDefined } from 'lit/directives/if-defined.js'
import type { FieldControl } from './field-control.ts'

export const booleanControl: FieldControl = {
  render: ({ id, raw, set, invalid, describedBy, texts }) => html`<span class="switch-row">
    <input
      class="switch"
      id=${id}
      type="checkbox"
      role="switch"
      aria-invalid=${invalid}
      aria-describedby=${ifDefined(describedBy)}
      .checked=${raw === true}
      @change=${(event: Event) => set((event.target as HTMLInputElement).checked)}
    /><span aria-hidden="true" class="help">${raw === true ? texts.yes : ''}</span>
  </span>`,
  write: (value) => value === true,
  read: (raw) => ({ value: raw === true }),
}
