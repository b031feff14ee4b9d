import { FIELD_TYPES, type FieldType } from '@tenon/sdk/contract/field-type'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { compileModel } from '../../../core/src/model/compile-model.ts'
import type { CompiledEntity, CompiledField } from '../../../core/src/model/compiled-model.ts'
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
}

function compileThing(): CompiledEntity {
  const properties = Object.fromEntries(
    FIELD_TYPES.map((type) => [`${type}Field`, field(type, type === 'money' ? { currency: 'CNY' } : {})]),
  )
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
      const row = await store(compiled, normalise(type as FieldType, low))
      const { rows } = await sql<{ equal: boolean; less: boolean; wrong: boolean }>`
      select ${compiled.comparable('x')} = ${compiled.comparisonValue(low)} as equal,
        ${compiled.comparable('x')} < ${compiled.comparisonValue(high)} as less,
        ${compiled.comparable('x')} = ${compiled.comparisonValue(high)} as wrong
      from t_types.thing x where row_id = ${row}`.execute(database.tenant('t_types'))
      expect(rows[0]).toEqual({ equal: true, less: true, wrong: false })
    },
  )

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
