import { html, nothing } from 'lit'

export interface DerivedSelectInput {
  id: string
  label: string
  options: ReadonlyArray<{ value: string; label: string }>
  chosen: string
  choose(value: string): void
  /** First line, for nothing chosen. */
  empty?: string
}

/** One labelled choice of what a derived field is made of. */
export function renderDerivedSelect({ id, label, options, chosen, choose, empty }: DerivedSelectInput) {
  return html`<div class="field">
    <label class="label" for=${id}>${label}</label>
    <select class="select" id=${id} @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
      ${empty === undefined ? nothing : html`<option value="" ?selected=${chosen === ''}>${empty}</option>`}
      ${options.map((option) => html`<option value=${option.value} ?selected=${option.value === chosen}>${option.label}</option>`)}
    </select>
  </div>`
}
