import { instantAt } from '@tenon/sdk/expression/zone'
import { LRUCache } from 'lru-cache'
import type { CalendarDays } from './calendar-day.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const KEPT_YEARS = 40

/** Working time within one year of UTC, in milliseconds. */
export interface WorkingYear {
  readonly total: number
  /** Working time from the year's beginning to that instant of it. */
  workedBy(instant: number): number
  /** The first instant by which that much of the year's working time has passed; above 0, at most `total`. */
  reached(worked: number): number
}

/** A stretch of work, and how much of the year's work lies before it. */
interface Stretch {
  from: number
  to: number
  before: number
}

/** Makes the function that gives a calendar's years. */
export function makeWorkingYears(days: CalendarDays): (year: number) => WorkingYear {
  const kept = new LRUCache<number, WorkingYear>({ max: KEPT_YEARS })
  return (year) => {
    const known = kept.get(year)
    if (known !== undefined) return known
    const made = workingYear(stretchesOf(days, year))
    kept.set(year, made)
    return made
  }
}

function workingYear(stretches: readonly Stretch[]): WorkingYear {
  const last = stretches.at(-1)
  return {
    total: last === undefined ? 0 : last.before + last.to - last.from,
    workedBy: (instant) => {
      const stretch = stretches[lastWhere(stretches, ({ from }) => from <= instant)]
      return stretch === undefined ? 0 : stretch.before + Math.min(instant, stretch.to) - stretch.from
    },
    reached: (worked) => {
      const stretch = stretches[lastWhere(stretches, ({ before }) => before < worked)]
      if (stretch === undefined) throw new Error('No working time lies there.')
      return stretch.from + worked - stretch.before
    },
  }
}

/** Position of the last stretch that fulfils what all before it fulfil; -1 where none does. */
function lastWhere(stretches: readonly Stretch[], holds: (stretch: Stretch) => boolean): number {
  let [low, high] = [0, stretches.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const stretch = stretches[middle]
    if (stretch !== undefined && holds(stretch)) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** What is worked within the year, in order, with spans that touch or overlap made one, so that no time counts twice. */
function stretchesOf({ spansOn, timeZone }: CalendarDays, year: number): Stretch[] {
  const [begin, end] = [Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1)]
  const spans: Array<{ from: number; to: number }> = []
  // Days whose clock is ahead of or behind UTC, and nights that reach into the year, lie at most two days off.
  for (let day = begin / DAY - 2; day <= end / DAY + 1; day++) {
    for (const span of spansOn(day)) {
      const from = Math.max(begin, instantAt(day * DAY + span.from * MINUTE, timeZone))
      const to = Math.min(end, instantAt(day * DAY + span.to * MINUTE, timeZone))
      if (from < to) spans.push({ from, to })
    }
  }
  return joined(spans.sort((one, other) => one.from - other.from))
}

function joined(spans: ReadonlyArray<{ from: number; to: number }>): Stretch[] {
  const stretches: Stretch[] = []
  for (const { from, to } of spans) {
    const last = stretches.at(-1)
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to)
    else stretches.push({ from, to, before: last === undefined ? 0 : last.before + last.to - last.from })
  }
  return stretches
}
