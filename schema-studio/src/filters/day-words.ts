import type { DayPlaceholder } from '@tenon/sdk/contract/filter-placeholder'
import type { Locale } from '@tenon/sdk/contract/locale'
import { translate } from '../locales/translate.ts'

const UNITS = { $week: 'week', $month: 'month', $quarter: 'quarter', $year: 'year' } as const

/** “today”, “3 days ago”, “start of last month”. */
export function dayWords({ name, offset }: { name: DayPlaceholder; offset: number }, locale: Locale): string {
  if (name === '$today') {
    if (offset === 0) return translate(locale, 'filterToday')
    return translate(locale, offset < 0 ? 'filterDaysAgo' : 'filterDaysAhead', { count: Math.abs(offset) })
  }
  // What every calendar says: “last month”, “下个季度”, “in 3 years”.
  const span = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(offset, UNITS[name])
  return translate(locale, Math.abs(offset) > 1 ? 'filterStartThen' : 'filterStartOf', { span })
}
