import type { MetricAnswer } from '@tenon/sdk/contract/metric-schema'
import type { MetricInfo } from '@tenon/sdk/contract/metrics-api'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { stateStyles } from '@tenon/web-components/data.styles'
import { html, nothing, type PropertyValues } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { errorText, hasCode } from '../app/error-text.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import { figureChange, formatFigure } from './format-figure.ts'
import { type PeriodName, periodAt } from './metric-period.ts'
import { metricTileStyles } from './metric-tile.styles.ts'
import { renderSeries } from './render-series.ts'

/** One figure of a plugin: its value, the change against the period before, and its parts as small bars. */
export class MetricTile extends StudioElement {
  static override styles = [StudioElement.styles, stateStyles, metricTileStyles]
  static override properties = {
    app: { attribute: false },
    metric: { attribute: false },
    period: {},
    answer: { state: true },
    error: { state: true },
  }
  declare app: AppServices
  declare metric: MetricInfo
  declare period: PeriodName
  declare answer: MetricAnswer | null
  declare error: unknown
  #asked = new AbortController()

  constructor() {
    super()
    this.answer = null
    this.error = null
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#asked.abort()
  }

  override willUpdate(changed: PropertyValues<this>): void {
    // Another language is another client: names of parts come in the person's language.
    const asksOtherwise = changed.has('app') && changed.get('app')?.client !== this.app.client
    if (asksOtherwise || changed.has('metric') || changed.has('period')) void this.#load()
  }

  async #load(): Promise<void> {
    this.#asked.abort()
    const asked = new AbortController()
    this.#asked = asked
    const { plugin, name } = this.metric
    this.answer = null
    this.error = null
    try {
      const input = { plugin, name, ...periodAt(this.period, new Date()) }
      const answer = await this.app.client.metrics.run(input, { signal: asked.signal })
      if (!asked.signal.aborted) this.answer = answer
    } catch (error) {
      if (!asked.signal.aborted) this.error = error
    }
  }

  override render() {
    const { label, help } = this.metric
    return html`<section aria-label=${this.text(label)} aria-busy=${this.answer === null && this.error === null}>
      <h3 title=${help ? this.text(help) : nothing}>${this.text(label)}</h3>
      ${this.error ? this.#renderError() : this.answer ? this.#renderAnswer(this.answer) : this.#renderSkeleton()}
    </section>`
  }

  #renderAnswer(answer: MetricAnswer) {
    const { unit, label } = this.metric
    const { value, currency, series = [] } = answer
    const format = { unit, currency, locale: this.locale }
    return html`<p class="value">${formatFigure(value, format)}</p>
      ${this.#renderChange(answer)}
      ${
        series.length > 0
          ? renderSeries(series, {
              format: (part) => formatFigure(part, format),
              title: this.text(label),
              texts: { part: this.t('metricPart'), value: this.t('metricValue'), open: this.t('showAsTable') },
            })
          : nothing
      }`
  }

  #renderChange({ value, before }: MetricAnswer) {
    const { unit, better = 'up' } = this.metric
    const change = figureChange(value, before, { unit, locale: this.locale })
    if (!change) return html`<p class="change">${this.t('metricNoBefore')}</p>`
    const { direction, text } = change
    if (direction === 'same') return html`<p class="change">${this.t('metricSame')}</p>`
    return html`<p class="change ${direction === better ? 'good' : 'bad'}">
      ${icon(direction === 'up' ? 'arrow-up' : 'arrow-down')} ${this.t('metricBefore', { change: text })}
    </p>`
  }

  /** A plugin that has nothing to work out says so; anything else is a failure that may pass. */
  #renderError() {
    if (hasCode(this.error, 'HOOK_REJECTED')) return html`<p class="none">${(this.error as TenonError).message}</p>`
    return html`<p class="failed" role="alert">
        ${icon('triangle-alert')} ${this.t('metricFailed')}
        <small>${this.error instanceof TenonError ? errorText(this.error, this.locale) : nothing}</small>
      </p>
      <button class="button dense" @click=${() => void this.#load()}>${this.t('tryAgain')}</button>`
  }

  #renderSkeleton() {
    return html`<span class="skeleton large"></span><span class="skeleton"></span><span class="skeleton bars"></span>`
  }
}
customElements.define('studio-metric-tile', MetricTile)
