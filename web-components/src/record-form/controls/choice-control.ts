import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import { textIn } from '@tenon/sdk/contract/locale'
import { html } from 'lit'
import { ifDefined } from 'lit/directives/if-defined.js'
import type { FieldControl } from './field-control.ts'

export const choiceControl: FieldControl = {
  render: ({ id, schema, raw, set, required, invalid, describedBy, locale, texts }) => html`<select
    class="select"
    id=${id}
    ?required=${required}
    aria-invalid=${invalid}
    aria-describedby=${ifDefined(describedBy)}
    @change=${(event: Event) => set((event.target as HTMLSelectElement).value)}
  >
    <option value="" ?selected=${!raw}>${required ? texts.choose : texts.none}</option>
    ${offered(schema, [raw]).map(
      ({ value, label }) => html`<option value=${value} ?selected=${raw === value}>${textIn(label, locale)}</option>`,
    )}
  </select>`,
}

export const multiChoiceControl: FieldControl = {
  group: true,
  wide: true,
  render: ({ id, schema, raw, set, locale, describedBy }) => {
    const chosen = raw as string[]
    const toggle = (value: string, on: boolean) =>
      set((schema.options ?? []).map((option) => option.value).filter((v) => (v === value ? on : chosen.includes(v))))
    return html`<span class="choices">
      ${offered(schema, chosen).map(
        ({ value, label, hue }, index) => html`<label class="choice chip" data-hue=${hue ?? 'gray'}>
          <input
            class="checkbox"
            type="checkbox"
            id=${ifDefined(index === 0 ? id : undefined)}
            aria-describedby=${ifDefined(describedBy)}
            .checked=${chosen.includes(value)}
            @change=${(event: Event) => toggle(value, (event.target as HTMLInputElement).checked)}
          />${textIn(label, locale)}</label
        >`,
      )}
    </span>`
  },
  write: (value) => (Array.isArray(value) ? value : []),
  read: (raw) => ({ value: (raw as string[]).length > 0 ? (raw as string[]) : null }),
}

/** Archived options stay for the records that have them and are offered to no other. */
function offered(schema: FieldSchema, chosen: readonly unknown[]) {
  return (schema.options ?? []).filter((option) => !option.archived || chosen.includes(option.value))
}
