export const PERIODS = ['thisMonth', 'lastMonth', 'quarter', 'year'] as const
export type PeriodName = (typeof PERIODS)[number]

/** Whole months of the person's own time zone, so that everybody asks for the same and it can be kept. */
export function periodAt(name: PeriodName, now: Date): { from: string; to: string; timeZone: string } {
  const [year, month] = [now.getFullYear(), now.getMonth()]
  const [first, months] = MONTHS[name](month)
  const at = (index: number) => new Date(year, index, 1).toISOString()
  return { from: at(first), to: at(first + months), timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }
}

/** First month, which may be one of the year before, and how many. */
const MONTHS: Record<PeriodName, (month: number) => [first: number, months: number]> = {
  thisMonth: (month) => [month, 1],
  lastMonth: (month) => [month - 1, 1],
  quarter: (month) => [month - (month % 3), 3],
  year: () => [0, 12],
}
