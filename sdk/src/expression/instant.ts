import { dateText, pad, parseDate } from './calendar.ts'
import { type Decimal, decimalText, parseDecimal, truncate } from './decimal.ts'

export const DAY = 86_400_000
/** The first millisecond of year 0001 and the last of year 9999, UTC. */
export const FIRST_INSTANT = -62_135_596_800_000
export const LAST_INSTANT = 253_402_300_799_999
/** Longest duration, 10,000 years, in milliseconds: CEL's own bound. */
export const LONGEST_DURATION = 315_576_000_000_000

export function inTime(instant: number): number | null {
  return instant >= FIRST_INSTANT && instant <= LAST_INSTANT ? instant : null
}

export function inDuration(duration: number): number | null {
  return Math.abs(duration) <= LONGEST_DURATION ? duration : null
}

const TIME = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/

/** `08:30` or `08:30:15` as seconds since midnight; null for anything else. */
export function parseTime(text: string): number | null {
  const match = TIME.exec(text)
  return match === null ? null : Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3] ?? 0)
}

export function timeText(seconds: number): string {
  return `${pad(Math.floor(seconds / 3600), 2)}:${pad(Math.floor(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}`
}

const INSTANT = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}(?::\d{2})?)(?:\.(\d{1,9}))?([Zz]|([+-])(0\d|1[0-4]):([0-5]\d))$/

/** RFC 3339, `2026-03-31T16:00:00.5+08:00`, to milliseconds; what is finer is cut off. Null for anything else. */
export function parseInstant(text: string): number | null {
  const match = INSTANT.exec(text)
  const day = parseDate(match?.[1] ?? '')
  const seconds = parseTime(match?.[2] ?? '')
  if (match === null || day === null || seconds === null) return null
  const milliseconds = Number((match[3] ?? '').padEnd(3, '0').slice(0, 3))
  const offset = (Number(match[6] ?? 0) * 60 + Number(match[7] ?? 0)) * 60_000 * (match[5] === '-' ? -1 : 1)
  return inTime(day * DAY + seconds * 1000 + milliseconds - offset)
}

/** `2026-03-31T08:00:00.500Z` */
export function instantText(instant: number): string {
  const day = Math.floor(instant / DAY)
  const rest = instant - day * DAY
  return `${dateText(day)}T${timeText(Math.floor(rest / 1000))}.${pad(rest % 1000, 3)}Z`
}

const PERIOD = /^([+-]?)((?:\d{1,20}(?:\.\d{1,20})?(?:d|h|ms|m|s))+)$/
const PERIOD_PART = /(\d+(?:\.\d+)?)(d|h|ms|m|s)/g
const MILLISECONDS: Readonly<Record<string, bigint>> = { d: 86_400_000n, h: 3_600_000n, m: 60_000n, s: 1000n, ms: 1n }

/** `1h30m`, `-2d`, `1.5s` in milliseconds; null for anything else, and beyond 10,000 years. */
export function parsePeriod(text: string): number | null {
  const [, sign, parts] = PERIOD.exec(text) ?? []
  if (parts === undefined) return null
  let total = 0n
  for (const [, amount = '', unit = ''] of parts.matchAll(PERIOD_PART)) {
    const { digits, scale }: Decimal = parseDecimal(amount) ?? { digits: 0n, scale: 0 }
    total += truncate({ digits: digits * (MILLISECONDS[unit] ?? 0n), scale })
  }
  return inDuration(Number(sign === '-' ? -total : total) + 0)
}

/** In seconds, as CEL writes it: `5400s`, `0.25s`. */
export function durationText(milliseconds: number): string {
  return `${decimalText({ digits: BigInt(milliseconds), scale: 3 })}s`
}
