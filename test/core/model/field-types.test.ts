import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import { FIELD_TYPES, type FieldType, type Symbology } from '@tenon/sdk/contract/field-type'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { FilterOperator } from '@tenon/sdk/contract/query'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { compileModel } from '../../../core/src/model/compile-model.ts'
import type { CompiledEntity, CompiledField } from '../../../core/src/model/compiled-model.ts'
import { slugOf } from '../../../core/src/model/field-types/coded-text-types.ts'
import { FIELD_TYPE_TABLE } from '../../../core/src/model/field-types/field-type-table.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { validateRecord } from '../../../core/src/model/validate-record.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { entity, field, pluginPackage } from './sample-model.ts'

const ID = '01890a5d-ac96-774b-bcce-b302099a8057'

/** Field type → values as given and as they come back. */
const ROUND_TRIPS: Record<FieldType, Array<[given: JsonValue, stored: JsonValue]>> = {
  text: [
    ['  plain ', 'plain'],
    [`'; drop table thing; -- "\\ %_`, `'; drop table thing; -- "\\ %_`],
    ['李雷 👩‍👩‍👧 مرحبا', '李雷 👩‍👩‍👧 مرحبا'],
    ['', null],
  ],
  longText: [
    ['line\nline', 'line\nline'],
    ['x'.repeat(100_000), 'x'.repeat(100_000)],
  ],
  email: [[' Ann.Lee@Example.COM ', 'ann.lee@example.com']],
  phone: [
    ['+86 138 0013 8000', '+8613800138000'],
    ['+1 (415) 555-0132', '+14155550132'],
  ],
  url: [
    ['https://example.com', 'https://example.com'],
    ['HTTPS://例子.测试/a?b=c#d', 'https://xn--fsqu00a.xn--0zwm56d/a?b=c#d'],
  ],
  integer: [
    [0, 0],
    [-0, 0],
    ['42', 42],
    [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    [Number.MIN_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
  ],
  decimal: [
    ['1234.5', '1234.50'],
    [0.1, '0.10'],
    ['-0', '0.00'],
    ['999999999999999999.99', '999999999999999999.99'],
    ['-999999999999999999.99', '-999999999999999999.99'],
  ],
  percent: [
    [12.5, 12.5],
    ['0.0001', 0.0001],
    [-100, -100],
    [0, 0],
  ],
  money: [
    [
      { amount: '1234.5', currency: 'usd' },
      { amount: '1234.50', currency: 'USD' },
    ],
    [
      { amount: '999999999999999999.99', currency: 'EUR' },
      { amount: '999999999999999999.99', currency: 'EUR' },
    ],
    [
      { amount: 1500, currency: 'JPY' },
      { amount: '1500', currency: 'JPY' },
    ],
    [
      { amount: '-1.005', currency: 'KWD' },
      { amount: '-1.005', currency: 'KWD' },
    ],
    [
      { amount: '12.5', currency: 'HUF' },
      { amount: '12.50', currency: 'HUF' },
    ],
    ['7', { amount: '7.00', currency: 'CNY' }],
    [{ amount: '' }, null],
  ],
  rating: [
    [5, 5],
    ['1', 1],
  ],
  boolean: [
    [true, true],
    [false, false],
    ['false', false],
  ],
  date: [
    ['2024-02-29', '2024-02-29'],
    ['0001-01-01', '0001-01-01'],
    ['9999-12-31', '9999-12-31'],
  ],
  dateTime: [
    ['2026-03-31T16:00:00+08:00', '2026-03-31T08:00:00.000Z'],
    ['2026-03-31T08:00:00.123456Z', '2026-03-31T08:00:00.123Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ],
  time: [
    ['08:30', '08:30:00'],
    ['23:59:59', '23:59:59'],
  ],
  choice: [['green', 'green']],
  multiChoice: [
    [
      ['blue', 'red', 'blue'],
      ['blue', 'red'],
    ],
    [[], null],
  ],
  reference: [[ID.toUpperCase(), ID]],
  user: [[ID, ID]],
  address: [
    [
      { line1: ' 1 Main St ', city: '上海', country: 'cn', line2: '' },
      { line1: '1 Main St', city: '上海', country: 'CN' },
    ],
    [{ city: ' ' }, null],
  ],
  json: [
    [
      { a: [1, null, { b: "'" }], '': -0 },
      { a: [1, null, { b: "'" }], '': 0 },
    ],
    [
      ['x', 'y'],
      ['x', 'y'],
    ],
    ['text', 'text'],
    [false, false],
    [1e21, 1e21],
  ],
  sequence: [['OPP-00042', 'OPP-00042']],
  richText: [
    ['# Title\n\n**李雷** <script>alert(1)</script> مرحبا', '# Title\n\n**李雷** <script>alert(1)</script> مرحبا'],
  ],
  code: [
    ['  select 1\r\n', '  select 1\n'],
    [' \n', null],
  ],
  emails: [
    [
      ['B@Example.com', ' a@example.com', 'b@example.COM'],
      ['b@example.com', 'a@example.com'],
    ],
    ['a@example.com, b@example.com', ['a@example.com', 'b@example.com']],
    [[], null],
  ],
  phones: [
    [
      ['+86 138 0013 8000', '+1 (415) 555-0132', '+8613800138000'],
      ['+8613800138000', '+14155550132'],
    ],
  ],
  urls: [[['https://example.com'], ['https://example.com']]],
  uuid: [[ID.toUpperCase(), ID]],
  slug: [
    ['neue-räder-2026', 'neue-räder-2026'],
    ['北京-销售', '北京-销售'],
    [' ', null],
  ],
  barcode: [
    ['ABC-123 x', 'ABC-123 x'],
    [4006381333931, '4006381333931'],
  ],
  color: [
    ['#1E90FF', '#1e90ff'],
    ['#fA0', '#ffaa00'],
  ],
  icon: [['building-2', 'building-2']],
  tags: [
    [
      ['VIP', ' vip ', '重要', 'two  words'],
      ['VIP', '重要', 'two words'],
    ],
    ['a，b；c', ['a', 'b', 'c']],
    [['', ' '], null],
  ],
  progress: [
    [0, 0],
    ['100', 100],
  ],
  duration: [
    ['1:30', 5400],
    ['1h 30m', 5400],
    ['PT90M', 5400],
    [90, 90],
    ['2d', 172_800],
    [3_155_760_000, 3_155_760_000],
    ['', null],
  ],
  yearMonth: [
    ['2026-03', '2026-03'],
    ['0001-01', '0001-01'],
    ['9999-12', '9999-12'],
  ],
  dateRange: [
    [
      { start: '2024-02-29', end: '2024-02-29' },
      { start: '2024-02-29', end: '2024-02-29' },
    ],
    [{ start: '2026-01-01' }, { start: '2026-01-01', end: null }],
    ['../2026-12-31', { start: null, end: '2026-12-31' }],
    ['2026-01-01/2026-12-31', { start: '2026-01-01', end: '2026-12-31' }],
    [{ start: null, end: null }, null],
  ],
  country: [
    [' cn ', 'CN'],
    ['', null],
  ],
  personName: [
    [
      { given: ' Mary  Ann ', family: 'Lee', prefix: 'Dr.', middle: '' },
      { given: 'Mary Ann', family: 'Lee', prefix: 'Dr.' },
    ],
    ['Ludwig van Beethoven', { given: 'Ludwig van', family: 'Beethoven' }],
    ['张伟', { family: '张', given: '伟' }],
    ['Prince', { given: 'Prince' }],
    [{ given: '' }, null],
  ],
  geoPoint: [
    [
      { lat: 31.2304167, lng: '121.4737012' },
      { lat: 31.230417, lng: 121.473701 },
    ],
    ['-90, 180', { lat: -90, lng: 180 }],
    [
      { lat: -0, lng: 0 },
      { lat: 0, lng: 0 },
    ],
  ],
  objectList: [
    [
      [{ part: ' Wheel ', price: '12.5', count: '3' }, { part: '' }, { part: '轮胎', price: null }],
      [{ part: 'Wheel', price: '12.50', count: 3 }, { part: '轮胎' }],
    ],
    [[], null],
  ],
}

/** Field type → two values, the first below the second, to filter by; absent where nothing is compared. */
const ORDERED: Partial<Record<FieldType, [JsonValue, JsonValue]>> = {
  text: ['a', 'b'],
  email: ['A@example.com', 'b@example.com'],
  phone: ['+14155550132', '+8613800138000'],
  url: ['https://a.example', 'https://b.example'],
  integer: [9, 10],
  decimal: ['9.5', '10.25'],
  percent: [9, 10.5],
  money: [{ amount: '9.99' }, { amount: '10' }],
  rating: [2, 3],
  boolean: [false, true],
  date: ['2025-12-31', '2026-01-01'],
  dateTime: ['2026-01-01T00:30:00+01:00', '2026-01-01'],
  time: ['09:59', '10:00'],
  choice: ['blue', 'green'],
  reference: [ID, 'ffffffff-ac96-774b-bcce-b302099a8057'],
  user: [ID, 'ffffffff-ac96-774b-bcce-b302099a8057'],
  sequence: ['OPP-00001', 'OPP-00002'],
  uuid: [ID, 'ffffffff-ac96-774b-bcce-b302099a8057'],
  slug: ['a-1', 'b-1'],
  barcode: ['A1', 'B1'],
  color: ['#000000', '#ffffff'],
  icon: ['bike', 'car'],
  progress: [9, 10],
  duration: ['59m', '1h'],
  yearMonth: ['2025-12', '2026-01'],
  dateRange: ['2025-12-31', '2026-01-01'],
  country: ['CN', 'US'],
  personName: ['Ann Lee', 'Bob Lee'],
}

/** The value whose comparable is the low one of `ORDERED`, where that is not the value itself. */
const STANDS_FOR: Partial<Record<FieldType, JsonValue>> = { dateRange: { start: '2025-12-31', end: '2026-03-01' } }

/** What a field of the type needs besides its label. */
const KEYWORDS: Partial<Record<FieldType, Partial<FieldSchema>>> = {
  money: { currency: 'CNY' },
  objectList: {
    items: {
      properties: { part: field('text'), price: field('decimal'), count: field('integer') },
      required: ['part'],
    },
  },
}

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

test('every field type is in the round trips', () => {
  expect(Object.keys(ROUND_TRIPS).sort()).toEqual([...FIELD_TYPES].sort())
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

  test.each(Object.entries(ORDERED))(
    '%s: a bound value compares as values of the type do',
    async (type, [low, high]) => {
      const compiled = fieldOf(type as FieldType)
      const row = await store(compiled, normalise(type as FieldType, STANDS_FOR[type as FieldType] ?? low))
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

  test.each(CONDITIONS)('%s: of %j it is true that %s %j: %s', async (type, value, op, compared, expected) => {
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
