import type { ForecastRow, LossRow, WonRow } from '@tenon/sdk/contract/pipeline-report'
import { formatYearMonth } from '@tenon/web-components/value/format-date'
import { html } from 'lit'
import { type BarRow, renderBarList } from './render-bar-list.ts'
import { formatAmounts, formatCount, type ReportView } from './report-view.ts'

/** Open records by the month of their expected close: a bar for the amount, within it what it is worth by probability. */
export function renderForecast(rows: readonly ForecastRow[], view: ReportView) {
  const { t } = view
  if (rows.length === 0) return html`<p class="none">${t('reportNoneOpen')}</p>`
  const months = [...new Set(rows.map(({ month }) => month))]
  const bars = months.map((month): BarRow => {
    const own = rows.filter((row) => row.month === month)
    const { amount, weighted, text, title } = amountsIn(own, view)
    return {
      ...{ label: monthLabel(month, view), value: amount, strong: weighted, text, title },
      note: t('reportRecords', { count: countOf(own) }),
      hue: month === 'overdue' ? 'red' : 'blue',
    }
  })
  return renderBarList(bars, t('reportForecast'))
}

export function renderWon(rows: readonly WonRow[], view: ReportView) {
  const { t } = view
  if (rows.length === 0) return html`<p class="none">${t('reportNoneWon')}</p>`
  const months = [...new Set(rows.map(({ month }) => month))]
  const bars = months.map((month): BarRow => {
    const own = rows.filter((row) => row.month === month)
    const { amount, text, title } = amountsIn(own, view)
    const note = t('reportRecords', { count: countOf(own) })
    return { label: monthLabel(month, view), value: amount, text, note, title, hue: 'green' }
  })
  return renderBarList(bars, t('reportWon'))
}

export function renderLosses(rows: readonly LossRow[], view: ReportView) {
  const { locale, t } = view
  if (rows.length === 0) return html`<p class="none">${t('reportNoneLost')}</p>`
  const reasons = [...new Set(rows.map(({ reason }) => reason))]
  const bars = reasons.map((reason): BarRow => {
    const own = rows.filter((row) => row.reason === reason)
    const label = own[0]?.label
    const { short, exact } = formatAmounts(own, view)
    return {
      label: label ? (label[locale] ?? label.en) : (reason ?? t('reportNoReason')),
      value: countOf(own),
      text: formatCount(countOf(own), view),
      ...(exact !== '' && { note: short, title: exact }),
      hue: 'gray',
    }
  })
  return renderBarList(
    bars.sort((one, other) => other.value - one.value),
    t('reportLosses'),
  )
}

const countOf = (rows: ReadonlyArray<{ count: number }>) => rows.reduce((sum, { count }) => sum + count, 0)

interface AmountRow {
  currency: string | null
  count: number
  amount: string | null
  weighted?: string | null
}

/** Lengths of bars in the report's currency, or by number where there are no amounts; and all amounts in words. */
function amountsIn(rows: readonly AmountRow[], view: ReportView) {
  const { currency, t } = view
  const all = formatAmounts(rows, view)
  if (currency === null) return { amount: countOf(rows), weighted: 0, text: '', title: '' }
  const own = rows.filter((row) => row.currency === currency)
  const weighted = formatAmounts(
    rows.map((row) => ({ ...row, amount: row.weighted ?? null })),
    view,
  )
  const sum = (amounts: ReadonlyArray<string | null | undefined>) =>
    amounts.reduce((total, amount) => total + Number(amount ?? 0), 0)
  return {
    amount: sum(own.map(({ amount }) => amount)),
    weighted: sum(own.map((row) => row.weighted)),
    text: all.short,
    title: weighted.exact === '' ? all.exact : `${all.exact} · ${t('reportWeighted')} ${weighted.exact}`,
  }
}

function monthLabel(month: string, { locale, t }: ReportView): string {
  if (month === 'overdue') return t('reportMonthOverdue')
  if (month === 'later') return t('reportMonthLater')
  return month === 'undated' ? t('reportMonthUndated') : formatYearMonth(month, locale)
}
