import type { ModelPipeline } from '@tenon/sdk/contract/model-document'
import type { PipelineReport } from '@tenon/sdk/contract/pipeline-report'
import type { Filter } from '@tenon/sdk/contract/query'
import { stateStyles, tableStyles } from '@tenon/web-components/data.styles'
import { hueStyles } from '@tenon/web-components/hue.styles'
import { formatDate, formatDateTime } from '@tenon/web-components/value/format-date'
import { html, nothing, type PropertyValues } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { emptyState } from '../app/empty-state.ts'
import { errorText } from '../app/error-text.ts'
import { pageStyles } from '../app/page.styles.ts'
import { pageHeader } from '../app/page-header.ts'
import { boardPath, listPath, reportPath } from '../app/route.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import type { MessageKey } from '../locales/catalog.ts'
import { renderAgeTable } from './render-age-table.ts'
import { renderForecast, renderLosses, renderWon } from './render-outlook.ts'
import { renderStageTable } from './render-stage-table.ts'
import { reportStyles } from './report.styles.ts'
import { REPORT_PERIODS, type ReportPeriod, reportDays } from './report-period.ts'
import { renderReportTiles } from './report-tiles.ts'
import { currenciesOf, type ReportView } from './report-view.ts'

const PERIOD_NAMES: Record<ReportPeriod, MessageKey> = {
  days30: 'reportDays30',
  days90: 'reportDays90',
  year: 'reportThisYear',
  months12: 'reportMonths12',
}
const WITHHELD: Record<PipelineReport['withheld'][number], MessageKey> = {
  amounts: 'reportWithheldAmounts',
  forecast: 'reportWithheldForecast',
  losses: 'reportWithheldLosses',
}

/** A pipeline in figures. `?view=mine` narrows to the person's own records, `?period=` chooses the days. */
export class ReportPage extends StudioElement {
  static override styles = [StudioElement.styles, hueStyles, stateStyles, tableStyles, pageStyles, reportStyles]
  static override properties = {
    app: { attribute: false },
    pipeline: {},
    query: { attribute: false },
    report: { state: true },
    failure: { state: true },
    busy: { state: true },
    currency: { state: true },
  }
  declare app: AppServices
  declare pipeline: string
  declare query: URLSearchParams
  declare report: PipelineReport | null
  declare failure: unknown
  declare busy: boolean
  /** Null: the one of most records. */
  declare currency: string | null
  #running: AbortController | null = null

