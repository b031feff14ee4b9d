import { type Day, date, type Unit } from '@tenon/sdk/plugin/date'
import { afterEach, describe, expect, test } from 'vitest'

const zoneOfProcess = process.env['TZ']
afterEach(() => {
  if (zoneOfProcess === undefined) delete process.env['TZ']
  else process.env['TZ'] = zoneOfProcess
})

describe('days', () => {
  test('months and years end where the month does', () => {
    expect(date.addDays('2026-02-28', 1)).toBe('2026-03-01')
    expect(date.addDays('2024-03-01', -1)).toBe('2024-02-29')
    expect(date.addWeeks('2026-12-28', 1)).toBe('2027-01-04')
    expect(date.addMonths('2026-01-31', 1)).toBe('2026-02-28')
    expect(date.addMonths('2024-01-31', 1)).toBe('2024-02-29')
    expect(date.addMonths('2026-03-31', -13)).toBe('2025-02-28')
    expect(date.addMonths('2026-12-15', 1)).toBe('2027-01-15')
    expect(date.addYears('2024-02-29', 1)).toBe('2025-02-28')
    expect(date.addYears('2024-02-29', -4)).toBe('2020-02-29')
  })

  test('differences count whole units', () => {
    expect(date.diffDays('2026-02-28', '2026-03-01')).toBe(1)
    expect(date.diffDays('2026-03-01', '2026-02-28')).toBe(-1)
    expect(date.diffMonths('2026-01-31', '2026-02-28')).toBe(1)
    expect(date.diffMonths('2026-01-31', '2026-02-27')).toBe(0)
    expect(date.diffMonths('2026-03-15', '2026-01-16')).toBe(-1)
    expect(date.diffYears('2020-05-02', '2026-05-01')).toBe(5)
    expect(date.diffYears('2026-05-01', '2020-05-02')).toBe(-5)
    expect(Object.is(date.diffYears('2026-05-01', '2026-01-01'), 0)).toBe(true)
    expect(date.age('2004-02-29', '2022-02-28')).toBe(17)
    expect(date.age('2004-02-29', '2022-03-01')).toBe(18)
    expect(date.age('2004-05-10', '2022-05-10')).toBe(18)
  })

  test('business days skip weekends and holidays, in both directions', () => {
    const holidays = ['2026-05-01', '2026-05-14', '2026-05-25']
    expect(date.addBusinessDays('2026-04-30', 1)).toBe('2026-05-01')
    expect(date.addBusinessDays('2026-04-30', 1, { holidays })).toBe('2026-05-04')
    expect(date.addBusinessDays('2026-05-04', -1, { holidays })).toBe('2026-04-30')
    expect(date.addBusinessDays('2026-05-02', 1)).toBe('2026-05-04')
    expect(date.addBusinessDays('2026-05-02', 0)).toBe('2026-05-02')
    expect(date.addBusinessDays('2026-05-01', 250)).toBe('2027-04-16')
    expect(date.addBusinessDays('2026-05-07', 1, { weekend: [5, 6] })).toBe('2026-05-10')
    expect(date.diffBusinessDays('2026-04-30', '2026-05-04', { holidays })).toBe(1)
    expect(date.diffBusinessDays('2026-05-04', '2026-04-30', { holidays })).toBe(-1)
    expect([date.isBusinessDay('2026-05-01'), date.isBusinessDay('2026-05-01', { holidays })]).toEqual([true, false])
    expect(['2026-05-01', '2026-05-02', '2026-05-03', '2026-05-04'].map((day) => date.isWeekend(day))).toEqual([
      false,
      true,
      true,
      false,
    ])
    expect(date.isWeekend('2026-05-01', [5])).toBe(true)
  })

  test('have their place in the week, the month, the quarter and the year', () => {
    const places = (day: Day) =>
      (['day', 'week', 'month', 'quarter', 'year'] as Unit[]).map((unit) => [
        date.firstDayOf(unit, day),
        date.lastDayOf(unit, day),
      ])
    expect(places('2026-05-13')).toEqual([
      ['2026-05-13', '2026-05-13'],
      ['2026-05-11', '2026-05-17'],
      ['2026-05-01', '2026-05-31'],
      ['2026-04-01', '2026-06-30'],
      ['2026-01-01', '2026-12-31'],
    ])
    expect(date.firstDayOf('week', '2026-05-17')).toBe('2026-05-11')
    expect(date.firstDayOf('week', '2026-05-17', 7)).toBe('2026-05-17')
    expect(date.lastDayOf('week', '2026-05-17', 7)).toBe('2026-05-23')
    expect([date.weekday('2026-05-11'), date.weekday('2026-05-17'), date.weekday('0001-01-01')]).toEqual([1, 7, 1])
    expect(['2026-01-31', '2026-04-01', '2026-12-31'].map(date.quarter)).toEqual([1, 2, 4])
    expect(date.day(2026, 3, 1)).toBe('2026-03-01')
    expect(date.day(99, 12, 31)).toBe('0099-12-31')
    expect(date.parts('0099-12-31')).toEqual({ year: 99, month: 12, day: 31 })
    expect(date.addYears('0099-12-31', 1)).toBe('0100-12-31')
  })

  test.each([
    [() => date.addDays('2026-02-30', 1), /"2026-02-30" is no day: expected year-month-day such as "2026-03-31"/],
    [() => date.addDays('2026-2-3', 1), /"2026-2-3" is no day/],
    [() => date.addDays('2026-03-31T00:00:00Z', 1), /is no day/],
    [() => date.addMonths('0000-01-01', 1), /is no day/],
    [() => date.addMonths(null as never, 1), /null is no day/],
    [() => date.addMonths(undefined as never, 1), /undefined is no day/],
    [() => date.addDays('2026-01-01', 1.5), /1\.5 is no number of days/],
    [() => date.addMonths('2026-01-01', Number.NaN), /NaN is no number of months/],
    [() => date.addYears('9999-01-01', 1), /outside the years 0001 to 9999/],
    [() => date.addDays('0001-01-01', -1), /outside the years/],
    [() => date.addDays('2026-01-01', 1e15), /outside the years/],
    [() => date.addBusinessDays('2026-01-01', 1, { weekend: [1, 2, 3, 4, 5, 6, 7] }), /leaves no business day/],
    [() => date.addBusinessDays('2026-01-01', 1, { holidays: ['Christmas'] }), /"Christmas" is no day/],
    [() => date.firstDayOf('decade' as never, '2026-01-01'), /"decade" is no unit: expected day, week/],
    [() => date.day(2026, 2, 29), /"2026-02-29" is no day/],
    [() => date.instant('2026-03-31'), /"2026-03-31" is no point in time: expected one such as/],
    [() => date.instant('2026-03-31T08:00:00'), /is no point in time/],
    [() => date.instant('2026-02-30T08:00:00Z'), /is no point in time/],
    [() => date.instant(new Date(Number.NaN)), /is no point in time/],
    [() => date.instant(new Date(8.64e15)), /outside the years/],
    [() => date.compare('2026-03-31', '2026-03-31T00:00:00Z'), /is no day/],
    [() => date.compare('2026-03-31T00:00:00Z', '2026-03-31'), /is no point in time/],
    [() => date.today('Europe/Atlantis'), /"Europe\/Atlantis" is no time zone: expected an IANA name/],
    [() => date.toZoned('2026-03-31T08:00:00Z', undefined as never), /undefined is no time zone/],
    [() => date.fromZoned('2026-03-31', '25:00', 'UTC'), /"25:00" is no time of day/],
    [() => date.fromZoned('2026-03-31', '8:00', 'UTC'), /"8:00" is no time of day/],
    [() => date.format('2026-03-31T08:00:00Z', 'en'), /A point in time is written in a time zone: name one/],
  ])('%s is refused with what is wrong', (run, message) => {
    expect(run).toThrow(expect.objectContaining({ name: 'RangeError', message: expect.stringMatching(message) }))
  })
})

