import type { Money } from '@tenon/sdk/contract/field-type'
import { html } from 'lit'
import { ifDefined } from 'lit/directives/if-defined.js'
import { type ControlContext, DECIMAL_TEXT, type FieldControl } from './field-control.ts'

/** Offered first; any other currency can be typed. */
const COMMON_CURRENCIES = ['CNY', 'USD', 'EUR', 'GBP', 'JPY', 'HKD', 'CHF', 'AUD', 'CAD', 'SGD']

export const moneyControl: FieldControl = {
  render: (context) => {
    const money = context.raw as Money
    return html`<span class="money-input">${renderAmount(context, money)}${renderCurrency(context, money)}</span>`
  },
  write: (value, schema) => ({
    amount: (value as unknown as Money | null)?.amount ?? '',
    currency: (value as unknown as Money | null)?.currency ?? schema.currency ?? 'CNY',
  }),
  read: (raw, texts) => {
    const { amount, currency } = raw as Money
    // People paste “1,250.00” and “1 250”.
    const digits = amount.replace(/[,，\s\u00a0\u202f]/g, '')
    if (digits === '') return { value: null }
    if (!DECIMAL_TEXT.test(digits)) return { problem: texts.problemNumber }
    if (!/^[A-Za-z]{3}$/.test(currency.trim())) return { problem: texts.problemCurrency }
    return { value: { amount: digits, currency: currency.trim().toUpperCase() } }
  },
}

function renderAmount({ id, required, invalid, describedBy, set }: ControlContext, money: Money) {
  return html`<input
    class="input amount"
    id=${id}
    type="text"
    inputmode="decimal"
    autocomplete="off"
    ?required=${required}
    aria-invalid=${invalid}
    aria-describedby=${ifDefined(describedBy)}
    .value=${money.amount}
    @input=${(event: InputEvent) => set({ ...money, amount: (event.target as HTMLInputElement).value })}
  />`
}

function renderCurrency({ id, label, texts, set }: ControlContext, money: Money) {
  const listId = `${id}-currencies`
  return html`<input
      class="input currency"
      type="text"
      list=${listId}
      maxlength="3"
      autocomplete="off"
      aria-label="${label}: ${texts.currency}"
      .value=${money.currency}
      @input=${(event: InputEvent) => set({ ...money, currency: (event.target as HTMLInputElement).value })}
    /><datalist id=${listId}>
      ${COMMON_CURRENCIES.map((code) => html`<option value=${code}></option>`)}
    </datalist>`
}