  constructor() {
    super()
    this.report = null
    this.failure = null
    this.busy = false
    this.currency = null
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#running?.abort()
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('query') || changed.has('pipeline')) void this.#load()
  }

  get #pipeline(): ModelPipeline | undefined {
    return this.app.model.pipelines[this.pipeline]
  }

  get #period(): ReportPeriod {
    const asked = this.query.get('period')
    return REPORT_PERIODS.find((period) => period === asked) ?? 'days90'
  }

  async #load(): Promise<void> {
    const pipeline = this.#pipeline
    if (!pipeline) return
    this.#running?.abort()
    const running = new AbortController()
    this.#running = running
    this.busy = true
    const mine: Filter = { field: 'ownerId', op: 'eq', value: this.app.session.user.id }
    try {
      const report = await this.app.client.pipelines.report(
        {
          ...{ entity: pipeline.entity, pipeline: pipeline.name },
          ...reportDays(this.#period, Date.now(), this.app.model.timeZone ?? 'UTC'),
          ...(this.query.get('view') === 'mine' && { where: mine }),
        },
        { signal: running.signal },
      )
      if (running.signal.aborted) return
      this.report = report
      this.failure = null
    } catch (error) {
      if (running.signal.aborted) return
      this.failure = error
    }
    this.busy = false
  }

  override render() {
    const pipeline = this.#pipeline
    const schema = pipeline && this.app.model.entities[pipeline.entity]
    if (!pipeline || !schema) return this.#renderMissing()
    const mine = this.query.get('view') === 'mine'
    return html`${pageHeader({
      crumbs: [{ label: this.text(pipeline.label), path: boardPath(pipeline.name) }],
      title: this.t('report'),
      tabs: [
        { label: this.t('viewAll'), path: this.#path({ mine: false }), current: !mine },
        { label: this.t('viewMine'), path: this.#path({ mine: true }), current: mine },
        { label: this.t('board'), path: boardPath(pipeline.name), current: false },
        { label: this.t('list'), path: listPath(schema.name), current: false },
      ],
    })}
      <div class="body"><div class="wrap">${this.#renderFilters()}${this.#renderState(pipeline)}</div></div>`
  }

  #path({ mine = this.query.get('view') === 'mine', period = this.#period }): string {
    const query = new URLSearchParams({ ...(mine && { view: 'mine' }), period })
    return `${reportPath(this.pipeline)}?${query}`
  }

  #choosePeriod = (event: Event) => {
    const chosen = (event.target as HTMLSelectElement).value
    const period = REPORT_PERIODS.find((one) => one === chosen)
    if (period) void this.app.router.navigate(this.#path({ period }))
  }

  #renderFilters() {
    const { report, locale } = this
    const currencies = report === null ? [] : currenciesOf(report)
    return html`<div class="filters">
      <select
        class="select"
        aria-label=${this.t('reportPeriod')}
        @change=${this.#choosePeriod}
      >
        ${REPORT_PERIODS.map(
          (period) =>
            html`<option value=${period} ?selected=${period === this.#period}>${this.t(PERIOD_NAMES[period])}</option>`,
        )}
      </select>
      ${
        currencies.length > 1
          ? html`<select
              class="select"
              aria-label=${this.t('reportCurrency')}
              @change=${(event: Event) => {
                this.currency = (event.target as HTMLSelectElement).value
              }}
            >
              ${currencies.map((one) => html`<option value=${one} ?selected=${one === this.currency}>${one}</option>`)}
            </select>`
          : nothing
      }
      <span class="as-of" role="status">
        ${report === null ? nothing : this.t('reportAsOf', { time: formatDateTime(report.at, locale) })}
      </span>
      <button
        type="button"
        class="button quiet icon"
        aria-label=${this.t('refresh')}
        title=${this.t('refresh')}
        aria-busy=${this.busy}
        @click=${() => void this.#load()}
      >
        ${icon('refresh-cw')}
      </button>
    </div>`
  }

  #renderState(pipeline: ModelPipeline) {
    const { report } = this
    if (this.failure) {
      return html`<div class="notice critical" role="alert">
        <p>${errorText(this.failure, this.locale)}</p>
        <button type="button" class="button" @click=${() => void this.#load()}>${this.t('tryAgain')}</button>
      </div>`
    }
    if (report === null) return html`<span class="skeleton"></span>`
    const isEmpty = report.stages.every(({ now, period }) => now.count + period.entered + period.left === 0)
    if (isEmpty) {
      const action = html`<a class="button" href=${boardPath(pipeline.name)}>${this.t('reportOpenBoard')}</a>`
      return emptyState({ picture: 'cards', title: this.t('reportEmpty'), text: this.t('reportEmptyText'), action })
    }
    const currency = this.currency ?? currenciesOf(report)[0] ?? null
    const { locale } = this
    return this.#renderReport({ report, pipeline, locale, currency, t: (key, parameters) => this.t(key, parameters) })
  }

  #renderReport(view: ReportView) {
    const { report, locale } = view
    const days = { from: formatDate(report.from, locale), to: formatDate(report.to, locale) }
    return html`${this.#renderWithheld(report)} ${renderReportTiles(view)}
      ${this.#section('reportStages', this.t('reportStagesLead', days), renderStageTable(view))}
      ${this.#section('reportAges', this.t('reportAgesLead'), renderAgeTable(view))}
      <div class="columns">
        ${
          report.forecast === null
            ? nothing
            : this.#card('reportForecast', this.t('reportForecastLead'), renderForecast(report.forecast, view))
        }
        ${this.#card('reportWon', this.t('reportWonLead', days), renderWon(report.won, view))}
        ${
          report.losses === null
            ? nothing
            : this.#card('reportLosses', this.t('reportLossesLead', days), renderLosses(report.losses, view))
        }
      </div>`
  }

  #renderWithheld({ withheld }: PipelineReport) {
    if (withheld.length === 0) return nothing
    return html`<div class="notice" role="note">
      <p>${withheld.map((part) => this.t(WITHHELD[part])).join(' ')}</p>
    </div>`
  }

  #section(title: MessageKey, lead: string, content: unknown) {
    return html`<section><h2>${this.t(title)}</h2><p class="lead">${lead}</p>${content}</section>`
  }

  #card(title: MessageKey, lead: string, content: unknown) {
    return html`<section class="card"><h2>${this.t(title)}</h2><p class="lead">${lead}</p>${content}</section>`
  }

  #renderMissing() {
    const title = this.t('boardMissingTitle')
    const action = html`<a class="button" href="/">${this.t('goHome')}</a>`
    return html`${pageHeader({ title })}
      <div class="body">${emptyState({ picture: 'cards', title, text: this.t('boardMissingText'), action })}</div>`
  }
}
customElements.define('studio-report-page', ReportPage)
