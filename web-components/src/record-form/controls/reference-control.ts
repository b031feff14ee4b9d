import { textIn } from '@tenon/sdk/contract/locale'
import { html } from 'lit'
import type { Choice } from '../../internal/combobox.component.ts'
import { fieldOf } from '../../value/field-of.ts'
import { formatValue, nameOfReference, nameOfTeam, nameOfUser } from '../../value/format-value.ts'
import { valueTexts } from '../../value/value.texts.ts'
import type { ControlContext, FieldControl } from './field-control.ts'

const MOST_CHOICES = 8

export type FindChoices = (text: string, signal: AbortSignal) => Promise<Choice[]>

/** A record of another entity, found by typing a part of its name. */
export const referenceControl: FieldControl = {
  render: (context) => {
    const id = context.raw ? String(context.raw) : null
    return renderOne(context, id && nameOfReference(id, context), findRecords(context, []))
  },
}

export const userControl: FieldControl = {
  render: (context) => {
    const id = context.raw ? String(context.raw) : null
    return renderOne(context, id && nameOfUser(id, context), findUsers(context, []))
  },
}

export const teamControl: FieldControl = {
  render: (context) => {
    const id = context.raw ? String(context.raw) : null
    return renderOne(context, id && nameOfTeam(id, context), findNamed(context.model.teams ?? [], []))
  },
}

function renderOne(context: ControlContext, label: string | null, find: FindChoices) {
  const chosen = label === null ? null : { value: String(context.raw), label }
  return renderCombobox(context, { chosen, find, pick: (choice) => context.set(choice?.value ?? '') })
}

interface Picking {
  chosen: Choice | null
  find: FindChoices
  pick: (choice: Choice | null) => void
}

export function renderCombobox(context: ControlContext, { chosen, find, pick }: Picking) {
  const remember = (choice: Choice | null) => {
    // The name is remembered beside the id, so that it can be shown before the record is read again.
    if (choice) context.labels[choice.value] = choice.label
    pick(choice)
  }
  return html`<tenon-combobox
    .inputId=${context.id}
    .chosen=${chosen}
    .find=${find}
    .pick=${remember}
    .required=${context.required}
    .invalid=${context.invalid}
    .describedBy=${context.describedBy}
    .texts=${context.texts}
  ></tenon-combobox>`
}

/** Users by a part of their name, without those that are chosen already. */
export function findUsers({ model }: ControlContext, taken: readonly string[]): FindChoices {
  return findNamed(model.users, taken)
}

function findNamed(all: ReadonlyArray<{ id: string; name: string }>, taken: readonly string[]): FindChoices {
  return async (text) =>
    all
      .filter(({ id, name }) => !taken.includes(id) && name.toLowerCase().includes(text.toLowerCase()))
      .slice(0, MOST_CHOICES)
      .map(({ id, name }) => ({ value: id, label: name }))
}

/** Records of the field's entity by their searchable fields, without those that are chosen already. */
export function findRecords({ schema, client, model, locale }: ControlContext, taken: readonly string[]): FindChoices {
  const target = schema.reference && model.entities[schema.reference.entity]
  return async (text, signal) => {
    if (!target) return []
    const field = fieldOf(model, target.name, target.titleField)
    const page = await client.records.find(
      {
        ...{ entity: target.name, fields: [target.titleField], limit: MOST_CHOICES },
        ...(text && { search: text }),
        ...(taken.length > 0 && { where: { not: { field: 'id', op: 'in', value: [...taken] } } }),
      },
      { signal },
    )
    return page.records.map((record) => {
      const value = record[target.titleField]
      const title = field && typeof value !== 'object' ? formatValue(value, field, { model, locale }) : ''
      return { value: record.id, label: title || valueTexts(locale).unnamed, hint: textIn(target.label, locale) }
    })
  }
}
