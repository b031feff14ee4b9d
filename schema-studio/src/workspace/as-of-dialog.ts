import type { AuditEntry, RecordAsOf } from '@tenon/sdk/contract/audit-api'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { stateStyles, tableStyles } from '@tenon/web-components/data.styles'
import { fieldOf } from '@tenon/web-components/value/field-of'
import { renderValue } from '@tenon/web-components/value/render-value'
import { css, html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { dialogStyles } from '../app/dialog.styles.ts'
import { errorText } from '../app/error-text.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import { differingFields } from './differing-fields.ts'
import { RestoreStateEvent } from './restore-state-event.ts'

/**
 * The whole record as it was at a moment beside today's, with what differs marked, and brought back one value at a time or all
 * together. Fires `studio-restore-state`.
 */
export class AsOfDialog extends StudioElement {
  static override styles = [
    StudioElement.styles,
    stateStyles,
    tableStyles,
    dialogStyles,
    css`
      dialog {
        width: min(880px, calc(100vw - 32px));
      }
      form {
        display: flex;
        flex-wrap: wrap;
        gap: var(--tenon-space-3);
        align-items: end;
        margin: var(--tenon-space-3) 0;
      }
      .scroll {
        overflow: auto;
        margin: var(--tenon-space-2) 0 var(--tenon-space-3);
        max-height: 60dvh;
        border: 1px solid var(--tenon-line);
        border-radius: var(--tenon-radius-card);
      }
      .table td,
      .table th[scope='row'] {
        vertical-align: top;
      }
      .table td {
        overflow-wrap: anywhere;
      }
      .table tr.differs td,
      .table tr.differs th {
        background: var(--tenon-caution-soft);
      }
      .table tr.differs th {
        font-weight: var(--tenon-weight-strong);
      }
      .check {
        display: flex;
        gap: var(--tenon-space-2);
        align-items: center;
        min-height: 32px;
      }
    `,
  ]
  static override properties = {
    app: { attribute: false },
    entity: {},
    record: { attribute: false },
    mayRestore: { type: Boolean },
    found: { state: true },
    entry: { state: true },
    onlyChanges: { state: true },
    failure: { state: true },
    busy: { state: true },
  }
  declare app: AppServices
  declare entity: string
  /** As it is today. */
  declare record: TenonRecord
  declare mayRestore: boolean
  declare found: RecordAsOf | null
  /** The last entry by then: values are brought back to what they were from it on. */
  declare entry: AuditEntry | null
  declare onlyChanges: boolean
  declare failure: string | null
  declare busy: boolean

  constructor() {
    super()
    this.mayRestore = false
    this.found = null
    this.entry = null
    this.onlyChanges = false
    this.failure = null
    this.busy = false
  }

  /** `at` in ISO 8601; missing: the person chooses. */
  async open(at?: string): Promise<void> {
    this.found = null
    this.failure = null
    this.element<HTMLDialogElement>('dialog')?.showModal()
    const input = this.element<HTMLInputElement>('#at')
    if (input) input.value = localMoment(at === undefined ? new Date() : new Date(at))
    if (at !== undefined) await this.#show(at)
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault()
    const { value } = this.element<HTMLInputElement>('#at') ?? { value: '' }
    if (value !== '') void this.#show(new Date(value).toISOString())
  }

  async #show(at: string): Promise<void> {
    this.busy = true
    this.failure = null
    const { entity } = this
    const { id } = this.record
    try {
      const past = new Date(new Date(at).getTime() + 1).toISOString()
      const [found, { entries }] = await Promise.all([
        this.app.client.records.asOf({ entity, id, at }),
        this.app.client.audit.timeline({ entity, id, to: past, limit: 1 }),
      ])
      this.found = found
      this.entry = entries[0] ?? null
    } catch (error) {
      this.failure = errorText(error, this.locale)
    } finally {
      this.busy = false
    }
  }

  #restore(field: { name: string; label: string } | null): void {
    if (!this.entry) return
    this.element<HTMLDialogElement>('dialog')?.close()
    this.dispatchEvent(new RestoreStateEvent({ entry: this.entry, side: 'after', field }))
  }

  override render() {
    return html`<dialog aria-labelledby="title">
      <h2 id="title">${this.t('asOfTitle')}</h2>
      <form @submit=${this.#submit}>
        <label class="label"
          >${this.t('asOfAt')}
          <input class="input" id="at" type="datetime-local" step="1" required max=${localMoment(new Date())} />
        </label>
        <button class="button primary" ?disabled=${this.busy}>${this.t('asOfShow')}</button>
        <label class="check">
          <input
            type="checkbox"
            .checked=${this.onlyChanges}
            @change=${(event: Event) => {
              this.onlyChanges = (event.target as HTMLInputElement).checked
            }}
          />
          ${this.t('asOfOnlyChanges')}
        </label>
      </form>
      <div role="alert">${this.failure ? html`<p class="error">${this.failure}</p>` : nothing}</div>
      ${this.busy ? html`<span class="skeleton"></span>` : this.found ? this.#renderFound(this.found) : nothing}
      <div class="actions">
        <button type="button" class="button" @click=${() => this.element<HTMLDialogElement>('dialog')?.close()}>
          ${this.t('close')}
        </button>
      </div>
    </dialog>`
  }

  #renderFound({ record: then, incomplete }: RecordAsOf) {
    if (then === null) return html`<p role="status">${this.t('asOfGone')}</p>`
    const schema = this.app.model.entities[this.entity]
    if (!schema) return nothing
    const differing = differingFields(schema, { former: then, today: this.record })
    const names = this.onlyChanges
      ? differing
      : Object.keys(schema.properties).filter((name) => Object.hasOwn(then, name))
    const mayAll = this.mayRestore && this.entry !== null && differing.length > 0
    return html`<p role="status">
        ${differing.length === 0 ? this.t('asOfNothing') : this.t('asOfDiffers', { count: differing.length })}
        ${incomplete ? this.t('asOfIncomplete') : nothing}
      </p>
      ${names.length === 0 ? nothing : this.#renderTable(names, { then, differing })}
      ${
        mayAll
          ? html`<button class="button" @click=${() => this.#restore(null)}>${icon('archive-restore')} ${this.t('asOfRestoreAll')}</button>`
          : nothing
      }`
  }

  #renderTable(names: readonly string[], { then, differing }: { then: TenonRecord; differing: readonly string[] }) {
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${this.t('asOfTitle')}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">${this.t('historyField')}</th>
            <th scope="col">${this.t('asOfThen')}</th>
            <th scope="col">${this.t('asOfToday')}</th>
            <th scope="col"><span class="visually-hidden">${this.t('restoreValue')}</span></th>
          </tr>
        </thead>
        <tbody>
          ${names.map((name) => this.#renderRow(name, { then, differs: differing.includes(name) }))}
        </tbody>
      </table>
    </div>`
  }

  #renderRow(name: string, { then, differs }: { then: TenonRecord; differs: boolean }) {
    const schema = this.app.model.entities[this.entity]
    const label = this.text(schema?.properties[name]?.label ?? name)
    const writable = schema?.access.writableFields.includes(name) === true
    return html`<tr class=${differs ? 'differs' : ''}>
      <th scope="row">${label}</th>
      <td>${this.#value(name, then)}</td>
      <td>${this.#value(name, this.record)}</td>
      <td>
        ${
          differs && writable && this.mayRestore && this.entry
            ? html`<button
                class="button quiet dense"
                title=${this.t('restoreValueOf', { field: label })}
                @click=${() => this.#restore({ name, label })}
              >
                ${icon('undo-2')} ${this.t('restoreValue')}
              </button>`
            : nothing
        }
      </td>
    </tr>`
  }

  #value(name: string, record: TenonRecord) {
    const value = record[name] as JsonValue | undefined
    const field = fieldOf(this.app.model, this.entity, name)
    if (value === null || value === undefined || !field) return html`<span aria-hidden="true">–</span>`
    return renderValue(value, field, { locale: this.locale, model: this.app.model, labels: record.$labels ?? {} })
  }
}
customElements.define('studio-as-of-dialog', AsOfDialog)

/** As an input for a moment has it: by the reader's clock, to the second. */
function localMoment(at: Date): string {
  const two = (part: number) => String(part).padStart(2, '0')
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
}
