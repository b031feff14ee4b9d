import { FIELD_TYPES, type FieldType, type Symbology } from '@tenon/sdk/contract/field-type'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { FilterOperator } from '@tenon/sdk/contract/query'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { compileModel } from '../../../core/src/model/compile-model.ts'
import type { CompiledEntity, CompiledField } from '../../../core/src/model/compiled-model.ts'
import { slugOf } from '../../../core/src/model/field-types/coded-text-types.ts'
import { CSV_FORMS } from '../../../core/src/model/field-types/csv-forms.ts'
import { FIELD_TYPE_TABLE } from '../../../core/src/model/field-types/field-type-table.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { validateRecord } from '../../../core/src/model/validate-record.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { ORDERED, STANDS_FOR } from './field-type-comparisons.ts'
import { EVERY_KEYWORD, KEYWORDS } from './field-type-keywords.ts'
import { ROUND_TRIPS } from './field-type-samples.ts'
import { SAMPLE_FILES } from './sample-files.ts'
import { entity, field, pluginPackage } from './sample-model.ts'

function compileThing(): CompiledEntity {
  const properties = Object.fromEntries(FIELD_TYPES.map((type) => [`${type}Field`, field(type, KEYWORDS[type] ?? {})]))
  const model = compileModel(mergeModel([pluginPackage('sample', { entities: [entity('thing', properties)] })], {}), 1)
  const thing = model.entities.get('thing')
  if (thing === undefined) throw new Error('no thing')
  return thing
}

const thing = compileThing()

function fieldOf(type: FieldType): CompiledField {
  const found = thing.fields.get(`${type}Field`)
  if (found === undefined) throw new Error(`no field of type ${type}`)
  return found
}

function normalise(type: FieldType, value: JsonValue): JsonValue {
  const values: JsonObject = { [`${type}Field`]: value }
  return (
    validateRecord(thing, values, { mode: type === 'sequence' ? 'complete' : 'update', locale: 'en' })[
      `${type}Field`
    ] ?? null
  )
}

/** What the store puts in for the ids that a file has instead of files. */
function withFacts(type: FieldType, value: JsonValue): JsonValue {
  if (type !== 'file' && type !== 'image') return value
  return (value as string[]).map((id) => SAMPLE_FILES[type].find((file) => (file as JsonObject)['id'] === id) ?? id)
}

test.each([
  ['what is written and read', ROUND_TRIPS],
  ['what is compared', ORDERED],
  ['what keywords are known', EVERY_KEYWORD],
])('every field type is in the table of %s', (_, table) => {
  expect(Object.keys(table).sort()).toEqual([...FIELD_TYPES].sort())
})

test.each(FIELD_TYPES)('%s: every keyword that the type knows is among the samples, and no other', (type) => {
  expect(Object.keys(EVERY_KEYWORD[type]).sort()).toEqual(
    [...FIELD_TYPE_TABLE[type].keywords].filter((keyword) => keyword !== 'options').sort(),
  )
})

test.each(FIELD_TYPES)('%s: a value stands in a cell of a file as text that gives the same value back', (type) => {
  for (const [, stored] of ROUND_TRIPS[type]) {
    if (stored === null) continue
    const text = CSV_FORMS[type].write(stored)
    expect(text).not.toBe('')
    const read = CSV_FORMS[type].read(text)
    expect('value' in read ? normalise(type, withFacts(type, read.value)) : read).toEqual(stored)
  }
})

