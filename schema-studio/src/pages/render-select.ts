import { html, nothing, type TemplateResult } from 'lit'
import type { FieldFormProblem } from '../draft/check-field-form.ts'
import type { FieldForm } from '../draft/field-form.ts'
import { translate } from '../locales/translate.ts'
import type { FieldView } from './field-view.ts'

export interface SelectInput {
  name: keyof FieldForm
  label: string
  help?: string
  options: ReadonlyArray<{ value: string; label: string }>
}

/** One labelled select of the field dialog with its help and its problem beneath. */
export function renderSelect(view: FieldView, { name, label, help, options }: SelectInput): TemplateResult {
  const problem: FieldFormProblem | undefined = view.problems[name]
  const note = problem
    ? html`<p class="error">${translate(view.locale, problem)}</p>`
    : help && html`<p class="help">${help}</p>`
  return html`<div class="field">
    <label class="label" for=${name}>${label}</label>
    <select
      class="select"
      id=${name}
      aria-invalid=${problem ? 'true' : nothing}
      aria-describedby="${name}-help"
      @change=${(event: Event) => view.change({ [name]: (event.target as HTMLSelectElement).value })}
    >
      ${options.map(({ value, label: words }) => html`<option value=${value} ?selected=${value === view.form[name]}>${words}</option>`)}
    </select>
    <div id="${name}-help">${note || nothing}</div>
  </div>`
}
