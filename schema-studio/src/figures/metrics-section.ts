import type { MetricInfo } from '@tenon/sdk/contract/metrics-api'
import { css, html, nothing } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { AppServices } from '../app/app-services.ts'
import { StudioElement } from '../app/studio-element.ts'
import { PERIODS, type PeriodName } from './metric-period.ts'
import './metric-tile.ts'

const STORAGE_KEY = 'tenon.period'

/** The figures that plugins work out, for a period of the person's choice; nothing where no plugin has any. */
export class MetricsSection extends StudioElement {
  static override styles = [
    StudioElement.styles,
    css`
      :host {
        display: block;
      }
      .tiles {
        margin-bottom: var(--tenon-space-6);
      }
      header {
        display: flex;
        flex-wrap: wrap;
        gap: var(--tenon-space-2) var(--tenon-space-4);
        align-items: center;
        justify-content: space-between;
        margin-bottom: var(--tenon-space-3);
      }
      h3 {
        margin: 0;
        font-size: var(--tenon-font-size-md);
        font-weight: var(--tenon-weight-strong);
      }
      .periods {
        display: inline-flex;
        gap: 2px;
        max-width: 100%;
        padding: 2px;
        overflow-x: auto;
        border-radius: var(--tenon-radius-control);
        background: var(--tenon-neutral-4);
      }
      .periods button {
        min-height: 26px;
        padding: 0 10px;
        border: 0;
        border-radius: 5px;
        background: transparent;
        color: var(--tenon-text-muted);
        font: inherit;
        font-size: var(--tenon-font-size-xs);
        white-space: nowrap;
        cursor: pointer;
      }
      .periods button[aria-checked='true'] {
        background: var(--tenon-surface);
        color: var(--tenon-text);
        box-shadow: 0 0 0 1px var(--tenon-line);
      }
      .periods button:focus-visible {
        outline-offset: -2px;
      }
      .grid {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(260px, 100%), 1fr));
        gap: var(--tenon-space-4);
      }
      @media (pointer: coarse) {
        .periods button {
          min-height: 40px;
        }
      }
    `,
  ]
  static override properties = { app: { attribute: false }, metrics: { state: true }, period: { state: true } }
  declare app: AppServices
  declare metrics: MetricInfo[]
  declare period: PeriodName

  constructor() {
    super()
    this.metrics = []
    const kept = localStorage.getItem(STORAGE_KEY)
    this.period = PERIODS.find((period) => period === kept) ?? 'thisMonth'
  }

  override connectedCallback(): void {
    super.connectedCallback()
    void this.#load()
    this.untilRemoved(
      this.app.live.subscribe((message) => {
        if (message.type === 'model.published') void this.#load()
      }),
    )
  }

  async #load(): Promise<void> {
    // Without its figures the page is still a page.
    this.metrics = await this.app.client.metrics.list().catch(() => this.metrics)
  }

  #choose(period: PeriodName): void {
    this.period = period
    localStorage.setItem(STORAGE_KEY, period)
  }

  override render() {
    if (this.metrics.length === 0) return nothing
    return html`<div class="tiles">
      <header>
        <h3>${this.t('metrics')}</h3>
        ${this.#renderPeriods()}
      </header>
      <div class="grid">
        ${repeat(
          this.metrics,
          ({ plugin, name }) => `${plugin}.${name}`,
          (metric) =>
            html`<studio-metric-tile .app=${this.app} .metric=${metric} .period=${this.period}></studio-metric-tile>`,
        )}
      </div>
    </div>`
  }

  #renderPeriods() {
    const labels: Record<PeriodName, string> = {
      thisMonth: this.t('periodThisMonth'),
      lastMonth: this.t('periodLastMonth'),
      quarter: this.t('periodQuarter'),
      year: this.t('periodYear'),
    }
    return html`<div class="periods" role="radiogroup" aria-label=${this.t('period')} @keydown=${this.#move}>
      ${PERIODS.map(
        (period) => html`<button
          role="radio"
          aria-checked=${period === this.period}
          tabindex=${period === this.period ? 0 : -1}
          @click=${() => this.#choose(period)}
        >
          ${labels[period]}
        </button>`,
      )}
    </div>`
  }

  #move = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    const next = PERIODS[(PERIODS.indexOf(this.period) + step + PERIODS.length) % PERIODS.length]
    if (!next) return
    this.#choose(next)
    void this.updateComplete.then(() => this.element<HTMLElement>('[aria-checked="true"]')?.focus())
  }
}
customElements.define('studio-metrics', MetricsSection)
