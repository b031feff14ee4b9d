import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import { textIn } from '@tenon/sdk/contract/locale'
import { html, nothing } from 'lit'
import { takesExpression, takesLiteral, takesNow } from '../draft/default-literal.ts'
import { defaultProblems } from '../draft/default-problems.ts'
import type { DefaultKind } from '../draft/field-form.ts'
import { schemaOfForm } from '../draft/schema-of-form.ts'
import type { MessageKey } from '../locales/catalog.ts'
import { translate } from '../locales/translate.ts'
import type { ExpressionChangedEvent } from './expression-editor.ts'
import type { FieldView } from './field-view.ts'
import { renderSelect } from './render-select.ts'
import { renderTextInput } from './render-text-input.ts'
import './expression-editor.ts'

const WORDS: Record<DefaultKind, MessageKey> = {
  none: 'defaultNone',
  literal: 'defaultLiteral',
  now: 'defaultNow',
  currentUser: 'defaultCurrentUser',
  expression: 'defaultExpression',
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
  </div>
  ${chosen === 'expression' ? renderExpression(view) : nothing}`
}

function kindsOf(fieldType: FieldSchema['fieldType']): DefaultKind[] {
  return [
    'none',
    ...(takesLiteral(fieldType) ? (['literal'] as const) : []),
    ...(takesNow(fieldType) ? (['now'] as const) : []),
    ...(fieldType === 'user' ? (['currentUser'] as const) : []),
    ...(takesExpression(fieldType) ? (['expression'] as const) : []),
  ]
}

function renderExpression(view: FieldView) {
  const { document, entity, form, locale, problems } = view
  if (document === undefined) return nothing
  const text = form.defaultExpression
  const field = { entity, name: form.name || 'newField', schema: schemaOfForm(form) }
  const found = text.trim() === '' ? [] : defaultProblems(document, field)
  const others = Object.entries(document.entities[entity]?.properties ?? {}).filter(([name]) => name !== form.name)
  return html`<studio-expression-editor
      id="defaultExpression"
      .label=${translate(locale, 'defaultExpression')}
      .help=${translate(locale, 'defaultExpressionHelp')}
      .value=${text}
      .problems=${found}
      .names=${others.map(([name, { label }]) => ({ name, label: textIn(label, locale) }))}
      @studio-expression-changed=${(event: ExpressionChangedEvent) => view.change({ defaultExpression: event.text })}
    ></studio-expression-editor>
    ${problems.defaultExpression ? html`<p class="error">${translate(locale, problems.defaultExpression)}</p>` : nothing}`
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
