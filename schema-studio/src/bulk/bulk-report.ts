import type { BulkReportRow, BulkRowState, BulkRun } from '@tenon/sdk/contract/bulk-api'
import { css, html, nothing } from 'lit'
import { actionDialogStyles } from '../actions/action-dialog.styles.ts'
import type { AppServices } from '../app/app-services.ts'
import { errorText } from '../app/error-text.ts'
import { recordPath } from '../app/route.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import { wentThrough } from './bulk-words.ts'

const PAGE = 50

/** Records that a run has left alone, each with the reason and the way to it; and all of it as a file. */
export class BulkReportList extends StudioElement {
  static override styles = [
    StudioElement.styles,
    actionDialogStyles,
    css`
      :host {
        display: grid;
        gap: var(--tenon-space-3);
        justify-items: start;
      }
      .refusals {
        width: 100%;
      }
    `,
  ]
  static override properties = {
    app: { attribute: false },
    run: { attribute: false },
    rows: { state: true },
    next: { state: true },
    failure: { state: true },
  }
  declare app: AppServices
  declare run: BulkRun
  declare rows: BulkReportRow[] | null
  declare next: string | null
  declare failure: string | null

  constructor() {
    super()
    this.rows = null
    this.next = null
    this.failure = null
  }

  override connectedCallback(): void {
    super.connectedCallback()
    void this.#read()
  }

  /** What an undo left as it is says why too. */
  get #state(): BulkRowState {
    return this.run.refused === 0 && this.run.operation.kind === 'undo' ? 'skipped' : 'refused'
  }

  async #read(): Promise<void> {
    const after = this.next === null ? {} : { after: this.next }
    try {
      const page = await this.app.client.bulk.report({ id: this.run.id, state: this.#state, limit: PAGE, ...after })
      this.rows = [...(this.rows ?? []), ...page.rows]
      this.next = page.next
      this.failure = null
    } catch (error) {
      this.failure = errorText(error, this.locale)
    }
  }

  override render() {
    if (this.failure !== null) {
      return html`<p class="error" role="alert">${this.failure}</p>
        <button class="button" @click=${() => void this.#read()}>${this.t('tryAgain')}</button>`
    }
    if (this.rows === null) return html`<span class="skeleton"></span>`
    return html`${this.rows.length === 0 ? nothing : this.#renderRows(this.rows)}
      ${this.next === null ? nothing : html`<button class="button" @click=${() => void this.#read()}>${this.t('loadMore')}</button>`}
      ${this.run.operation.kind === 'import' && !wentThrough(this.run) ? this.#renderLeftRows() : nothing}
      <a class="button quiet" href=${`/api/v1/bulk-runs/${this.run.id}/report.csv`} download>
        ${icon('download')} ${this.t('bulkReportFile')}
      </a>`
  }

  #renderLeftRows() {
    return html`<a class="button" href=${`/api/v1/bulk-runs/${this.run.id}/left-rows.csv`} download>
      ${icon('download')} ${this.t('importLeftRows')}
    </a>`
  }

  #renderRows(rows: readonly BulkReportRow[]) {
    const { entity } = this.run
    return html`<ul class="refusals" aria-label=${this.t('refusedRecords')} tabindex="0">
      ${rows.map(
        ({ id, title, message, line }) => html`<li>
          ${line === undefined ? nothing : html`<span>${this.t('importLine', { line })}</span>`}
          ${
            title !== null && this.app.model.entities[entity]
              ? html`<a href=${recordPath(entity, id)}>${title || this.t('untitled')}</a>`
              : nothing
          }
          <span class="why">${message}</span>
        </li>`,
      )}
    </ul>`
  }
}
customElements.define('studio-bulk-report', BulkReportList)
