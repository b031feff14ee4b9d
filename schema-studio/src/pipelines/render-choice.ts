import { html, nothing, type TemplateResult } from 'lit'

interface Choice {
  id: string
  label: string
  help?: string
  /** Words of the empty choice; missing: there is none. */
  none?: string
  options: ReadonlyArray<{ value: string; label: string }>
  value: string
  problem?: unknown
  /** Is told of an empty text for the empty choice. */
  change: (value: string) => void
}

/** A labelled select of the pipeline's page. */
export function renderChoice({ id, label, help, none, options, value, problem, change }: Choice): TemplateResult {
  return html`<div class="field">
    <label class="label" for=${id}>${label}</label>
    <select class="select" id=${id} @change=${(event: Event) => change((event.target as HTMLSelectElement).value)}>
      ${none === undefined ? nothing : html`<option value="" ?selected=${value === ''}>${none}</option>`}
      ${options.map((one) => html`<option value=${one.value} ?selected=${one.value === value}>${one.label}</option>`)}
    </select>
    ${help ? html`<p class="help">${help}</p>` : nothing} ${problem ?? nothing}
  </div>`
}
