import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import { textIn } from '@tenon/sdk/contract/locale'
import { html, nothing } from 'lit'
import { takesLiteral, takesNow } from '../draft/default-literal.ts'
import type { DefaultKind } from '../draft/field-form.ts'
import type { MessageKey } from '../locales/catalog.ts'
import { translate } from '../locales/translate.ts'
import type { FieldView } from './field-view.ts'
import { renderSelect } from './render-select.ts'
import { renderTextInput } from './render-text-input.ts'

const WORDS: Record<DefaultKind, MessageKey> = {
  none: 'defaultNone',
  literal: 'defaultLiteral',
  now: 'defaultNow',
  currentUser: 'defaultCurrentUser',
}

/** What a new record starts with. */
export function renderFieldDefault(view: FieldView) {
  const { fieldType, defaultKind } = view.form
  const kinds = kindsOf(fieldType)
  if (kinds.length === 1 || view.isComputed) return nothing
  const chosen = kinds.includes(defaultKind) ? defaultKind : 'none'
  return html`<div class="pair">
    ${renderSelect(view, {
      name: 'defaultKind',
      label: translate(view.locale, 'defaultValue'),
      options: kinds.map((value) => ({ value, label: translate(view.locale, WORDS[value]) })),
    })}
    ${chosen === 'literal' ? renderLiteral(view) : nothing}
  </div>`
}

function kindsOf(fieldType: FieldSchema['fieldType']): DefaultKind[] {
  return [
    'none',
    ...(takesLiteral(fieldType) ? (['literal'] as const) : []),
    ...(takesNow(fieldType) ? (['now'] as const) : []),
    ...(fieldType === 'user' ? (['currentUser'] as const) : []),
  ]
}

const INPUTS: Partial<Record<FieldSchema['fieldType'], 'date' | 'time' | 'month' | 'number'>> = {
  date: 'date',
  time: 'time',
  yearMonth: 'month',
  integer: 'number',
  percent: 'number',
  rating: 'number',
  progress: 'number',
}

function renderLiteral(view: FieldView) {
  const { form, locale } = view
  const label = translate(locale, 'defaultText')
  const choose = { value: '', label: translate(locale, 'choose') }
  if (form.fieldType === 'choice') {
    const offered = form.options.filter(({ archived }) => !archived)
    const options = offered.map((option) => ({
      value: option.value,
      label: textIn(option.label, locale) || option.value,
    }))
    return renderSelect(view, { name: 'defaultText', label, options: [choose, ...options] })
  }
  if (form.fieldType === 'boolean') {
    const options = [
      { value: 'true', label: translate(locale, 'yes') },
      { value: 'false', label: translate(locale, 'no') },
    ]
    return renderSelect(view, { name: 'defaultText', label, options: [choose, ...options] })
  }
  return renderTextInput(view, { name: 'defaultText', label, type: INPUTS[form.fieldType] ?? 'text' })
}
