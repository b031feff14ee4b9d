import type { ErasureRun } from '@tenon/sdk/contract/privacy-api'
import { stateStyles, tableStyles } from '@tenon/web-components/data.styles'
import { formatDateTime, formatRelative } from '@tenon/web-components/value/format-date'
import { css, html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { emptyState } from '../app/empty-state.ts'
import { errorText } from '../app/error-text.ts'
import { StudioElement } from '../app/studio-element.ts'

const LOOK_AGAIN_MS = 1_000

/** What has been erased and is being erased. Fires `studio-erasure-ended` when one that it has followed is done. */
export class ErasureList extends StudioElement {
  static override styles = [
    StudioElement.styles,
    stateStyles,
    tableStyles,
    css`
      .scroll {
        overflow-x: auto;
        border: 1px solid var(--tenon-line);
        border-radius: var(--tenon-radius-card);
      }
      h2 {
        margin: 0 0 var(--tenon-space-2);
        font-size: var(--tenon-font-size-md);
      }
      p {
        margin: 0;
      }
      progress {
        width: 100%;
        accent-color: var(--tenon-accent);
      }
    `,
  ]
  static override properties = { app: { attribute: false }, runs: { state: true }, failure: { state: true } }
  declare app: AppServices
  declare runs: ErasureRun[] | null
  declare failure: string | null
  #timer: ReturnType<typeof setTimeout> | undefined
  #followed = new Set<string>()

  constructor() {
    super()
    this.runs = null
    this.failure = null
  }

  override connectedCallback(): void {
    super.connectedCallback()
    void this.follow()
    this.untilRemoved(() => clearTimeout(this.#timer))
  }

  /** Reads now, and again as long as one is under way. */
  async follow(): Promise<void> {
    clearTimeout(this.#timer)
    try {
      this.runs = await this.app.client.privacy.erasures({})
      this.failure = null
    } catch (error) {
      // What was read stays.
      this.failure = errorText(error, this.locale)
      return
    }
    const open = this.runs.filter(({ status }) => status === 'running').map(({ id }) => id)
    const ended = [...this.#followed].filter((id) => !open.includes(id))
    this.#followed = new Set(open)
    if (ended.length > 0) this.dispatchEvent(new Event('studio-erasure-ended'))
    if (open.length > 0 && this.isConnected) this.#timer = setTimeout(() => void this.follow(), LOOK_AGAIN_MS)
  }

  override render() {
    const { runs } = this
    if (!runs && this.failure !== null) {
      return html`<div class="notice critical" role="alert">
        <p>${this.failure}</p>
        <button class="button" @click=${() => void this.follow()}>${this.t('tryAgain')}</button>
      </div>`
    }
    if (!runs) return html`<span class="skeleton"></span>`
    return html`<section aria-labelledby="erasures">
      <h2 id="erasures">${this.t('erasures')}</h2>
      ${
        runs.length === 0
          ? emptyState({ title: this.t('erasuresEmpty'), text: this.t('erasuresEmptyText') })
          : this.#renderTable(runs)
      }
    </section>`
  }

  #renderTable(runs: ErasureRun[]) {
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${this.t('erasures')}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">${this.t('erasures')}</th>
            <th scope="col">${this.t('erasureWhat')}</th>
            <th scope="col">${this.t('erasureKept')}</th>
          </tr>
        </thead>
        <tbody>
          ${runs.map((run) => this.#renderRun(run))}
        </tbody>
      </table>
    </div>`
  }

  #renderRun({ status, startedAt, startedBy, done, total, erased, kept, left, error }: ErasureRun) {
    const progress = this.t('erasureProgress', { done, total })
    return html`<tr>
      <td>
        <p>${startedBy.name}, <time datetime=${startedAt} title=${formatDateTime(startedAt, this.locale)}>${formatRelative(startedAt, this.locale)}</time></p>
        <p>${this.t('withLabel', { label: this.t(status === 'done' ? 'erasureDone' : 'erasureRunning'), value: progress })}</p>
        ${status === 'running' ? html`<progress max=${total} .value=${done} aria-label=${progress}></progress>` : nothing}
        ${error === null ? nothing : html`<p class="error">${this.t('erasureFailed')}</p>`}
      </td>
      <td>
        ${erased.map(({ label, records, history, files }) => html`<p>${this.t('erasureTally', { label, records, history, files })}</p>`)}
      </td>
      <td>
        ${left.reasons + left.views === 0 ? nothing : html`<p>${this.t('erasureLeft', left)}</p>`}
        ${kept.map(({ label, records, reason }) => html`<p>${this.t('withLabel', { label, value: this.t('eraseStays', { count: records, reason }) })}</p>`)}
      </td>
    </tr>`
  }
}
customElements.define('studio-erasure-list', ErasureList)
