import type { Address } from '@tenon/sdk/contract/field-type'
import { html } from 'lit'
import { ifDefined } from 'lit/directives/if-defined.js'
import { countryChoices } from '../../value/country-choices.ts'
import type { ControlContext, FieldControl } from './field-control.ts'

const WESTERN = ['line1', 'line2', 'postalCode', 'city', 'region', 'country'] as const
const CHINESE = ['country', 'region', 'city', 'postalCode', 'line1', 'line2'] as const

export const addressControl: FieldControl = {
  group: true,
  wide: true,
  render: (context) => {
    const parts = context.locale === 'zh-CN' ? CHINESE : WESTERN
    return html`<span class="address">${parts.map((part, index) => renderPart(context, part, index === 0))}</span>`
  },
  write: (value) => ({ ...(value as Address | null) }),
  read: (raw) => {
    const filled = Object.entries(raw as Address)
      .map(([part, text]) => [part, text.trim()] as const)
      .filter(([, text]) => text !== '')
    return { value: filled.length > 0 ? Object.fromEntries(filled) : null }
  },
}

function renderPart(context: ControlContext, part: keyof Address, first: boolean) {
  const { id, raw, set, texts, describedBy, invalid } = context
  const address = raw as Address
  const partId = first ? id : `${id}-${part}`
  const onChange = (event: Event) => set({ ...address, [part]: (event.target as HTMLInputElement).value })
  const control =
    part === 'country'
      ? html`<select class="select" id=${partId} aria-describedby=${ifDefined(describedBy)} @change=${onChange}>
          <option value="">${texts.choose}</option>
          ${countryChoices(context.locale, address.country).map(
            ({ code, name }) => html`<option value=${code} ?selected=${code === address.country}>${name}</option>`,
          )}
        </select>`
      : html`<input
          class="input"
          id=${partId}
          autocomplete="off"
          aria-invalid=${invalid}
          aria-describedby=${ifDefined(describedBy)}
          .value=${address[part] ?? ''}
          @input=${onChange}
        />`
  return html`<span class="field ${part}"><label class="label part" for=${partId}>${texts[part]}</label>${control}</span>`
}