describe.each(DATABASE_KINDS)('field types on %s', (kind) => {
  let database: Database
  beforeAll(async () => {
    database = await openTestDatabase(kind)
    await database.execute('create schema t_types')
    const columns = [...thing.fields.values()].flatMap((each) => each.columns)
    const lines = columns.map(({ name, type, check }) => `"${name}" ${type}${check ? ` check (${check})` : ''}`)
    await database.execute(`create table t_types.thing (row_id serial, ${lines.join(', ')})`)
  })
  afterAll(() => database?.close())

  async function store(compiled: CompiledField, value: JsonValue): Promise<number> {
    const columns = Object.entries(compiled.toColumns(value))
    const { rows } = await sql<{ row_id: number }>`
      insert into t_types.thing (${sql.join(columns.map(([name]) => sql.ref(name)))})
      values (${sql.join(columns.map(([, bound]) => sql`${bound}`))}) returning row_id`.execute(
      database.tenant('t_types'),
    )
    return rows[0]?.row_id ?? -1
  }

  async function read(compiled: CompiledField, row: number): Promise<[alone: JsonValue, inObject: JsonValue]> {
    const { rows } = await sql<{ alone: JsonValue; record: { value: JsonValue } }>`
      select ${compiled.selectJson('x')} as alone, json_build_object('value', ${compiled.selectJson('x')}) as record
      from t_types.thing x where row_id = ${row}`.execute(database.tenant('t_types'))
    return [rows[0]?.alone ?? null, rows[0]?.record.value ?? null]
  }

  test.each(FIELD_TYPES)('%s: what is written comes back in its stored form', async (type) => {
    for (const [given, stored] of ROUND_TRIPS[type]) {
      const normalised = normalise(type, given)
      expect(normalised).toEqual(stored)
      const row = await store(fieldOf(type), normalised)
      expect(await read(fieldOf(type), row)).toEqual([stored, stored])
    }
  })

  test.each(FIELD_TYPES)('%s: null is stored and comes back as null', async (type) => {
    const row = await store(fieldOf(type), null)
    expect(await read(fieldOf(type), row)).toEqual([null, null])
  })

  test.each(FIELD_TYPES.filter((type) => ORDERED[type] !== null))(
    '%s: a bound value compares as values of the type do',
    async (type) => {
      const [low, high] = ORDERED[type] ?? [null, null]
      const compiled = fieldOf(type)
      const row = await store(compiled, normalise(type, STANDS_FOR[type] ?? low))
      const { rows } = await sql<{ equal: boolean; less: boolean; wrong: boolean }>`
      select ${compiled.comparable('x')} = ${compiled.comparisonValue(low)} as equal,
        ${compiled.comparable('x')} < ${compiled.comparisonValue(high)} as less,
        ${compiled.comparable('x')} = ${compiled.comparisonValue(high)} as wrong
      from t_types.thing x where row_id = ${row}`.execute(database.tenant('t_types'))
      expect(rows[0]).toEqual({ equal: true, less: true, wrong: false })
    },
  )

  const CONDITIONS: Array<[FieldType, JsonValue, FilterOperator, JsonValue, boolean]> = [
    ['tags', ['VIP', '重要'], 'hasAny', ['x', '重要'], true],
    ['tags', ['VIP', '重要'], 'hasAny', ['x'], false],
    ['tags', ['VIP', '重要'], 'hasAny', [], false],
    ['tags', ['VIP', '重要'], 'hasAll', ['VIP', '重要'], true],
    ['tags', ['VIP', '重要'], 'hasAll', ['VIP', 'x'], false],
    ['emails', ['a@example.com'], 'hasAny', ['A@EXAMPLE.com'], true],
    ['phones', ['+14155550132'], 'hasAll', ['+1 (415) 555-0132'], true],
    ['multiChoice', ['red', 'blue'], 'hasAll', ['blue'], true],
    ['multiChoice', ['red', 'blue'], 'hasAny', ['green'], false],
    ['dateRange', { start: '2026-03-01', end: '2026-03-31' }, 'covers', '2026-03-31', true],
    ['dateRange', { start: '2026-03-01', end: '2026-03-31' }, 'covers', '2026-04-01', false],
    ['dateRange', { start: '2026-03-01', end: null }, 'covers', '9999-12-31', true],
    ['dateRange', { start: null, end: '2026-03-31' }, 'covers', '0001-01-01', true],
    ['dateRange', { start: '2026-03-01', end: '2026-03-31' }, 'overlaps', { start: '2026-03-31', end: null }, true],
    ['dateRange', { start: '2026-03-01', end: '2026-03-31' }, 'overlaps', '../2026-02-28', false],
    // Shanghai lies about 1,068 km from Beijing.
    ['geoPoint', { lat: 31.2304, lng: 121.4737 }, 'within', { lat: 39.9042, lng: 116.4074, km: 1075 }, true],
    ['geoPoint', { lat: 31.2304, lng: 121.4737 }, 'within', { lat: 39.9042, lng: 116.4074, km: 1060 }, false],
    // Across the date line and over a pole.
    ['geoPoint', { lat: 0, lng: 179.9 }, 'within', { lat: 0, lng: -179.9, km: 30 }, true],
    ['geoPoint', { lat: 89.9, lng: 0 }, 'within', { lat: 89.9, lng: 180, km: 30 }, true],
  ]

  test.each(CONDITIONS)('%s: of %j it is true that %s %j: %s', async (...[type, value, op, compared, expected]) => {
    const compiled = fieldOf(type)
    const row = await store(compiled, normalise(type, value))
    const empty = await store(compiled, null)
    const condition = compiled.condition(op, { alias: 'x', value: compared, locale: 'en' })
    const { rows } = await sql<{ row_id: number }>`
      select row_id from t_types.thing x where row_id in (${row}, ${empty}) and ${condition}`.execute(
      database.tenant('t_types'),
    )
    expect(rows).toEqual(expected ? [{ row_id: row }] : [])
  })

  test.each([
    ['personName', { given: 'Ann', middle: 'B.', family: 'Lee', prefix: 'Dr.', suffix: 'PhD' }, 'Dr. Ann B. Lee PhD'],
    ['personName', { family: '张', given: '伟' }, '张伟'],
    ['personName', { given: 'Prince' }, 'Prince'],
    ['text', '李雷', '李雷'],
    ['duration', 5400, '5400'],
  ] as Array<[FieldType, JsonValue, string]>)('%s: a record titled by %j is called %s', async (type, value, title) => {
    const compiled = fieldOf(type)
    const row = await store(compiled, value)
    const { rows } = await sql<{ title: string }>`
      select ${compiled.titleText('x')} as title from t_types.thing x where row_id = ${row}`.execute(
      database.tenant('t_types'),
    )
    expect(rows[0]?.title).toBe(title)
  })

  test.each([
    ['tags', ['VIP', '重要客户'], '要客'],
    ['objectList', [{ part: '轮胎', price: '12.50' }], '轮胎'],
    ['personName', { family: '张', given: '伟' }, '张伟'],
  ] as Array<[FieldType, JsonValue, string]>)('%s: %j is found by a part of its text', async (type, value, part) => {
    const compiled = fieldOf(type)
    const row = await store(compiled, normalise(type, value))
    const { rows } = await sql<{ row_id: number }>`
      select row_id from t_types.thing x
      where row_id = ${row} and ${compiled.searchText('x')} ilike ${`%${part}%`}`.execute(database.tenant('t_types'))
    expect(rows).toHaveLength(1)
  })

  test('multi-choice: one option is found among the chosen', async () => {
    const compiled = fieldOf('multiChoice')
    const row = await store(compiled, ['red', 'blue'])
    const { rows } = await sql<{ has: boolean; lacks: boolean }>`
      select ${compiled.comparisonValue('blue')} = any(${compiled.comparable('x')}) as has,
        ${compiled.comparisonValue('green')} = any(${compiled.comparable('x')}) as lacks
      from t_types.thing x where row_id = ${row}`.execute(database.tenant('t_types'))
    expect(rows[0]).toEqual({ has: true, lacks: false })
  })

  test('address: any of its lines can be searched', async () => {
    const compiled = fieldOf('address')
    const row = await store(compiled, { city: '上海', country: 'CN' })
    const { rows } = await sql<{ text: string }>`
      select ${compiled.comparable('x')} as text from t_types.thing x where row_id = ${row}`.execute(
      database.tenant('t_types'),
    )
    expect(rows[0]?.text).toBe('上海, CN')
  })

  test('the types of the columns are spelled as PostgreSQL spells them', async () => {
    const { rows } = await database.execute(`
      select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
      where attrelid = 't_types.thing'::regclass and attnum > 1 order by attnum`)
    const columns = [...thing.fields.values()].flatMap((each) => each.columns)
    expect(rows).toEqual(columns.map(({ name, type }) => ({ name, type })))
  })

  test('the columns themselves refuse ratings and currencies that cannot be', async () => {
    await expect(database.execute('insert into t_types.thing (rating_field) values (11)')).rejects.toThrow(/check/)
    await expect(
      database.execute(`insert into t_types.thing (money_field, money_field_currency) values (1, 'us1')`),
    ).rejects.toThrow(/check/)
  })
})

