import { html, nothing, type TemplateResult } from 'lit'
import type { FieldForm } from '../draft/field-form.ts'
import { translate } from '../locales/translate.ts'
import type { FieldView } from './field-view.ts'

type TextKey = { [K in keyof FieldForm]: FieldForm[K] extends string ? K : never }[keyof FieldForm]

export interface TextInput {
  name: TextKey
  label: string
  help?: string
  type?: 'text' | 'number' | 'date' | 'time' | 'month'
  lang?: string
  mono?: boolean
  readonly?: boolean
  required?: boolean
  placeholder?: string
}

/** One labelled input of the field dialog with its help and its problem beneath. */
export function renderTextInput(view: FieldView, input: TextInput): TemplateResult {
  const { name, label, help } = input
  const problem = view.problems[name]
  return html`<div class="field">
    <label class="label" for=${name}>
      ${label} ${input.required ? html`<span class="required" aria-hidden="true">*</span>` : nothing}
    </label>
    <input
      class="input ${input.mono ? 'mono' : ''}"
      id=${name}
      type=${input.type ?? 'text'}
      lang=${input.lang ?? nothing}
      placeholder=${input.placeholder ?? nothing}
      autocomplete="off"
      .value=${view.form[name]}
      ?readonly=${input.readonly ?? false}
      aria-required=${input.required ?? false}
      aria-invalid=${problem ? 'true' : nothing}
      aria-describedby="${name}-help"
      @input=${(event: Event) => view.change({ [name]: (event.target as HTMLInputElement).value })}
    />
    <div id="${name}-help">
      ${problem ? html`<p class="error">${translate(view.locale, problem)}</p>` : help ? html`<p class="help">${help}</p>` : nothing}
    </div>
  </div>`
}
