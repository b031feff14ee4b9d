import type { FindRecordsInput } from '@tenon/sdk/contract/query'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { makeCheckDuplicates } from '../../../core/src/records/duplicates/check-duplicates.ts'
import { makeSearchRecords } from '../../../core/src/records/search-records.ts'
import { entity, field, pluginPackage } from '../model/sample-model.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

const duplicates = [
  { name: 'alike', label: { en: 'Alike' }, match: [{ field: 'name', by: 'name' as const }], onWrite: 'warn' as const },
  { name: 'same', label: { en: 'Same' }, match: [{ field: 'note', by: 'exact' as const }], onWrite: 'warn' as const },
]
const DOCUMENT = mergeModel(
  [
    pluginPackage('demo', {
      entities: [
        entity(
          'person',
          {
            name: field('text', { searchable: true }),
            nick: field('text', { indexed: true }),
            note: field('text', {}),
            boss: field('reference', { reference: { entity: 'person', onDelete: 'setNull' } }),
          },
          { duplicates },
        ),
      ],
    }),
  ],
  {},
)

// Latin with and without accents, capitals and ligatures, simplified and traditional Chinese, full and half width, what a
// pattern or a query takes for its own, signs of two halves, and one of several signs.
const SIGNS = [
  ...'aAbBzéÉßIıİσςΣ-_ %\\\'"&|!:*()',
  ...'公司车車国國台臺啊一龥ＡｂＺ１ｱｶﾞアガ　、，',
  ...['\u{20000}', '\u{2f800}', '😀', '👨‍👩‍👧', 'e\u0301', 'ﬁ', '㈱', '\u200b'],
]
const sign = fc.constantFrom(...SIGNS)
const textOf = (maxLength: number) =>
  fc
    .array(sign, { minLength: 1, maxLength })
    .map((signs) => signs.join(''))
    .filter((text) => text.trim() === text && text !== '')

const PLACES = [
  ['pglite', {}],
  ['postgres', {}],
  ['postgres', { icuLocale: 'zh-Hans-CN' }],
] as const

let places: TestRecords[]
beforeAll(async () => {
  places = []
  for (const [kind, order] of PLACES) places.push(await openTestRecords(kind, DOCUMENT, order))
  const texts = fc.sample(fc.tuple(textOf(8), textOf(6), textOf(3)), { numRuns: 150, seed: 11 })
  const records = texts.map(([name, nick, note]) => ({ name, nick, note }))
  for (const place of places) {
    const [boss] = await place.createRecords(place.system, { entity: 'person', records: [{ name: '王 Boss' }] })
    const named = records.map((one, at) => (at % 3 === 0 ? { ...one, boss: boss?.id ?? null } : one))
    await place.createRecords(place.system, { entity: 'person', records: named })
  }
}, 120_000)
afterAll(async () => {
  for (const place of places ?? []) await place.close()
})

/** What each of the databases answers, which is to be one and the same. */
async function inAll<T>(question: string, ask: (place: TestRecords) => Promise<T>): Promise<T> {
  const [first, ...others] = await Promise.all(places.map(ask))
  for (const [at, other] of others.entries())
    expect(other, `${question} in ${JSON.stringify(PLACES[at + 1])}`).toEqual(first)
  return first as T
}

const shown = (records: readonly object[]) =>
  records.map((record) => ['name', 'nick', 'note'].map((name) => (record as Record<string, unknown>)[name]))

const list = (input: Omit<FindRecordsInput, 'entity'>) =>
  inAll(JSON.stringify(input), async (place) => {
    const page = await place.findRecords(place.system, { entity: 'person', limit: 200, count: true, ...input })
    return [page.count, ...shown(page.records)]
  })

test('searches and conditions answer alike and in the same order on every database, whatever its locale', async () => {
  const parts = fc.sample(textOf(3), { numRuns: 40, seed: 12 })
  let found = 0
  for (const value of parts) {
    const [count] = await list({ search: value })
    found += Number(count)
    for (const op of ['contains', 'startsWith', 'eq'] as const) {
      for (const name of ['name', 'nick', 'note']) await list({ where: { field: name, op, value } })
    }
  }
  expect(found).toBeGreaterThan(parts.length)
}, 240_000)

test('searches over everything and what is taken for duplicates do so too', async () => {
  for (const value of fc.sample(textOf(4), { numRuns: 30, seed: 13 })) {
    await inAll(value, async (place) => {
      const { hits } = await makeSearchRecords(place)(place.system, { text: value, limit: 20 })
      return hits.map(
        ({ title, match, field: at, text }: { title: unknown; match: unknown; field: unknown; text?: unknown }) => [
          title,
          match,
          at,
          text,
        ],
      )
    })
    await inAll(value, async (place) => {
      const { rules } = await makeCheckDuplicates(place)(place.system, {
        entity: 'person',
        values: { name: value, note: value },
      })
      return rules.map(({ rule, records }) => [rule, records.map(({ title }) => title)])
    })
  }
}, 240_000)
