import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import { expect, test } from 'vitest'
import { addAmounts } from '../../web-components/src/pipeline-board/add-amounts.ts'
import { formatDate, formatRelative } from '../../web-components/src/value/format-date.ts'
import { formatMoney, formatMoneyShort } from '../../web-components/src/value/format-money.ts'
import { formatValue, nameOfReference, nameOfUser } from '../../web-components/src/value/format-value.ts'
import { fixtureModel } from './support/fixture-model.ts'

const field = (schema: Partial<FieldSchema>) => ({ label: { en: 'Field' }, ...schema }) as FieldSchema
const english = { locale: 'en', model: fixtureModel('en') } as const
const chinese = { locale: 'zh-CN', model: fixtureModel('zh-CN') } as const

test('an amount too long for a float keeps every digit', () => {
  expect(formatMoney({ amount: '9007199254740993.07', currency: 'EUR' }, 'en')).toBe('€9,007,199,254,740,993.07')
})

test('a currency without cents shows none', () => {
  expect(formatMoney({ amount: '1250', currency: 'JPY' }, 'en')).toBe('¥1,250')
  expect(formatMoney({ amount: '1250.50', currency: 'HUF' }, 'en')).toMatch(/1,250\.50$/)
})

test('a sum in a header is short in the words of each language', () => {
  const money = { amount: '1234567.00', currency: 'CNY' }
  expect([formatMoneyShort(money, 'en'), formatMoneyShort(money, 'zh-CN')]).toEqual(['¥1.2M', '¥123.5万'])
})

test('what is no currency code does not hide its amount', () => {
  expect(formatMoney({ amount: '5', currency: '??' }, 'en')).toBe('5 ??')
})

test('a calendar date is the same day in every time zone', () => {
  expect(formatDate('2026-01-01', 'en')).toBe('Jan 1, 2026')
  expect(formatDate('2026-01-01', 'zh-CN')).toBe('2026年1月1日')
})

test('times are told by their distance', () => {
  const now = Date.UTC(2026, 0, 10, 12)
  expect(formatRelative('2026-01-10T11:59:40Z', 'en', now)).toBe('now')
  expect(formatRelative('2026-01-07T12:00:00Z', 'en', now)).toBe('3 days ago')
  expect(formatRelative('2026-01-09T12:00:00Z', 'zh-CN', now)).toBe('昨天')
})

test('a choice is shown by its label, a reference and a user by their names, never by key or id', () => {
  const labels = { a1: 'Pudong Logistics' }
  const source = english.model.entities['opportunity']?.properties['source'] as FieldSchema
  expect(formatValue('fair', source, english)).toBe('Trade fair')
  expect(formatValue('fair', source, chinese)).toBe('展会')
  expect(formatValue('a1', field({ fieldType: 'reference' }), { ...english, labels })).toBe('Pudong Logistics')
  expect(formatValue('a2', field({ fieldType: 'reference' }), english)).toBe('Unnamed record')
  expect(formatValue('u2', field({ fieldType: 'user' }), english)).toBe('王小明')
})

test('an address runs from large to small in Chinese and from small to large in English', () => {
  const address = { line1: '1 Century Ave', city: 'Shanghai', postalCode: '200120', country: 'CN' }
  expect(formatValue(address, field({ fieldType: 'address' }), english)).toBe('1 Century Ave, 200120 Shanghai, China')
  expect(formatValue(address, field({ fieldType: 'address' }), chinese)).toBe('中国 Shanghai 1 Century Ave 200120')
})

test('adding and taking away the same amount leaves a sum as it was', () => {
  const sums = [{ amount: '0.10', currency: 'EUR' }]
  const more = addAmounts(sums, { amount: '0.2', currency: 'EUR' }, 1n)
  expect(more).toEqual([{ amount: '0.30', currency: 'EUR' }])
  expect(addAmounts(more, { amount: '0.2', currency: 'EUR' }, -1n)).toEqual(sums)
  expect(addAmounts(sums, { amount: '5', currency: 'CNY' }, 1n)).toContainEqual({ amount: '5', currency: 'CNY' })
})

test('a value shows without the characters that would turn around what stands beside it', () => {
  const turned = 'Invoice \u202efdp.exe\u2066\u2069\u202c'
  expect(formatValue(turned, field({ fieldType: 'text' }), english)).toBe('Invoice fdp.exe')
  expect(formatValue([turned, 'b'], field({ fieldType: 'tags' }), english)).toBe('Invoice fdp.exe, b')
  const labels = { one: turned }
  expect(nameOfReference('one', { ...english, labels })).toBe('Invoice fdp.exe')
  expect(nameOfUser('one', { ...chinese, labels })).toBe('Invoice fdp.exe')
  // Marks that join letters, and writing from right to left itself, are the writer's own.
  expect(formatValue('\u05e9\u05dc\u200f', field({ fieldType: 'text' }), english)).toBe('\u05e9\u05dc\u200f')
})
