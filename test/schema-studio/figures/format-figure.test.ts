import fc from 'fast-check'
import { expect, test } from 'vitest'
import { figureChange, formatFigure } from '../../../schema-studio/src/figures/format-figure.ts'

test.each([
  ['number', 12345.678, '12,345.68', '12,345.68'],
  ['percent', 52.94, '52.94%', '52.94%'],
  ['days', 1, '1 day', '1 天'],
  ['days', 18.9, '18.9 days', '18.9 天'],
] as const)('%s %d reads as %s in English and %s in Chinese', (...[unit, value, en, zh]) => {
  expect(formatFigure(value, { unit, locale: 'en' })).toBe(en)
  expect(formatFigure(value, { unit, locale: 'zh-CN' })).toBe(zh)
})

test('an amount that no float can hold keeps every digit', () => {
  const text = formatFigure('9007199254740993.07', { unit: 'money', currency: 'USD', locale: 'en' })
  expect(text).toBe('$9,007,199,254,740,993.07')
})

test('a change is told in percent of what was before, and of percentages in points', () => {
  expect(figureChange(15, 10, { unit: 'number', locale: 'en' })).toEqual({ text: '+50%', direction: 'up' })
  expect(figureChange('5', '10', { unit: 'money', locale: 'en' })).toEqual({ text: '-50%', direction: 'down' })
  expect(figureChange(55.6, 46.2, { unit: 'percent', locale: 'en' })).toEqual({ text: '+9.4 points', direction: 'up' })
  expect(figureChange(55.6, 46.2, { unit: 'percent', locale: 'zh-CN' })?.text).toBe('+9.4 个百分点')
})

test('there is no change to tell without a period before, and none in percent of nothing', () => {
  expect(figureChange(5, undefined, { unit: 'number', locale: 'en' })).toBeNull()
  expect(figureChange(5, 0, { unit: 'number', locale: 'en' })).toEqual({ text: '+5', direction: 'up' })
  expect(figureChange(0, 0, { unit: 'number', locale: 'en' })?.direction).toBe('same')
})

test('the sign of a change is that of the difference, below zero too', () => {
  const figure = fc.double({ min: -1e6, max: 1e6, noNaN: true })
  fc.assert(
    fc.property(figure, figure, (now, then) => {
      const change = figureChange(now, then, { unit: 'number', locale: 'en' })
      expect(change?.direction).toBe(now > then ? 'up' : now < then ? 'down' : 'same')
      expect(change?.text.startsWith('+')).not.toBe(change?.text.startsWith('-') || /^0/.test(change?.text ?? ''))
    }),
  )
})
