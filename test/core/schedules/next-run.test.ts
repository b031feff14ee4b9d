import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nextRun } from '../../../core/src/schedules/next-run.ts'

function times(cron: string, timeZone: string, { from, count }: { from: string; count: number }): string[] {
  const found: string[] = []
  let at = new Date(from)
  while (found.length < count) {
    const next = nextRun({ cron, timeZone }, at)
    if (next === null) break
    found.push(next.toISOString())
    at = next
  }
  return found
}

describe('a time table in a zone', () => {
  test('02:30 in Berlin comes at the end of the gap on the day when clocks are put forward', () => {
    expect(times('30 2 * * *', 'Europe/Berlin', { from: '2026-03-28T00:00:00Z', count: 3 })).toEqual([
      '2026-03-28T01:30:00.000Z',
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ])
  })

  test('02:30 in Berlin comes once, the first time, on the day when clocks are put back', () => {
    expect(times('30 2 * * *', 'Europe/Berlin', { from: '2026-10-24T12:00:00Z', count: 2 })).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ])
  })

  test('of several times a day, each that is skipped comes at the end of the gap, and each that comes twice once', () => {
    expect(times('0 2,14 * * *', 'Europe/Berlin', { from: '2026-03-28T18:00:00Z', count: 2 })).toEqual([
      '2026-03-29T01:00:00.000Z',
      '2026-03-29T12:00:00.000Z',
    ])
    expect(times('0,30 2 * * *', 'Europe/Berlin', { from: '2026-03-28T18:00:00Z', count: 2 })).toEqual([
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:00:00.000Z',
    ])
    expect(times('0 2,14 * * *', 'Europe/Berlin', { from: '2026-10-24T18:00:00Z', count: 3 })).toEqual([
      '2026-10-25T00:00:00.000Z',
      '2026-10-25T13:00:00.000Z',
      '2026-10-26T01:00:00.000Z',
    ])
    // Asked while 02:10 is shown the second time.
    expect(times('0,30 2 * * *', 'Europe/Berlin', { from: '2026-10-25T01:10:00Z', count: 1 })).toEqual([
      '2026-10-26T01:00:00.000Z',
    ])
  })

  test('clocks that are moved by half an hour, or at midnight, are no reason to leave a time out', () => {
    expect(times('15,45 2 * * *', 'Australia/Lord_Howe', { from: '2026-10-03T14:00:00Z', count: 2 })).toEqual([
      '2026-10-03T15:30:00.000Z',
      '2026-10-03T15:45:00.000Z',
    ])
    expect(times('45 1,13 * * *', 'Australia/Lord_Howe', { from: '2026-04-04T12:00:00Z', count: 2 })).toEqual([
      '2026-04-04T14:45:00.000Z',
      '2026-04-05T03:15:00.000Z',
    ])
    expect(times('30 0,12 * * *', 'America/Sao_Paulo', { from: '2018-11-03T18:00:00Z', count: 2 })).toEqual([
      '2018-11-04T03:00:00.000Z',
      '2018-11-04T14:30:00.000Z',
    ])
  })

  test('every hour is every hour, on both days', () => {
    const hours = (from: string) => times('0 * * * *', 'Europe/Berlin', { from, count: 6 }).map((at) => Date.parse(at))
    for (const from of ['2026-03-28T23:00:00Z', '2026-10-24T23:00:00Z']) {
      const [first = 0, ...rest] = hours(from)
      expect(rest.map((at) => at - first)).toEqual([1, 2, 3, 4, 5].map((hour) => hour * 3_600_000))
    }
  })

  test('an hour of which half an hour is skipped is not left out, and one that is skipped whole makes no second time', () => {
    expect(times('0 * * * *', 'Australia/Lord_Howe', { from: '2026-10-03T14:00:00Z', count: 4 })).toEqual([
      '2026-10-03T14:30:00.000Z',
      '2026-10-03T15:30:00.000Z',
      '2026-10-03T16:00:00.000Z',
      '2026-10-03T17:00:00.000Z',
    ])
    expect(times('15 * * * *', 'Pacific/Chatham', { from: '2026-09-26T13:00:00Z', count: 3 })).toEqual([
      '2026-09-26T13:30:00.000Z',
      '2026-09-26T14:30:00.000Z',
      '2026-09-26T15:30:00.000Z',
    ])
    expect(times('*/10 * * * *', 'Australia/Lord_Howe', { from: '2026-10-03T15:15:00Z', count: 3 })).toEqual([
      '2026-10-03T15:20:00.000Z',
      '2026-10-03T15:30:00.000Z',
      '2026-10-03T15:40:00.000Z',
    ])
  })

  test('a zone without summer time has the same hour all year', () => {
    const found = times('0 8 * * *', 'Asia/Shanghai', { from: '2026-01-01T00:00:00Z', count: 365 })
    expect(new Set(found.map((at) => at.slice(11)))).toEqual(new Set(['00:00:00.000Z']))
  })

  test('a day that no year has never comes', () => {
    expect(nextRun({ cron: '0 0 30 2 *', timeZone: 'UTC' }, new Date('2026-01-01T00:00:00Z'))).toBeNull()
  })
})

/** The same question asked of every minute in turn, by the clock on the wall. */
function nextByLooking({ minute, hour, timeZone }: { minute: number; hour: number; timeZone: string }, after: Date) {
  const wall = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const wanted = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
  for (let at = Math.floor(after.getTime() / 60_000) + 1; ; at++) {
    const moment = new Date(at * 60_000)
    if (wall.format(moment) === wanted) return moment.toISOString()
  }
}

test('a daily time away from changes of the clock is the one that looking at every minute finds', () => {
  const daily = fc.record({
    minute: fc.integer({ min: 0, max: 59 }),
    // Clocks are changed between midnight and 4 o'clock, where this does not hold.
    hour: fc.integer({ min: 5, max: 22 }),
    timeZone: fc.constantFrom('Europe/Berlin', 'Asia/Shanghai', 'America/New_York', 'Australia/Lord_Howe', 'UTC'),
  })
  const moments = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true })
  fc.assert(
    fc.property(daily, moments, (table, after) => {
      const cron = `${table.minute} ${table.hour} * * *`
      expect(nextRun({ cron, timeZone: table.timeZone }, after)?.toISOString()).toBe(nextByLooking(table, after))
    }),
    { numRuns: 40 },
  )
})
