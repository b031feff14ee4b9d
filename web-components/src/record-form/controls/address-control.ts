import type { Address } from '@tenon/sdk/contract/field-type'
import type { Locale } from '@tenon/sdk/contract/locale'
import { html } from 'lit'
import { ifDefined } from 'lit/directives/if-defined.js'
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
          ${countries(context.locale, address.country).map(
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

const COUNTRY_CODES =
  'AD AE AR AT AU BD BE BG BH BR BY CA CH CL CN CO CR CY CZ DE DK DO DZ EC EE EG ES FI FR GB GE GH GR GT HK HR HU ID IE IL IN IQ IR IS IT JO JP KE KH KR KW KZ LA LB LI LK LT LU LV LY MA MC MD ME MG MK MM MN MO MT MU MX MY NG NL NO NP NZ OM PA PE PH PK PL PT PY QA RO RS RU RW SA SE SG SI SK SN TH TN TR TW TZ UA UG US UY UZ VE VN YE ZA ZM ZW'.split(
    ' ',
  )

/** By their names in the reader's language and order; a stored country that is not in the list is added. */
function countries(locale: Locale, stored: string | undefined) {
  const names = new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' })
  const codes = stored && !COUNTRY_CODES.includes(stored) ? [...COUNTRY_CODES, stored] : COUNTRY_CODES
  return codes
    .map((code) => ({ code, name: /^[A-Z]{2}$/.test(code) ? (names.of(code) ?? code) : code }))
    .sort((one, other) => one.name.localeCompare(other.name, locale))
}
