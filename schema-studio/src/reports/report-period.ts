import { localTime } from '@tenon/sdk/expression/zone'

export const REPORT_PERIODS = ['days30', 'days90', 'year', 'months12'] as const
export type ReportPeriod = (typeof REPORT_PERIODS)[number]

const DAY = 86_400_000

/** First and last day of a period that ends today, by the clocks of a zone. */
export function reportDays(period: ReportPeriod, now: number, timeZone: string): { from: string; to: string } {
  const today = new Date(localTime(now, timeZone))
  const day = (at: number) => new Date(at).toISOString().slice(0, 10)
  const [year, month, date] = [today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate()]
  const starts: Record<ReportPeriod, number> = {
    days30: today.getTime() - 29 * DAY,
    days90: today.getTime() - 89 * DAY,
    year: Date.UTC(year, 0, 1),
    months12: Date.UTC(year - 1, month, date + 1),
  }
  return { from: day(starts[period]), to: day(today.getTime()) }
}
