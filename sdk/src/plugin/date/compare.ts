import { type Day, dayNumber, isDay } from './day.ts'
import { epochMs, type Instant } from './instant.ts'

/** -1, 0 or 1, as `left` is before, the same as or after `right`: two days, or two points in time. */
export function compare(left: Day | Instant | Date, right: Day | Instant | Date): -1 | 0 | 1 {
  const [one, other] = isDay(left) ? [dayNumber(left), dayNumber(right as Day)] : [epochMs(left), epochMs(right)]
  return one === other ? 0 : one < other ? -1 : 1
}
