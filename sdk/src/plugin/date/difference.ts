import { addMonths } from './add.ts'
import { type Day, dayNumber, parts } from './day.ts'

/** Days from one day to the other; negative when `to` comes first. */
export function diffDays(from: Day, to: Day): number {
  return dayNumber(to) - dayNumber(from)
}

/** Whole months: as many as `addMonths` can add to `from` without going past `to`. Negative when `to` comes first. */
export function diffMonths(from: Day, to: Day): number {
  const start = parts(from)
  const end = parts(to)
  const months = (end.year - start.year) * 12 + end.month - start.month
  if (to === from || months === 0) return 0
  const reached = addMonths(from, months)
  if (from < to) return reached > to ? months - 1 : months
  return reached < to ? months + 1 : months
}

/** Whole years, as `diffMonths` counts months. */
export function diffYears(from: Day, to: Day): number {
  // Adding zero makes a plain 0 of what would be -0.
  return Math.trunc(diffMonths(from, to) / 12) + 0
}

/** Whole years that somebody born on `birthday` has lived on `on`. Who was born on 29 February turns older on 1 March. */
export function age(birthday: Day, on: Day): number {
  dayNumber(birthday)
  dayNumber(on)
  const had = on.slice(5) >= birthday.slice(5)
  return Number(on.slice(0, 4)) - Number(birthday.slice(0, 4)) - (had ? 0 : 1)
}
