import type { Holiday, MakeUpWorkday, WorkingSpan } from '@tenon/sdk/contract/working-calendar'

const DAY = 86_400_000
/** Longer spans of holidays are slips of the pen. */
const MOST_DAYS = 366
const DATE = String.raw`(\d{4})(?:\s*[-/.]\s*|\s*年\s*)(\d{1,2})(?:\s*[-/.]\s*|\s*月\s*)(\d{1,2})\s*日?`
const RANGE = new RegExp(
  String.raw`^${DATE}(?:\s*(?:–|—|-|~|～|至|到|\.\.|to)\s*${DATE})?(?:[\s,;，；:：]+(.*))?$`,
  'u',
)
const SPAN = /^(\d{1,2})[:：](\d{2})\s*(?:-|–|—|~|～|至|到)\s*(\d{1,2})[:：](\d{2})$/u

/** A line that cannot be read; its number begins at 1. */
interface UnreadLine {
  line: number
  text: string
}

export interface ReadDays<Day> {
  days: Day[]
  unread: UnreadLine[]
}

/** Dates as people paste them, a line each, with a name after them; each date once, in order. */
export function readHolidays(text: string): ReadDays<Holiday> {
  return readLines(text, (date, rest) => ({ date, ...(rest !== '' && { label: rest.slice(0, 100) }) }))
}

/** The same with hours of their own in place of a name. */
export function readWorkdays(text: string): ReadDays<MakeUpWorkday> {
  return readLines(text, (date, rest) => {
    if (rest === '') return { date }
    const hours = readHours(rest)
    return hours === null ? { date, label: rest.slice(0, 100) } : { date, hours }
  })
}

export function writeHolidays(days: readonly Holiday[]): string {
  return days.map(({ date, label }) => [date, ...(label ? [label] : [])].join(' ')).join('\n')
}

export function writeWorkdays(days: readonly MakeUpWorkday[]): string {
  return days
    .map(({ date, hours, label }) => [date, ...(hours ? [writeHours(hours)] : label ? [label] : [])].join(' '))
    .join('\n')
}

/** Hours such as `09:00-12:00, 13:00-18:00`; null where they cannot be read, empty of nothing. */
export function readHours(text: string): WorkingSpan[] | null {
  const parts = text.split(/[,，;；、]+/u).map((part) => part.trim())
  const spans: WorkingSpan[] = []
  for (const part of parts.filter((one) => one !== '')) {
    const [, fromHour = '', fromMinute = '', toHour = '', toMinute = ''] = SPAN.exec(part) ?? []
    if (fromHour === '') return null
    spans.push({ from: clock(fromHour, fromMinute), to: clock(toHour, toMinute) })
  }
  return spans
}

export function writeHours(spans: readonly WorkingSpan[]): string {
  return spans.map(({ from, to }) => `${from}-${to}`).join(', ')
}

function clock(hour: string, minute: string): string {
  return `${hour.padStart(2, '0')}:${minute}`
}

function readLines<Day extends { date: string }>(
  text: string,
  make: (date: string, rest: string) => Day,
): ReadDays<Day> {
  const days = new Map<string, Day>()
  const unread: UnreadLine[] = []
  for (const [index, raw] of text.split(/\r?\n/u).entries()) {
    const line = raw.replaceAll('\t', ' ').trim()
    if (line === '') continue
    const dates = datesIn(line)
    if (dates === null) unread.push({ line: index + 1, text: line.slice(0, 40) })
    else for (const date of dates.days) days.set(date, make(date, dates.rest))
  }
  const sorted = [...days.values()].sort((one, other) => (one.date < other.date ? -1 : 1))
  return { days: sorted, unread }
}

function datesIn(line: string): { days: string[]; rest: string } | null {
  const [, year, month, day, toYear, toMonth, toDay, rest = ''] = RANGE.exec(line) ?? []
  const from = dayOf(year, month, day)
  const to = toYear === undefined ? from : dayOf(toYear, toMonth, toDay)
  if (from === null || to === null || to < from || to - from >= MOST_DAYS) return null
  const days = Array.from({ length: to - from + 1 }, (_, index) =>
    new Date((from + index) * DAY).toISOString().slice(0, 10),
  )
  return { days, rest: rest.trim() }
}

/** Days since 1970; null of what is no date. */
function dayOf(...[year, month, day]: Array<string | undefined>): number | null {
  const text = [year, month?.padStart(2, '0'), day?.padStart(2, '0')].join('-')
  const at = Date.parse(`${text}T00:00:00Z`)
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text ? null : at / DAY
}
