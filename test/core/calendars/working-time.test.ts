import { WEEKDAYS, type WorkingCalendar, type WorkingSpan } from '@tenon/sdk/contract/working-calendar'
import { instantAt, localTime } from '@tenon/sdk/expression/zone'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendarDays } from '../../../core/src/calendars/calendar-day.ts'
import { defaultCalendar } from '../../../core/src/calendars/default-calendar.ts'
import { makeWorkingTime } from '../../../core/src/calendars/working-time.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const ZONES = ['Asia/Shanghai', 'America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC']

const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

/** Spans of a day that do not overlap; the last may reach into the next day. */
const spans = fc
  .uniqueArray(fc.integer({ min: 0, max: 1439 }), { minLength: 0, maxLength: 6 })
  .map((minutes): WorkingSpan[] => {
    const sorted = minutes.sort((one, other) => one - other)
    const made: WorkingSpan[] = []
    for (let at = 0; at + 1 < sorted.length; at += 2) {
      made.push({ from: clock(sorted[at] ?? 0), to: clock(sorted[at + 1] ?? 0) })
    }
    const last = sorted.length % 2 === 1 ? sorted.at(-1) : undefined
    if (last !== undefined) made.push({ from: clock(last), to: clock((last * 7) % 300) })
    return made
  })
const date = fc.integer({ min: 18_000, max: 22_500 }).map((day) => new Date(day * DAY).toISOString().slice(0, 10))
const calendar = fc
  .record({
    week: fc.record(Object.fromEntries(WEEKDAYS.map((day) => [day, spans])) as Record<string, typeof spans>),
    holidays: fc.uniqueArray(date, { maxLength: 60 }),
    workdays: fc.uniqueArray(date, { maxLength: 20 }),
  })
  .filter(({ week }) => Object.values(week).some((one) => one.length > 0))
  .map(
    ({ week, holidays, workdays }): WorkingCalendar => ({
      ...defaultCalendar,
      week: week as WorkingCalendar['week'],
      holidays: holidays.map((one) => ({ date: one })),
      workdays: workdays.map((one) => ({ date: one })),
    }),
  )
const zone = fc.constantFrom(...ZONES)
const instant = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2030, 0, 1) })

/** The same by looking at each minute: a clock that stands in a span of today, or in one that began yesterday. */
function workedByMinutes(given: WorkingCalendar, timeZone: string, { from, to }: { from: number; to: number }): number {
  const { spansOn } = calendarDays(given, timeZone)
  let sum = 0
  for (let at = from; at < to; at += MINUTE) {
    const local = localTime(at, timeZone)
    const day = Math.floor(local / DAY)
    const minute = (local - day * DAY) / MINUTE
    const working =
      spansOn(day).some((span) => span.from <= minute && minute < span.to) ||
      spansOn(day - 1).some((span) => span.from <= minute + 1440 && minute + 1440 < span.to)
    if (working) sum += MINUTE
  }
  return sum
}

