import type { RecordReference } from '@tenon/sdk/contract/field-type'
import { textIn } from '@tenon/sdk/contract/locale'
import { html } from 'lit'
import { nameOfReference } from '../../value/format-value.ts'
import type { ControlContext, FieldControl } from './field-control.ts'
import { findRecords, renderCombobox } from './reference-control.ts'

/** First which kind of record, then the record, found by typing a part of its name. Another kind empties the record. */
export const anyReferenceControl: FieldControl = {
  group: true,
  wide: true,
  render: (context) => {
    const { entity, id } = chosen(context)
    const { id: inputId, texts, invalid, label } = context
    const choose = (event: Event) => context.set({ entity: (event.target as HTMLSelectElement).value, id: '' })
    return html`<span class="pair">
      <select
        class="select"
        id=${inputId}
        aria-label="${label}: ${texts.kindOfRecord}"
        aria-invalid=${invalid}
        @change=${choose}
      >
        ${offered(context, entity).map(
          ({ name, label: kind }) => html`<option value=${name} ?selected=${name === entity}>${kind}</option>`,
        )}
      </select>
      <span class="field">
        <label class="visually-hidden" for="${inputId}-record">${label}: ${texts.record}</label>
        ${renderRecord(context, { entity, id })}
      </span>
    </span>`
  },
  write: (value) => value ?? { entity: '', id: '' },
  read: (raw) => {
    const { entity, id } = raw as RecordReference
    return { value: id === '' ? null : { entity, id } }
  },
}

function renderRecord(context: ControlContext, { entity, id }: RecordReference) {
  const schema = { ...context.schema, reference: { entity } }
  return renderCombobox(
    { ...context, id: `${context.id}-record` },
    {
      chosen: id === '' ? null : { value: id, label: nameOfReference(id, context) },
      find: findRecords({ ...context, schema }, []),
      pick: (choice) => context.set({ entity, id: choice?.value ?? '' }),
    },
  )
}

/** Until one is chosen, the first kind that the reader knows of stands there. */
function chosen(context: ControlContext): RecordReference {
  const raw = context.raw as RecordReference
  return raw.entity === '' ? { entity: offered(context, '')[0]?.name ?? '', id: '' } : raw
}

/** The kinds that the reader knows of, and the one that is chosen whatever the reader knows. */
function offered({ schema, model, locale }: ControlContext, entity: string): Array<{ name: string; label: string }> {
  return (schema.targets?.entities ?? []).flatMap((name) => {
    const known = model.entities[name]
    return known || name === entity ? { name, label: known ? textIn(known.label, locale) : name } : []
  })
}
