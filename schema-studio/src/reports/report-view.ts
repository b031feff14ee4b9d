import type { Locale } from '@tenon/sdk/contract/locale'
import type { ModelPipeline } from '@tenon/sdk/contract/model-document'
import type { PipelineReport } from '@tenon/sdk/contract/pipeline-report'
import { formatMoney, formatMoneyShort } from '@tenon/web-components/value/format-money'
import type { MessageKey } from '../locales/catalog.ts'
import type { MessageParameters } from '../locales/translate.ts'

/** What the parts of a report are drawn from. */
export interface ReportView {
  report: PipelineReport
  pipeline: ModelPipeline
  locale: Locale
  /** In which amounts are shown where they cannot stand beside each other. */
  currency: string | null
  t(key: MessageKey, parameters?: MessageParameters): string
}

export function formatCount(count: number, { locale }: Pick<ReportView, 'locale'>): string {
  return new Intl.NumberFormat(locale).format(count)
}

/** A part of a whole as percent; a dash of nothing. */
export function formatShare(part: number | null, whole: number, { locale }: Pick<ReportView, 'locale'>): string {
  if (part === null || whole === 0) return '–'
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(part / whole)
}

interface ShownAmount {
  short: string
  exact: string
}

/** Sums of several currencies side by side; a dash of none. */
export function formatAmounts(
  amounts: ReadonlyArray<{ currency: string | null; amount: string | null }>,
  { locale }: Pick<ReportView, 'locale'>,
): ShownAmount {
  const known = amounts.flatMap(({ currency, amount }) => {
    return currency === null || amount === null ? [] : [{ currency, amount }]
  })
  if (known.length === 0) return { short: '–', exact: '' }
  return {
    short: known.map((money) => formatMoneyShort(money, locale)).join(' + '),
    exact: known.map((money) => formatMoney(money, locale)).join(' + '),
  }
}

/** The hue that a stage has on boards. */
export function hueOfStage({ stages }: ModelPipeline, name: string): string {
  const stage = stages.find((one) => one.name === name)
  return stage?.hue ?? { open: 'blue', won: 'green', lost: 'gray' }[stage?.category ?? 'open']
}

/** Currencies that amounts of the report are in, the most frequent first. */
export function currenciesOf({ stages, forecast, won, losses }: PipelineReport): string[] {
  const counts = new Map<string, number>()
  const rows = [...(forecast ?? []), ...won, ...(losses ?? [])]
  for (const { currency, count } of rows) {
    if (currency !== null) counts.set(currency, (counts.get(currency) ?? 0) + count)
  }
  for (const { now } of stages)
    for (const { currency } of now.amounts ?? []) counts.set(currency, counts.get(currency) ?? 0)
  return [...counts].sort((one, other) => other[1] - one[1]).map(([currency]) => currency)
}
