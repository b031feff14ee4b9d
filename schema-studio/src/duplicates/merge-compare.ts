import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { ModelViewEntity } from '@tenon/sdk/contract/model-document'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { chipStyles, stateStyles, tableStyles } from '@tenon/web-components/data.styles'
import { formatDate } from '@tenon/web-components/value/format-date'
import { renderValue } from '@tenon/web-components/value/render-value'
import { html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { errorText, hasCode } from '../app/error-text.ts'
import { recordTitle } from '../app/record-title.ts'
import { recordPath } from '../app/route.ts'
import { StudioElement } from '../app/studio-element.ts'
import {
  canChoose,
  chooseKept,
  chosenValues,
  differs,
  firstChoice,
  type MergeChoice,
  mergeFields,
} from './merge-choice.ts'
import { mergeCompareStyles } from './merge-compare.styles.ts'
import { undoMerge } from './undo-merge.ts'

/**
 * Records side by side: which of them stays, and whose value it gets for each field. Fires `studio-group-settled` once
 * they are merged, or said not to be the same.
 */
export class MergeCompare extends StudioElement {
  static override styles = [StudioElement.styles, stateStyles, chipStyles, tableStyles, mergeCompareStyles]
  static override properties = {
    app: { attribute: false },
    entity: {},
    ids: { attribute: false },
    records: { state: true },
    choice: { state: true },
    showsAll: { state: true },
    busy: { state: true },
    failure: { state: true },
  }
  declare app: AppServices
  declare entity: string
  declare ids: readonly string[]
  /** Null while they are read. */
  declare records: TenonRecord[] | null
  declare choice: MergeChoice
  declare showsAll: boolean
  declare busy: boolean
  declare failure: unknown

  constructor() {
    super()
    this.records = null
    this.choice = { kept: '', from: {} }
    this.showsAll = false
    this.busy = false
    this.failure = null
  }

  override connectedCallback(): void {
    super.connectedCallback()
    void this.#read()
  }

  get #schema(): ModelViewEntity | undefined {
    return this.app.model.entities[this.entity]
  }

  /** One that is gone by now is left out. */
  async #read(): Promise<void> {
    const { entity, ids } = this
    const get = (id: string) =>
      this.app.client.records.get({ entity, id }).catch((error: unknown) => {
        if (hasCode(error, 'NOT_FOUND')) return null
        throw error
      })
    try {
      const records = (await Promise.all(ids.map(get))).filter((record) => record !== null)
      this.records = records
      this.failure = null
      if (this.#schema) this.choice = firstChoice(this.#schema, records)
    } catch (error) {
      this.failure = error
    }
  }

  #title(record: TenonRecord): string {
    return recordTitle(this.entity, record, { model: this.app.model, locale: this.locale })
  }

  async #merge(records: readonly TenonRecord[]): Promise<void> {
    const kept = records.find(({ id }) => id === this.choice.kept)
    if (!kept || this.busy) return
    const title = this.#title(kept)
    const agreed = await this.app.confirm({
      title: this.t('mergeTitle', { count: records.length, title }),
      text: this.t('mergeText'),
      confirm: this.t('mergeDo'),
      cancel: this.t('cancel'),
    })
    if (!agreed) return
    const seen = ({ id, version }: TenonRecord) => ({ id, version })
    const from = records.filter((record) => record !== kept).map(seen)
    await this.#settle(async () => {
      const input = { entity: this.entity, into: seen(kept), from, values: chosenValues(records, this.choice) }
      const { merge } = await this.app.client.records.merge(input)
      const undo = () => undoMerge(this.app, { entity: this.entity, merge, locale: this.locale })
      this.app.toast({
        tone: 'positive',
        text: this.t('mergeDone', { title }),
        action: { label: this.t('mergeUndo'), run: async () => void (await undo()) },
      })
    })
  }

  async #setApart(): Promise<void> {
    await this.#settle(async () => {
      await this.app.client.duplicates.setApart({ entity: this.entity, ids: [...this.ids] })
      this.app.toast({ tone: 'positive', text: this.t('notDuplicatesDone') })
    })
  }

  async #settle(work: () => Promise<void>): Promise<void> {
    this.busy = true
    try {
      await work()
      this.dispatchEvent(new Event('studio-group-settled'))
    } catch (error) {
      this.app.toast({ tone: 'critical', text: errorText(error, this.locale) })
      // What has changed meanwhile is shown before anybody tries again.
      await this.#read()
    } finally {
      this.busy = false
    }
  }

  override render() {
    const { records } = this
    const schema = this.#schema
    if (this.failure) {
      return html`<p class="help" role="alert">${errorText(this.failure, this.locale)}
        <button type="button" class="button quiet dense" @click=${() => void this.#read()}>${this.t('tryAgain')}</button>
      </p>`
    }
    if (!records || !schema) return html`<span class="skeleton"></span><span class="skeleton"></span>`
    if (records.length < 2) return html`<p class="help">${this.t('mergeTooFew')}</p>`
    const fields = mergeFields(schema).filter(([name]) => this.showsAll || differs(records, name))
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${this.t('duplicates')}>
        <table class="table">
          <thead>
            <tr>
              <th scope="col"><span class="visually-hidden">${this.t('mergeField')}</span></th>
              ${records.map((record) => this.#renderHead(schema, records, record))}
            </tr>
          </thead>
          <tbody>
            ${fields.map(([name, field]) => this.#renderField({ schema, records, name, field }))}
          </tbody>
        </table>
      </div>
      <label>
        <input
          class="checkbox"
          type="checkbox"
          .checked=${this.showsAll}
          @change=${(event: Event) => {
            this.showsAll = (event.target as HTMLInputElement).checked
          }}
        />${this.t('mergeShowAll')}
      </label>
      <div class="actions">
        ${
          schema.access.update && schema.access.delete
            ? html`<button class="button primary" ?disabled=${this.busy} @click=${() => void this.#merge(records)}>${this.t('mergeDo')}</button>`
            : nothing
        }
        ${
          schema.access.update
            ? html`<button class="button" ?disabled=${this.busy} @click=${() => void this.#setApart()}>${this.t('notDuplicates')}</button>`
            : nothing
        }
        <slot></slot>
      </div>`
  }

  #renderHead(schema: ModelViewEntity, records: readonly TenonRecord[], record: TenonRecord) {
    const title = this.#title(record)
    return html`<th scope="col">
      <a href=${recordPath(this.entity, record.id)} target="_blank" rel="noopener">${title}</a>
      <small>${formatDate(record.createdAt.slice(0, 10), this.locale)}</small>
      <label class="keep">
        <input
          type="radio"
          name="kept"
          .checked=${this.choice.kept === record.id}
          aria-label=${this.t('withLabel', { label: this.t('mergeKeep'), value: title })}
          @change=${() => {
            this.choice = chooseKept(schema, records, record.id)
          }}
        />${this.choice.kept === record.id ? this.t('mergeKept') : this.t('mergeKeep')}
      </label>
    </th>`
  }

  #renderField({ schema, records, name, field }: Row) {
    const isOpen = canChoose(schema, records, name) && differs(records, name)
    const chosen = this.choice.from[name] ?? this.choice.kept
    const label = this.text(field.label)
    return html`<tr>
      <th scope="row">${label}</th>
      ${records.map((record) => {
        const value = this.#renderValue(record, name, field)
        if (!isOpen) return html`<td class=${record.id === this.choice.kept ? 'chosen' : ''}>${value}</td>`
        return html`<td class=${chosen === record.id ? 'chosen' : ''}>
          <label>
            <input
              type="radio"
              name=${`field-${name}`}
              .checked=${chosen === record.id}
              aria-label=${this.t('mergeChooseValue', { field: label, title: this.#title(record) })}
              @change=${() => {
                this.choice = { ...this.choice, from: { ...this.choice.from, [name]: record.id } }
              }}
            /><span>${value}</span>
          </label>
        </td>`
      })}
    </tr>`
  }

  #renderValue(record: TenonRecord, name: string, field: FieldSchema) {
    if (record.$masked?.includes(name)) return html`•••`
    const { model } = this.app
    const place = { entity: this.entity, id: record.id, field: name }
    return renderValue(record[name] as JsonValue | undefined, field, {
      locale: this.locale,
      model,
      labels: record.$labels,
      place,
    })
  }
}

interface Row {
  schema: ModelViewEntity
  records: readonly TenonRecord[]
  name: string
  field: FieldSchema
}

customElements.define('studio-merge-compare', MergeCompare)
