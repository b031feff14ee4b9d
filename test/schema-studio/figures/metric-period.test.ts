import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PERIODS, periodAt } from '../../../schema-studio/src/figures/metric-period.ts'

const local = (text: string) => new Date(text).toISOString()

test.each([
  ['thisMonth', '2026-02-28T23:59:59', '2026-02-01T00:00', '2026-03-01T00:00'],
  ['lastMonth', '2026-01-01T00:00:00', '2025-12-01T00:00', '2026-01-01T00:00'],
  ['quarter', '2026-12-31T12:00:00', '2026-10-01T00:00', '2027-01-01T00:00'],
  ['quarter', '2026-01-15T12:00:00', '2026-01-01T00:00', '2026-04-01T00:00'],
  ['year', '2026-06-15T12:00:00', '2026-01-01T00:00', '2027-01-01T00:00'],
] as const)('%s at %s is from %s up to %s', (...[name, now, from, to]) => {
  expect(periodAt(name, new Date(now))).toMatchObject({ from: local(from), to: local(to) })
})

test('whenever it is asked for, a period is whole months, names its time zone and holds the moment it is called after', () => {
  const moments = fc.date({ min: new Date('1990-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(moments, fc.constantFrom(...PERIODS), (now, name) => {
      const { from, to, timeZone } = periodAt(name, now)
      for (const edge of [new Date(from), new Date(to)]) expect([edge.getDate(), edge.getHours()]).toEqual([1, 0])
      expect(timeZone).not.toBe('')
      if (name === 'lastMonth') expect(new Date(to) <= now).toBe(true)
      else expect(new Date(from) <= now && now < new Date(to)).toBe(true)
    }),
  )
})
