import { textIn } from '@tenon/sdk/contract/locale'
import { isDerivedType } from '@tenon/sdk/contract/value-field'
import { html, nothing } from 'lit'
import { fieldConditionProblems } from '../draft/condition-problems.ts'
import { schemaOfForm } from '../draft/schema-of-form.ts'
import { translate } from '../locales/translate.ts'
import type { ExpressionChangedEvent } from './expression-editor.ts'
import type { FieldView } from './field-view.ts'
import './expression-editor.ts'

const KEYWORDS = ['visibleWhen', 'requiredWhen'] as const
type Keyword = (typeof KEYWORDS)[number]

/** When the field is shown, and when it must have a value. A field that is always required is always shown. */
export function renderFieldConditions(view: FieldView) {
  const { document, form, locale } = view
  if (document === undefined || form.required) return nothing
  const field = { entity: view.entity, name: form.name || 'newField', schema: schemaOfForm(form) }
  const problems = fieldConditionProblems(document, field)
  const offered = KEYWORDS.filter((keyword) => keyword === 'visibleWhen' || isAskedFor(view))
  return html`<details class="group" ?open=${KEYWORDS.some((keyword) => form[keyword] !== '')}>
    <summary class="legend">${translate(locale, 'conditions')}</summary>
    ${offered.map(
      (keyword) => html`<studio-expression-editor
        id=${keyword}
        .label=${translate(locale, keyword)}
        .help=${translate(locale, `${keyword}Help`)}
        .value=${form[keyword]}
        .problems=${problems.filter(({ pointer }) => pointer === `/${keyword}`)}
        .names=${namesOf(view)}
        @studio-expression-changed=${({ text }: ExpressionChangedEvent) => view.change({ [keyword]: text } as Record<Keyword, string>)}
      ></studio-expression-editor>`,
    )}
  </details>`
}

/** Nobody fills in what is worked out or numbered. */
function isAskedFor({ form, isComputed }: FieldView): boolean {
  return !isComputed && !isDerivedType(form.fieldType) && form.fieldType !== 'sequence'
}

function namesOf({ document, entity, locale }: FieldView) {
  return Object.entries(document?.entities[entity]?.properties ?? {}).map(([name, { label }]) => ({
    name,
    label: textIn(label, locale),
  }))
}