test.each([
  ['tags', ['x'.repeat(61)], '/0'],
  ['tags', Array.from({ length: 101 }, (_, index) => `t${index}`), ''],
  ['emails', ['ok@example.com', 'nobody'], '/1'],
  ['slug', 'Neue Räder', ''],
  ['color', 'blue', ''],
  ['icon', '<svg>', ''],
  ['progress', 101, ''],
  ['duration', '1:75', ''],
  ['duration', 3_155_760_001, ''],
  ['yearMonth', '2026-13', ''],
  ['dateRange', { start: '2026-03-02', end: '2026-03-01' }, '/end'],
  ['dateRange', { start: '2026-02-30' }, '/start'],
  ['dateRange', '2026-03-01', ''],
  ['country', 'ZZ', ''],
  ['country', 'Narnia', ''],
  ['personName', { suffix: 'Jr.' }, ''],
  ['personName', { first: 'Ann' }, '/first'],
  ['geoPoint', { lat: 91, lng: 0 }, ''],
  ['geoPoint', { lat: Number.NaN, lng: 0 }, ''],
  ['geoPoint', '1;2', ''],
  ['objectList', [{ price: '1.00' }], '/0/part'],
  ['objectList', [{ part: 'a', price: '1.005' }], '/0/price'],
  ['objectList', [{ part: 'a', colour: 'red' }], '/0/colour'],
  ['objectList', { part: 'a' }, ''],
  ['code', 5, ''],
  ['uuid', 'x', ''],
] as Array<[FieldType, JsonValue, string]>)('%s refuses %j and points at the place', (type, value, pointer) => {
  try {
    normalise(type, value)
  } catch (error) {
    expect(error).toMatchObject({ code: 'VALIDATION_FAILED', problems: [{ pointer: `/${type}Field${pointer}` }] })
    return
  }
  throw new Error('it was accepted')
})

