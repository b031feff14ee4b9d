import type { Locale } from '@tenon/sdk/contract/locale'
import type { MetricUnit } from '@tenon/sdk/contract/metric-schema'
import { formatMoney } from '@tenon/web-components/value/format-money'

export interface FigureFormat {
  unit: MetricUnit
  currency?: string | undefined
  locale: Locale
}

/** A figure as people read it. Amounts stay text all the way: a float would change large ones. */
export function formatFigure(value: number | string, { unit, currency, locale }: FigureFormat): string {
  if (unit === 'money') return formatMoney({ amount: String(value), currency: currency ?? '' }, locale)
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(value as Intl.StringNumericLiteral)
  if (unit === 'percent') return `${number}%`
  if (unit !== 'days') return number
  if (locale === 'zh-CN') return `${number} 天`
  return Number(value) === 1 ? `${number} day` : `${number} days`
}

export interface FigureChange {
  /** Such as `+12.5%`; of percentages the difference in points. */
  text: string
  direction: 'up' | 'down' | 'same'
}

/** How a figure differs from that of the period before; null where there is nothing to compare it with. */
export function figureChange(
  value: number | string,
  before: number | string | undefined,
  { unit, locale }: Pick<FigureFormat, 'unit' | 'locale'>,
): FigureChange | null {
  if (before === undefined) return null
  const [now, then] = [Number(value), Number(before)]
  const direction = now === then ? 'same' : now > then ? 'up' : 'down'
  const signed = new Intl.NumberFormat(locale, { maximumFractionDigits: 1, signDisplay: 'exceptZero' })
  if (unit === 'percent')
    return { text: `${signed.format(now - then)} ${locale === 'zh-CN' ? '个百分点' : 'points'}`, direction }
  if (then === 0) return { text: signed.format(now), direction }
  return { text: `${signed.format(((now - then) / Math.abs(then)) * 100)}%`, direction }
}
