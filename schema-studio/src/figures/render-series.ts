import type { MetricAnswer } from '@tenon/sdk/contract/metric-schema'
import { html, nothing, svg, type TemplateResult } from 'lit'

type Series = NonNullable<MetricAnswer['series']>

export interface SeriesView {
  /** What the figure is called. */
  title: string
  format(value: number | string): string
  texts: { part: string; value: string; open: string }
}

const HEIGHT = 44
const WIDTH = 300
const GAP = 4
const WIDEST = 48

/** Parts of a figure as bars, drawn by ourselves, and the same as a table for those who read it. */
export function renderSeries(series: Series, view: SeriesView): TemplateResult {
  const { title, format, texts } = view
  const [first, last] = [series[0]?.label, series.at(-1)?.label]
  return html`<svg class="bars-svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
      ${bars(series, format)}
    </svg>
    <div class="ends" aria-hidden="true"><span>${first}</span>${series.length > 1 ? html`<span>${last}</span>` : nothing}</div>
    <details>
      <summary>${texts.open}</summary>
      <table aria-label=${title}>
        <thead>
          <tr><th scope="col">${texts.part}</th><th scope="col">${texts.value}</th></tr>
        </thead>
        <tbody>
          ${series.map(({ label, value }) => html`<tr><th scope="row">${label}</th><td>${format(value)}</td></tr>`)}
        </tbody>
      </table>
    </details>`
}

/** Above a ground line what is positive, below it what is not; the largest fills the height. */
function bars(series: Series, format: SeriesView['format']) {
  const values = series.map(({ value }) => Number(value))
  const [most, least] = [Math.max(0, ...values), Math.min(0, ...values)]
  const scale = (HEIGHT - 1) / (most - least || 1)
  const ground = most * scale
  const step = WIDTH / series.length
  const width = Math.max(1, Math.min(step - GAP, WIDEST))
  return svg`<rect class="ground" x="0" y=${ground} width=${WIDTH} height="1"></rect>
    ${series.map(({ label, value }, index) => {
      const height = Math.abs(Number(value)) * scale
      const x = index * step + (step - width) / 2
      const y = Number(value) < 0 ? ground : ground - height
      return svg`<rect x=${x} y=${y} width=${width} height=${height}><title>${label}: ${format(value)}</title></rect>`
    })}`
}
