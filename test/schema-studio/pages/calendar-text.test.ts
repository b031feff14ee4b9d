import { describe, expect, test } from 'vitest'
import { calendarForm, calendarOfForm } from '../../../schema-studio/src/pages/calendar-form.ts'
import {
  readHolidays,
  readHours,
  readWorkdays,
  writeHolidays,
  writeHours,
  writeWorkdays,
} from '../../../schema-studio/src/pages/calendar-text.ts'

describe('dates of a calendar as people paste them', () => {
  test('are read in the ways that tables and announcements write them, each date once and in order', () => {
    const text = '2026年10月4日 中秋节\r\n2026/10/1\t国庆节\n2026-10-01 – 2026-10-03 国庆节\n\n 2026.1.1 '
    expect(readHolidays(text)).toEqual({
      days: [
        { date: '2026-01-01' },
        { date: '2026-10-01', label: '国庆节' },
        { date: '2026-10-02', label: '国庆节' },
        { date: '2026-10-03', label: '国庆节' },
        { date: '2026-10-04', label: '中秋节' },
      ],
      unread: [],
    })
  })

  test('that are none are told by line, and the others are read all the same', () => {
    expect(readHolidays('2026-02-30\n2026-03-01\nsoon\n2026-05-03 – 2026-05-01')).toEqual({
      days: [{ date: '2026-03-01' }],
      unread: [
        { line: 1, text: '2026-02-30' },
        { line: 3, text: 'soon' },
        { line: 4, text: '2026-05-03 – 2026-05-01' },
      ],
    })
  })

  test('of make-up days have hours of their own or a name', () => {
    const days = [
      { date: '2026-10-10', hours: [{ from: '09:00', to: '12:00' }] },
      { date: '2026-10-11', label: '调休' },
      { date: '2026-10-12' },
    ]
    expect(readWorkdays('2026-10-10 9:00-12:00\n2026-10-11 调休\n2026-10-12').days).toEqual(days)
    expect(readWorkdays(writeWorkdays(days)).days).toEqual(days)
  })

  test('come back as they were written', () => {
    const days = [{ date: '2026-10-01', label: 'National Day' }, { date: '2026-12-25' }]
    expect(readHolidays(writeHolidays(days)).days).toEqual(days)
  })
})

test('hours are read with any dash and separator, and refused where they are none', () => {
  const spans = [
    { from: '09:00', to: '12:00' },
    { from: '22:00', to: '06:00' },
  ]
  expect(readHours('9:00–12:00，22:00 至 06:00')).toEqual(spans)
  expect(readHours(writeHours(spans))).toEqual(spans)
  expect(readHours('')).toEqual([])
  expect(readHours('nine to five')).toBeNull()
})

test('a new calendar begins with office hours, and a form that cannot be read says where', () => {
  const form = calendarForm(null)
  expect(form.week).toMatchObject({ monday: '09:00-18:00', saturday: '' })
  const wrong = { ...form, week: { ...form.week, friday: 'late' }, holidays: 'x' }
  expect(calendarOfForm(wrong, null)).toEqual({
    faults: [
      { kind: 'hours', day: 'friday', text: 'late' },
      { kind: 'line', line: 1, text: 'x' },
    ],
  })
})