test('a JSON field takes what its own schema allows, and points into what it does not', () => {
  const schema = field('json', {
    valueSchema: { type: 'object', properties: { size: { type: 'integer' } }, required: ['size'] },
  })
  const { json } = FIELD_TYPE_TABLE
  expect(json.normalise({ size: 3, more: [1] }, schema)).toEqual({ value: { size: 3, more: [1] } })
  expect(json.normalise({ size: 'x' }, schema)).toMatchObject({ rule: 'type', pointer: '/size' })
  expect(json.normalise({}, schema)).toMatchObject({ rule: 'required' })
})

test.each([
  ['ean13', '4006381333931', '4006381333932'],
  ['ean8', '73513537', '73513538'],
  ['upcA', '036000291452', '036000291453'],
] as Array<[Symbology, string, string]>)(
  'a barcode of kind %s takes %s and refuses %s, of which a digit is wrong',
  (symbology, good, bad) => {
    const schema = field('barcode', { symbology })
    const { barcode } = FIELD_TYPE_TABLE
    expect(barcode.normalise(` ${good} `, schema)).toEqual({ value: good })
    expect(barcode.normalise(bad, schema)).toMatchObject({ rule: 'format' })
    expect(barcode.normalise(good.slice(1), schema)).toMatchObject({ rule: 'format' })
  },
)

test.each([
  ['Neue Räder 2026!', 'neue-räder-2026'],
  ['  北京 销售·二部 ', '北京-销售-二部'],
  ['--', ''],
  ['x'.repeat(200), 'x'.repeat(100)],
])('the slug of %j is %j', (text, slug) => {
  expect(slugOf(text)).toBe(slug)
  expect(slug === '' || 'value' in FIELD_TYPE_TABLE.slug.normalise(slug, field('slug'))).toBe(true)
})

test.each([
  ['integer', 'x'],
  ['integer', null],
  ['date', '2026-02-30'],
  ['dateTime', {}],
  ['reference', 'not-an-id'],
  ['money', { amount: 'lots' }],
  ['text', 5],
  ['text', 'a\u0000b'],
  ['json', 1],
  ['boolean', 'maybe'],
] as Array<[FieldType, JsonValue]>)('a filter on %s by %j is refused before it reaches the database', (type, value) => {
  expect(() => fieldOf(type).comparisonValue(value)).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED' }))
})
