import { html, nothing } from 'lit'
import { formatAmounts, formatCount, formatShare, type ReportView } from './report-view.ts'
import { sumAmounts } from './sum-amounts.ts'

/** The report in four figures: what is open, what it is worth, and what became won and lost. */
export function renderReportTiles(view: ReportView) {
  const { report, t } = view
  const open = report.stages.filter(({ category }) => category === 'open')
  const count = open.reduce((sum, { now }) => sum + now.count, 0)
  const late = open.reduce((sum, { now }) => sum + now.overdue + now.stale, 0)
  const entered = (category: string) =>
    report.stages.reduce((sum, stage) => sum + (stage.category === category ? stage.period.entered : 0), 0)
  const [won, lost] = [entered('won'), entered('lost')]
  const sums = open.flatMap(({ now }) => now.amounts ?? [])
  const amounts = formatAmounts(sumAmounts(sums.map(({ currency, sum }) => ({ currency, amount: sum }))), view)
  const worth = sums.flatMap(({ currency, weighted }) => (weighted === null ? [] : [{ currency, amount: weighted }]))
  const weighted = formatAmounts(sumAmounts(worth), view)
  return html`<dl class="tiles">
    ${tile(t('reportOpen'), formatCount(count, view), late > 0 ? t('reportLateOfOpen', { count: formatCount(late, view) }) : '')}
    ${
      amounts.exact === ''
        ? nothing
        : tile(t('reportOpenAmount'), amounts.short, t('reportWeightedOf', { amount: weighted.short }), amounts.exact)
    }
    ${tile(t('reportWonCount'), formatCount(won, view), t('reportWinRate', { share: formatShare(won, won + lost, view) }))}
    ${tile(t('reportLostCount'), formatCount(lost, view), '')}
  </dl>`
}

function tile(...[label, value, note, title = '']: [string, string, string, string?]) {
  return html`<div class="tile" title=${title || nothing}>
    <dt>${label}</dt>
    <dd>${value}${note === '' ? nothing : html`<small>${note}</small>`}</dd>
  </div>`
}
