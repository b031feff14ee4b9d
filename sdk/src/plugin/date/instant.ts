import { isDay } from './day.ts'

/** A point in time in UTC, such as `2026-03-31T08:00:00.000Z`: the form in which records have it. */
export type Instant = string

const INSTANT =
  /^(\d{4}-\d{2}-\d{2})[T ]((?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?)(Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/

/**
 * Milliseconds since 1970. Takes a Date, and texts with any offset from UTC.
 * @throws RangeError for what is no point in time
 */
export function epochMs(at: Instant | Date): number {
  const ms = at instanceof Date ? at.getTime() : parse(at)
  if (!Number.isNaN(ms)) return ms
  const shown = JSON.stringify(at) ?? 'undefined'
  throw new RangeError(
    `${shown.slice(0, 60)} is no point in time: expected one such as "2026-03-31T16:00:00+08:00", or a Date.`,
  )
}

function parse(text: unknown): number {
  const [, day, time, offset] = (typeof text === 'string' ? INSTANT.exec(text) : null) ?? []
  return isDay(day) ? Date.parse(`${day}T${time}${offset}`) : Number.NaN
}

/** Throws a RangeError outside the years 0001 to 9999. */
export function instantAt(ms: number): Instant {
  const text = Number.isFinite(ms) && Math.abs(ms) < MAX_MS ? new Date(ms).toISOString() : ''
  if (isDay(text.slice(0, 10)) && text.length === 24) return text
  throw new RangeError('The point in time lies outside the years 0001 to 9999.')
}

const MAX_MS = 8.64e15

/** In the form that records have, whatever offset from UTC it was written with; a Date as text. */
export function instant(at: Instant | Date): Instant {
  return instantAt(epochMs(at))
}

export function isInstant(value: unknown): value is Instant {
  return !Number.isNaN(parse(value))
}

export function addMinutes(at: Instant | Date, minutes: number): Instant {
  return instantAt(epochMs(at) + minutes * 60_000)
}

/** Minutes from one point in time to the other, with fractions; negative when `to` comes first. */
export function diffMinutes(from: Instant | Date, to: Instant | Date): number {
  return (epochMs(to) - epochMs(from)) / 60_000
}
