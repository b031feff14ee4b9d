import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import { html } from 'lit'
import { formatRelative } from '../value/format-date.ts'
import { renderValue } from '../value/render-value.ts'
import type { ValueContext } from '../value/value-context.ts'
import type { EditConflict } from './edit-conflict.ts'
import type { FormDraft } from './form-draft.ts'
import type { FormField } from './form-sections.ts'
import type { RecordFormTexts } from './record-form.texts.ts'

const JUST_NOW_MS = 60_000

export interface ConflictView {
  conflict: EditConflict
  draft: FormDraft
  fields: FormField[]
  context: ValueContext
  texts: RecordFormTexts
  onKeep(): void
  onReload(): void
}

/** Who saved what in the meantime, beside what is being typed, and the two ways on. */
export function renderConflict({ conflict, texts, context, onKeep, onReload, ...view }: ConflictView) {
  const { by, fields } = conflict
  const headline = by ? texts.conflictBy(by.name, whenText(by.at, context.locale)) : texts.conflictTitle
  const rows = view.fields.filter(({ name }) => fields.includes(name))
  return html`<section class="notice caution conflict" role="alert" tabindex="-1">
    <p><strong>${headline}</strong> ${texts.conflictKept}</p>
    <table>
      <thead>
        <tr>
          <th scope="col">${texts.conflictField}</th>
          <th scope="col">${texts.conflictTheirs}</th>
          <th scope="col">${texts.conflictYours}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((field) => renderRow(field, { conflict, texts, context, onKeep, onReload, ...view }))}
      </tbody>
    </table>
    <span class="actions">
      <button type="button" class="button primary" @click=${onKeep}>${texts.conflictKeep}</button>
      <button type="button" class="button" @click=${onReload}>${texts.conflictReload}</button>
    </span>
  </section>`
}

/** Null for what has happened just now. */
function whenText(at: string, locale: Locale): string | null {
  return Date.now() - Date.parse(at) < JUST_NOW_MS ? null : formatRelative(at, locale)
}

function renderRow({ name, schema }: FormField, { conflict, draft, context, texts }: ConflictView) {
  const theirs = conflict.record[name] as JsonValue | undefined
  const labels = { ...context.labels, ...conflict.record.$labels }
  const reading = draft.edited(name) ? draft.read(name, texts) : null
  return html`<tr>
    <th scope="row">${textIn(schema.label, context.locale)}</th>
    <td>${renderValue(theirs, schema, { ...context, labels })}</td>
    <td>
      ${
        reading && 'value' in reading
          ? renderValue(reading.value, schema, context)
          : html`<span class="help">${texts.conflictUnchanged}</span>`
      }
    </td>
  </tr>`
}
