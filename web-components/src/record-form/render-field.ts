import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import { html, nothing, type TemplateResult } from 'lit'
import { renderDetails } from '../value/render-details.ts'
import type { ControlContext } from './controls/field-control.ts'
import { FIELD_CONTROLS } from './controls/field-controls.ts'
import type { FormField } from './form-sections.ts'

export type FieldContext = Omit<
  ControlContext,
  'id' | 'name' | 'schema' | 'label' | 'invalid' | 'describedBy' | 'set'
> & {
  error: string | undefined
  /** Dots and a way to see the value, of a sensitive field that the record does not tell. */
  masked?: TemplateResult | null
  /** Of a new record: what is left empty gets its default when it is saved. */
  isNew?: boolean
  /** Stage to come that asks for it. */
  neededFor?: string | null
  /** As stored; what a field that cannot be typed shows. */
  stored: JsonValue | undefined
  set(field: string, raw: unknown): void
}

/** The id of a field's input within the form's root. */
export function inputId(field: string): string {
  return `field-${field}`
}

/** Label above, control, help below, error beneath. */
export function renderField(field: FormField, context: FieldContext) {
  return field.writable ? renderControl(field, context) : renderFixed(field, context)
}

function renderControl({ name, schema }: FormField, context: FieldContext) {
  const { error, locale, required, texts } = context
  const id = inputId(name)
  const label = textIn(schema.label, locale)
  const control = FIELD_CONTROLS[schema.fieldType]
  const { isNew, masked, neededFor } = context
  const worked = isNew === true && schema.defaultExpression !== undefined
  const described = [schema.help && `${id}-help`, neededFor && `${id}-needed`, error && `${id}-error`]
    .filter(Boolean)
    .join(' ')
  const input = control.render({
    ...context,
    id,
    schema,
    label,
    invalid: error !== undefined,
    describedBy: described || undefined,
    name,
    set: (raw) => context.set(name, raw),
  })
  const mark = required ? html`<span class="required" title=${texts.required} aria-hidden="true"> *</span>` : nothing
  const notes = html`${schema.help ? html`<p class="help" id="${id}-help">${textIn(schema.help, locale)}</p>` : nothing}
  ${neededFor ? html`<p class="help needed" id="${id}-needed">${texts.neededFor(neededFor)}</p>` : nothing}
  ${worked ? html`<p class="help">${texts.automaticDefault}</p>` : nothing}
  ${masked ? html`<p class="help">${masked} ${texts.maskedKept}</p>` : nothing}
  ${error ? html`<p class="error" id="${id}-error">${error}</p>` : nothing}`
  const classes = `field ${control.wide ? 'wide' : ''}`
  return control.group
    ? html`<fieldset class=${classes}><legend class="label">${label}${mark}</legend>${input}${notes}</fieldset>`
    : html`<div class=${classes}><label class="label" for=${id}>${label}${mark}</label>${input}${notes}</div>`
}

function renderFixed({ name, schema }: FormField, { stored, locale, model, labels, of, masked }: FieldContext) {
  const place = of?.id ? { entity: of.entity, id: of.id, field: name } : undefined
  return html`<div class="field ${FIELD_CONTROLS[schema.fieldType].wide ? 'wide' : ''}">
    <span class="label">${textIn(schema.label, locale)}</span>
    <span class="fixed">${masked ?? renderDetails(stored, schema, { locale, model, labels, place })}</span>
  </div>`
}
