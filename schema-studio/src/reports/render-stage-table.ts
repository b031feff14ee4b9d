import type { StageReport, TimeInStage } from '@tenon/sdk/contract/pipeline-report'
import { html, nothing } from 'lit'
import { formatSpan } from './format-span.ts'
import { formatAmounts, formatCount, formatShare, hueOfStage, type ReportView } from './report-view.ts'

/** The stages one beneath the other: what is in them, how long it stays and what goes on, with a bar per count. */
export function renderStageTable(view: ReportView) {
  const { report, t } = view
  const most = Math.max(1, ...report.stages.map(({ now }) => now.count))
  const withAmounts = report.stages.some(({ now }) => now.amounts !== null)
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${t('reportStages')}>
    <table class="table">
      <thead>
        <tr>
          <th scope="col" class="sticky">${t('stage')}</th>
          <th scope="col" class="end">${t('reportNow')}</th>
          ${
            withAmounts
              ? html`<th scope="col" class="end">${t('reportAmount')}</th>
                  <th scope="col" class="end">${t('reportWeighted')}</th>`
              : nothing
          }
          <th scope="col" class="end">${t('reportLate')}</th>
          <th scope="col" class="end">${t('reportEntered')}</th>
          <th scope="col" class="end">${t('reportMedian')}</th>
          <th scope="col" class="end">${t('reportPercentile')}</th>
          <th scope="col" class="end">${t('reportFurther')}</th>
          <th scope="col" class="end">${t('reportToWon')}</th>
        </tr>
      </thead>
      <tbody>
        ${report.stages.map((stage) => renderRow(stage, { view, most, withAmounts }))}
      </tbody>
    </table>
  </div>`
}

interface Row {
  view: ReportView
  most: number
  withAmounts: boolean
}

function renderRow({ stage, label, category, now, period }: StageReport, { view, most, withAmounts }: Row) {
  const { pipeline, locale } = view
  const { conversion, entered } = period
  const share = `${Math.round((now.count / most) * 100)}%`
  return html`<tr data-hue=${hueOfStage(pipeline, stage)}>
    <th scope="row" class="sticky"><span class="stage"><i></i>${label[locale] ?? label.en}</span></th>
    <td class="end counted">
      <span class="bar" .style=${`--share:${share}`} aria-hidden="true"></span><span class="number">${formatCount(now.count, view)}</span>
    </td>
    ${withAmounts ? renderAmounts({ now, isOpen: category === 'open' }, view) : nothing}
    <td class="end">${renderLate(now, view)}</td>
    <td class="end">${formatCount(entered, view)}</td>
    <td class="end">${renderTime(period, 'median', view)}</td>
    <td class="end">${renderTime(period, 'percentile90', view)}</td>
    <td class="end">${formatShare(conversion.further, conversion.records, view)}</td>
    <td class="end">${formatShare(conversion.won, conversion.records, view)}</td>
  </tr>`
}

function renderAmounts({ now: { amounts }, isOpen }: { now: StageReport['now']; isOpen: boolean }, view: ReportView) {
  const sums = formatAmounts(
    (amounts ?? []).map(({ currency, sum }) => ({ currency, amount: sum })),
    view,
  )
  const weighted = formatAmounts(
    (amounts ?? []).map((one) => ({ currency: one.currency, amount: one.weighted })),
    view,
  )
  return html`<td class="end" title=${sums.exact}>${sums.short}</td>
    <td class="end" title=${isOpen ? weighted.exact : ''}>${isOpen ? weighted.short : '–'}</td>`
}

function renderLate({ overdue, stale }: StageReport['now'], view: ReportView) {
  if (overdue + stale === 0) return html`<span class="faint">–</span>`
  return html`${overdue > 0 ? html`<span class="late">${view.t('reportOverdue', { count: formatCount(overdue, view) })}</span>` : nothing}
  ${stale > 0 ? html`<span class="late">${view.t('reportStale', { count: formatCount(stale, view) })}</span>` : nothing}`
}

/** By the clock, and what of it was working time beneath. */
function renderTime({ elapsed, working }: StageReport['period'], part: keyof TimeInStage, { locale, t }: ReportView) {
  if (elapsed === null) return html`<span class="faint">–</span>`
  return html`${formatSpan(elapsed[part], locale)}
  ${working === null ? nothing : html`<small>${t('reportWorking', { time: formatSpan(working[part], locale) })}</small>`}`
}
