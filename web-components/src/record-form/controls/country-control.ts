import { html } from 'lit'
import { ifDefined } from 'lit/directives/if-defined.js'
import { countryChoices } from '../../value/country-choices.ts'
import type { FieldControl } from './field-control.ts'

/** Countries by their names in the reader's language; typing the first letters finds one. */
export const countryControl: FieldControl = {
  render: ({ id, raw, set, required, invalid, describedBy, locale, texts }) => html`<select
    class="select"
    id=${id}
    ?required=${required}
    aria-invalid=${invalid}
    aria-describedby=${ifDefined(describedBy)}
    @change=${(event: Event) => set((event.target as HTMLSelectElement).value)}
  >
    <option value="" ?selected=${!raw}>${required ? texts.choose : texts.none}</option>
    ${countryChoices(locale, raw).map(
      ({ code, name }) => html`<option value=${code} ?selected=${code === raw}>${name}</option>`,
    )}
  </select>`,
}
