import type { RecordReference } from '@tenon/sdk/contract/field-type'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { ModelViewEntity } from '@tenon/sdk/contract/model-document'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { ValueField } from '@tenon/sdk/contract/value-field'
import { chipStyles, detailStyles } from '@tenon/web-components/data.styles'
import { hiddenFields } from '@tenon/web-components/rules/hidden-fields'
import { fieldOf } from '@tenon/web-components/value/field-of'
import { formatValue, isEmptyValue, nameOfReference } from '@tenon/web-components/value/format-value'
import { isMaskedIn } from '@tenon/web-components/value/is-masked-in'
import { hasWideDetails, renderDetails } from '@tenon/web-components/value/render-details'
import { renderMasked } from '@tenon/web-components/value/render-masked'
import { withStale } from '@tenon/web-components/value/render-stale'
import { isClosed, renderClosed } from '@tenon/web-components/value/render-value'
import { css, html, type PropertyValues } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { recordPath } from '../app/route.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'

/** Somebody wants to change one field. */
export class EditFieldEvent extends Event {
  readonly field: string

  constructor(field: string) {
    super('studio-edit-field')
    this.field = field
  }
}

/** The fields of a record in their sections, but those that rules hide, each a way into the form; fires `studio-edit-field`. */
export class RecordDetails extends StudioElement {
  static override styles = [
    StudioElement.styles,
    chipStyles,
    detailStyles,
    css`
      :host {
        display: block;
      }
      h3 {
        margin: 0;
        padding: var(--tenon-space-4) 0 var(--tenon-space-1);
        font-size: var(--tenon-font-size-sm);
        font-weight: var(--tenon-weight-strong);
      }
      section:first-child h3 {
        padding-top: 0;
      }
      dl {
        margin: 0;
      }
      .row {
        position: relative;
        display: grid;
        grid-template-columns: minmax(96px, 36%) minmax(0, 1fr);
        gap: var(--tenon-space-3);
        align-items: start;
        margin: 0 -8px;
        padding: 5px 8px;
        border-radius: var(--tenon-radius-control);
        font-size: var(--tenon-font-size-sm);
      }
      .row.wide {
        grid-template-columns: minmax(0, 1fr);
        gap: 4px;
      }
      .row:hover,
      .row:focus-within {
        background: var(--tenon-hover);
      }
      dt {
        color: var(--tenon-text-muted);
        overflow-wrap: anywhere;
      }
      dd {
        min-width: 0;
        margin: 0;
        padding-inline-end: 22px;
        overflow-wrap: anywhere;
      }
      .person {
        display: inline-flex;
        gap: 6px;
        align-items: center;
      }
      .edit {
        position: absolute;
        inset: 2px 4px auto auto;
        width: 24px;
        min-height: 24px;
        opacity: 0;
      }
      .row:hover .edit,
      .edit:focus-visible {
        opacity: 1;
      }
      .edit .icon {
        width: 13px;
        height: 13px;
      }
      @media (hover: none) {
        /* The pencil is always there, in a target that fingers hit. */
        dd {
          padding-inline-end: 36px;
        }
        .edit {
          opacity: 0.7;
        }
      }
    `,
  ]
  static override properties = {
    app: { attribute: false },
    entity: {},
    record: { attribute: false },
    hiddenNames: { state: true },
  }
  declare app: AppServices
  declare entity: string
  declare record: TenonRecord
  declare hiddenNames: ReadonlySet<string>

  constructor() {
    super()
    this.hiddenNames = new Set()
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('record') || changed.has('entity')) void this.#judge()
  }

  async #judge(): Promise<void> {
    const { app, entity, record } = this
    const hidden = await hiddenFields(app.model, entity, record)
    if (this.record === record) this.hiddenNames = hidden
  }

  override render() {
    const schema = this.app.model.entities[this.entity]
    if (!schema) return html``
    return html`${this.#sections(schema).map(
      ({ label, fields }) => html`<section>
          <h3>${label}</h3>
          <dl>${fields.map((field) => this.#renderField(schema, field))}</dl>
        </section>`,
    )}
      <section>
        <h3>${this.t('recordSection')}</h3>
        <dl>
          ${['ownerId', 'createdAt', 'updatedAt'].map((field) => this.#renderField(schema, field))}
        </dl>
      </section>`
  }

  #sections(schema: ModelViewEntity): Array<{ label: string; fields: string[] }> {
    const declared = (schema.sections ?? []).map(({ label, fields }) => ({
      label: this.text(label),
      fields: fields.filter((field) => schema.properties[field]),
    }))
    const named = new Set(declared.flatMap(({ fields }) => fields))
    const rest = Object.keys(schema.properties).filter((field) => !named.has(field))
    const label = this.t(declared.length > 0 ? 'moreFields' : 'details')
    return [...declared, { label, fields: rest }]
      .map((section) => ({ ...section, fields: section.fields.filter((field) => !this.hiddenNames.has(field)) }))
      .filter(({ fields }) => fields.length > 0)
  }

  #renderField(schema: ModelViewEntity, name: string) {
    const field = fieldOf(this.app.model, this.entity, name)
    const value = this.record[name] as JsonValue | undefined
    if (!field || (field.deprecated && isEmptyValue(value))) return html``
    const writable = schema.access.update && schema.access.writableFields.includes(name) && !field.readOnly
    const label = this.text(field.label)
    const wide = hasWideDetails(field) && !isEmptyValue(value)
    return html`<div class="row ${wide ? 'wide' : ''}">
      <dt>${label}</dt>
      <dd>
        ${withStale(this.#renderValue(name, field, value), { record: this.record, field: name, locale: this.locale })}
      ${
        writable
          ? html`<button
              class="button quiet icon edit"
              aria-label=${this.t('editField', { field: label })}
              @click=${() => this.dispatchEvent(new EditFieldEvent(name))}
            >
              ${icon('pencil')}
            </button>`
          : html``
      }
      </dd>
    </div>`
  }

  #renderValue(name: string, field: ValueField, value: JsonValue | undefined) {
    const place = { entity: this.entity, id: this.record.id, field: name }
    const context = { locale: this.locale, model: this.app.model, labels: this.record.$labels, place }
    if (isMaskedIn(this.record, name)) {
      const { app, entity, record } = this
      return renderMasked({ record, entity, field: name, schema: field, client: app.client, context })
    }
    if (field.reference && !isEmptyValue(value)) {
      const { entity } = field.reference
      const link = (id: string) =>
        isClosed(id, field, context)
          ? renderClosed(id, context)
          : html`<a class="chip reference" href=${recordPath(entity, id)}>${nameOfReference(id, context)}</a>`
      return typeof value === 'string'
        ? link(value)
        : html`<span class="chips">${(value as string[]).map((id) => link(id))}</span>`
    }
    if (field.fieldType === 'anyReference' && !isEmptyValue(value)) {
      const { entity, id } = value as unknown as RecordReference
      if (isClosed(id, { reference: { entity } }, context)) return renderDetails(value, field, context)
      return html`<a class="chip reference" href=${recordPath(entity, id)}>${formatValue(value, field, context)}</a>`
    }
    const typed = this.record.$typed?.[name]
    if (field.fieldType === 'phone' && typed !== undefined) return html`<a href="tel:${String(value)}">${typed}</a>`
    return renderDetails(value, field, context)
  }
}
customElements.define('studio-record-details', RecordDetails)
