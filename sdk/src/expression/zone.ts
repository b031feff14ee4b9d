import { DAY } from './instant.ts'

/**
 * Names with a region, and UTC. Abbreviations and bare offsets are left out: PostgreSQL reads `CST` in its own way
 * and `+08:00` with the sign turned round.
 */
const ZONE = /^(?:UTC|[A-Za-z]+(?:\/[A-Za-z0-9_+-]+)+)$/

/** Whether the name is an IANA time zone that this engine knows. */
export function isZone(name: string): boolean {
  if (!ZONE.test(name)) return false
  try {
    clockOf(name)
    return true
  } catch {
    return false
  }
}

const clocks = new Map<string, Intl.DateTimeFormat>()

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone)
  if (known !== undefined) return known
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  clocks.set(zone, clock)
  return clock
}

/** The last answer for each zone: `now` is asked about again and again. */
const lastOffsets = new Map<string, { second: number; offset: number }>()

/** How far the zone's clocks are ahead of UTC at that instant, in milliseconds. */
function offsetAt(instant: number, zone: string): number {
  if (zone === 'UTC') return 0
  const second = Math.floor(instant / 1000) * 1000
  const last = lastOffsets.get(zone)
  if (last?.second === second) return last.offset
  const offset = readOffset(second, zone)
  lastOffsets.set(zone, { second, offset })
  return offset
}

function readOffset(second: number, zone: string): number {
  const part: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {}
  for (const { type, value } of clockOf(zone).formatToParts(second)) part[type] = value
  const year = part.era === 'BC' ? 1 - Number(part.year) : Number(part.year)
  const local = new Date(0)
  local.setUTCFullYear(year, Number(part.month) - 1, Number(part.day))
  local.setUTCHours(Number(part.hour), Number(part.minute), Number(part.second))
  return local.getTime() - second
}

/** What the zone's clocks show, as if it were UTC. */
export function localTime(instant: number, zone: string): number {
  return instant + offsetAt(instant, zone)
}

/**
 * The instant at which the zone's clocks show `local`. A time that they skip is read with the offset before the
 * change, so it comes out later; one that they show twice is the second. PostgreSQL has the same rule.
 */
export function instantAt(local: number, zone: string): number {
  const before = offsetAt(local - DAY, zone)
  const after = offsetAt(local + DAY, zone)
  if (before === after) return local - before
  if (offsetAt(local - after, zone) === after) return local - after
  return local - before
}

/** The day that the zone's calendars show, in days since 1970-01-01. */
export function todayIn(now: number, zone: string): number {
  return Math.floor(localTime(now, zone) / DAY)
}