describe('points in time', () => {
  test('are written as records have them', () => {
    expect(date.instant('2026-03-31T16:00:00+08:00')).toBe('2026-03-31T08:00:00.000Z')
    expect(date.instant('2026-03-31 16:00Z')).toBe('2026-03-31T16:00:00.000Z')
    expect(date.instant(new Date(0))).toBe('1970-01-01T00:00:00.000Z')
    expect([
      date.isInstant('2026-03-31T08:00:00Z'),
      date.isInstant('2026-03-31'),
      date.isInstant(7),
      date.isDay('2026-03-31'),
      date.isDay(7),
    ]).toEqual([true, false, false, true, false])
    expect(date.addMinutes('2026-03-31T23:59:00Z', 1.5)).toBe('2026-04-01T00:00:30.000Z')
    expect(date.diffMinutes('2026-03-31T23:00:00Z', '2026-04-01T00:00:30Z')).toBe(60.5)
    expect(date.compare('2026-03-31T16:00:00+08:00', '2026-03-31T08:00:00Z')).toBe(0)
    expect([date.compare('2026-03-31', '2026-04-01'), date.compare('2026-04-01', '2026-03-31')]).toEqual([-1, 1])
  })

  test('fall on the day of their zone', () => {
    expect(date.today('Asia/Shanghai', new Date('2026-03-31T20:00:00Z'))).toBe('2026-04-01')
    expect(date.today('America/New_York', '2026-03-31T03:00:00Z')).toBe('2026-03-30')
    expect(date.today('UTC', '2026-03-31T03:00:00Z')).toBe('2026-03-31')
    expect(date.today('UTC')).toMatch(/^\d{4}-\d{2}-\d{2}$/)
    expect(date.toZoned('2026-07-01T12:30:15.250Z', 'Asia/Kathmandu')).toEqual({
      day: '2026-07-01',
      time: '18:15:15',
      year: 2026,
      month: 7,
      dayOfMonth: 1,
      hour: 18,
      minute: 15,
      second: 15,
      millisecond: 250,
      weekday: 3,
      offset: '+05:45',
    })
  })

  test('a time that clocks skip counts on from before; of one that they show twice it is the first', () => {
    expect(date.fromZoned('2026-03-29', '02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z')
    expect(date.fromZoned('2026-10-25', '02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z')
    expect(date.fromZoned('2026-03-08', '02:30:15.5', 'America/New_York')).toBe('2026-03-08T07:30:15.500Z')
    expect(date.fromZoned('2026-11-01', '01:30', 'America/New_York')).toBe('2026-11-01T05:30:00.000Z')
    expect(date.fromZoned('2026-04-05', '01:45', 'Australia/Lord_Howe')).toBe('2026-04-04T14:45:00.000Z')
  })

  test('periods begin and end in their zone', () => {
    expect(date.startOf('day', '2026-03-29', 'Europe/Berlin')).toBe('2026-03-28T23:00:00.000Z')
    expect(date.endOf('day', '2026-03-29', 'Europe/Berlin')).toBe('2026-03-29T21:59:59.999Z')
    expect(date.startOf('day', '2026-03-28T23:30:00Z', 'Europe/Berlin')).toBe('2026-03-28T23:00:00.000Z')
    expect(date.startOf('week', '2026-05-13', 'UTC')).toBe('2026-05-11T00:00:00.000Z')
    expect(date.endOf('quarter', '2026-05-13', 'America/New_York')).toBe('2026-07-01T03:59:59.999Z')
    expect(date.startOf('year', '2026-05-13', 'Asia/Shanghai')).toBe('2025-12-31T16:00:00.000Z')
    // Clocks went from 23:59 to 01:00, so that the day had no midnight.
    expect(date.startOf('day', '2018-11-04', 'America/Sao_Paulo')).toBe('2018-11-04T03:00:00.000Z')
    // A day that was left out begins where the next one does.
    expect(date.startOf('day', '2011-12-30', 'Pacific/Apia')).toBe(date.startOf('day', '2011-12-31', 'Pacific/Apia'))
  })

  test('are written as people write them, in a zone', () => {
    expect(date.format('2026-03-31', 'de')).toBe('31.03.2026')
    expect(date.format('2026-03-31', 'zh-CN', { style: 'long' })).toBe('2026年3月31日')
    expect(date.format('2026-03-31', 'en', { style: 'full', zone: 'America/New_York' })).toBe('Tuesday, March 31, 2026')
    const plain = (text: string) => text.replaceAll('\u202f', ' ')
    expect(plain(date.format('2026-03-31T02:00:00Z', 'en', { zone: 'America/New_York' }))).toBe(
      'Mar 30, 2026, 10:00:00 PM',
    )
    expect(date.format(new Date('2026-03-31T02:00:00Z'), 'de', { zone: 'Asia/Tokyo', style: 'short' })).toBe(
      '31.03.26, 11:00',
    )
    expect(date.format('2026-03-31T02:00:00Z', 'en', { zone: 'America/New_York', dayOnly: true, style: 'short' })).toBe(
      '3/30/26',
    )
  })
})

test('the zone of the machine changes nothing', () => {
  const all = () => [
    date.addDays('2026-03-28', 2),
    date.addMonths('2026-02-28', 1),
    date.diffDays('2026-03-01', '2026-04-01'),
    date.weekday('2026-03-29'),
    date.startOf('month', '2026-03-29T12:00:00Z', 'Europe/Berlin'),
    date.fromZoned('2026-03-29', '02:30', 'Europe/Berlin'),
    date.toZoned('2026-03-08T07:30:00Z', 'America/New_York').time,
    date.format('2026-03-29', 'en', { style: 'full' }),
  ]
  const results = ['UTC', 'America/Los_Angeles', 'Pacific/Kiritimati', 'Africa/Casablanca'].map((zone) => {
    process.env['TZ'] = zone
    expect(new Date(2026, 0, 1).getTimezoneOffset() === 0).toBe(zone === 'UTC')
    return all()
  })
  for (const result of results) expect(result).toEqual(results[0])
})