describe('working time', () => {
  test('added to an instant lies between it and the result, over years, zones, nights, holidays and make-up days', () => {
    const length = fc.oneof(fc.integer({ min: 1, max: 10 * DAY }), fc.integer({ min: 1, max: 400 * DAY }))
    fc.assert(
      fc.property(fc.tuple(calendar, zone, instant, length), ([given, timeZone, from, milliseconds]) => {
        const time = makeWorkingTime(calendarDays(given, timeZone))
        const to = time.add(from, milliseconds)
        if (to === null) throw new Error('never')
        expect(time.between(from, to)).toBe(milliseconds)
        expect(time.between(to, from)).toBe(-milliseconds)
        // It is the first such instant.
        expect(time.between(from, to - 1)).toBe(milliseconds - 1)
      }),
      { numRuns: 80 },
    )
  }, 60_000)

  test('is additive, and never more than the time that passes', () => {
    const three = fc.array(instant, { minLength: 3, maxLength: 3 }).map((all) => all.sort((one, other) => one - other))
    fc.assert(
      fc.property(calendar, zone, three, (given, timeZone, [first = 0, second = 0, third = 0]) => {
        const { between } = makeWorkingTime(calendarDays(given, timeZone))
        expect(between(first, second) + between(second, third)).toBe(between(first, third))
        expect(between(first, second)).toBeGreaterThanOrEqual(0)
        expect(between(first, second)).toBeLessThanOrEqual(second - first)
      }),
      { numRuns: 25 },
    )
  }, 60_000)

  test('is what a look at the clock in each minute counts, where the clocks are not changed', () => {
    const minute = fc.integer({ min: Date.UTC(2024, 0, 1) / MINUTE, max: Date.UTC(2026, 0, 1) / MINUTE })
    const still = fc.constantFrom('Asia/Shanghai', 'UTC', 'Asia/Kathmandu')
    fc.assert(
      fc.property(fc.tuple(calendar, still, minute, fc.integer({ min: 1, max: 8 * 1440 })), (values) => {
        const [given, timeZone, begin, minutes] = values
        const range = { from: begin * MINUTE, to: (begin + minutes) * MINUTE }
        const { between } = makeWorkingTime(calendarDays(given, timeZone))
        expect(between(range.from, range.to)).toBe(workedByMinutes(given, timeZone, range))
      }),
      { numRuns: 40 },
    )
  }, 60_000)

  test('counts an hour less or more in the night in which clocks change, in a shift that works through it', () => {
    const nights = { ...defaultCalendar, timeZone: 'Europe/Berlin' }
    const night = [{ from: '22:00', to: '06:00' }]
    const week = Object.fromEntries(WEEKDAYS.map((day) => [day, night])) as WorkingCalendar['week']
    const { between } = makeWorkingTime(calendarDays({ ...nights, week }, 'UTC'))
    const noon = (day: string) => instantAt(Date.parse(`${day}T12:00:00Z`), 'Europe/Berlin')
    expect(between(noon('2026-03-27'), noon('2026-03-28'))).toBe(8 * HOUR)
    expect(between(noon('2026-03-28'), noon('2026-03-29'))).toBe(7 * HOUR)
    expect(between(noon('2026-10-24'), noon('2026-10-25'))).toBe(9 * HOUR)
  })

  test('follows a Chinese holiday and the weekend that makes up for it', () => {
    const days = ['2026-02-16', '2026-02-17', '2026-02-18', '2026-02-19', '2026-02-20', '2026-02-23']
    const given: WorkingCalendar = {
      ...defaultCalendar,
      holidays: days.map((day) => ({ date: day, label: '春节' })),
      workdays: [{ date: '2026-02-14' }, { date: '2026-02-28', hours: [{ from: '09:00', to: '12:00' }] }],
    }
    const { between, add, addDays } = makeWorkingTime(calendarDays(given, 'Asia/Shanghai'))
    const at = (local: string) => instantAt(Date.parse(`${local}Z`), 'Asia/Shanghai')
    expect(between(at('2026-02-14T00:00'), at('2026-02-15T00:00'))).toBe(9 * HOUR)
    expect(between(at('2026-02-15T00:00'), at('2026-02-24T00:00'))).toBe(0)
    expect(add(at('2026-02-14T17:00'), 2 * HOUR)).toBe(at('2026-02-24T10:00'))
    expect(add(at('2026-02-27T17:30'), HOUR)).toBe(at('2026-02-28T09:30'))
    expect(addDays(at('2026-02-13T15:00'), 2)).toBe(at('2026-02-24T15:00'))
    // Counted from the beginning of the next working day.
    expect(addDays(at('2026-02-17T15:00'), 1)).toBe(at('2026-02-25T09:00'))
  })

  test('is never reached where nobody ever works', () => {
    const week = Object.fromEntries(WEEKDAYS.map((day) => [day, []])) as unknown as WorkingCalendar['week']
    const { add, addDays, between } = makeWorkingTime(calendarDays({ ...defaultCalendar, week }, 'UTC'))
    expect(add(0, 1)).toBeNull()
    expect(addDays(0, 1)).toBeNull()
    expect(between(0, 40 * 365 * DAY)).toBe(0)
  })
})
