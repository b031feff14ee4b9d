import { textIn } from '@tenon/sdk/contract/locale'
import { html } from 'lit'
import type { Choice } from '../../internal/combobox.component.ts'
import { fieldOf } from '../../value/field-of.ts'
import { formatValue, nameOfReference, nameOfUser } from '../../value/format-value.ts'
import { valueTexts } from '../../value/value.texts.ts'
import type { ControlContext, FieldControl } from './field-control.ts'

const MOST_CHOICES = 8

/** A record of another entity, found by typing a part of its name. */
export const referenceControl: FieldControl = {
  render: (context) => {
    const id = context.raw ? String(context.raw) : null
    const chosen = id ? { value: id, label: nameOfReference(id, context) } : null
    return renderCombobox(context, chosen, (text, signal) => findChoices(context, text, signal))
  },
}

export const userControl: FieldControl = {
  render: (context) => {
    const id = context.raw ? String(context.raw) : null
    const chosen = id ? { value: id, label: nameOfUser(id, context) } : null
    const find = async (text: string) =>
      context.model.users
        .filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()))
        .slice(0, MOST_CHOICES)
        .map((user) => ({ value: user.id, label: user.name }))
    return renderCombobox(context, chosen, find)
  },
}

function renderCombobox(
  context: ControlContext,
  chosen: Choice | null,
  find: (text: string, signal: AbortSignal) => Promise<Choice[]>,
) {
  const pick = (choice: Choice | null) => {
    // The name is remembered beside the id, so that it can be shown before the record is read again.
    if (choice) context.labels[choice.value] = choice.label
    context.set(choice?.value ?? '')
  }
  return html`<tenon-combobox
    .inputId=${context.id}
    .chosen=${chosen}
    .find=${find}
    .pick=${pick}
    .required=${context.required}
    .invalid=${context.invalid}
    .describedBy=${context.describedBy}
    .texts=${context.texts}
  ></tenon-combobox>`
}

async function findChoices(context: ControlContext, text: string, signal: AbortSignal): Promise<Choice[]> {
  const { schema, client, model, locale } = context
  const target = schema.reference && model.entities[schema.reference.entity]
  if (!target) return []
  const field = fieldOf(model, target.name, target.titleField)
  const page = await client.records.find(
    { entity: target.name, fields: [target.titleField], limit: MOST_CHOICES, ...(text && { search: text }) },
    { signal },
  )
  return page.records.map((record) => {
    const value = record[target.titleField]
    const title = field && typeof value !== 'object' ? formatValue(value, field, { model, locale }) : ''
    return { value: record.id, label: title || valueTexts(locale).unnamed, hint: textIn(target.label, locale) }
  })
}
