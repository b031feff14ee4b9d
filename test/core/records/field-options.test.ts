import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { entity, field, pluginPackage } from '../model/sample-model.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

const things = [
  entity(
    'thing',
    {
      code: field('text', { unique: true, caseFolded: true }),
      page: field('slug', { slugFrom: 'name', unique: true }),
      short: field('slug', { slugFrom: 'name', maxLength: 12 }),
      place: field('text'),
      day: field('date'),
      city: field('country'),
      phone: field('phone'),
      number: field('sequence', { sequence: { prefix: 'NO-{YYYY}-', padding: 4, reset: 'year' } }),
    },
    {
      required: ['page'],
      uniqueTogether: [
        { fields: ['place', 'day'] },
        { fields: ['place', 'city'], message: { en: 'One for each country.', 'zh-CN': '每个国家只能有一个。' } },
      ],
    },
  ),
  entity(
    'room',
    { house: field('text'), door: field('text') },
    { uniqueTogether: [{ fields: ['house', 'door'], caseFolded: true }] },
  ),
]
const model = mergeModel([pluginPackage('sample', { entities: things })], {})

describe.each(DATABASE_KINDS)('options of fields on %s', (kind) => {
  let tenon: TestRecords
  let admin: RequestContext
  beforeAll(async () => {
    tenon = await openTestRecords(kind, model)
    admin = tenon.system
  }, 60_000)
  afterAll(() => tenon?.close())

  const create = (values: JsonObject, ctx = admin) =>
    tenon.createRecord(ctx, { entity: 'thing', values: { name: 'thing', ...values } })

  async function problemOf(write: Promise<unknown>): Promise<unknown> {
    return write.then(
      () => null,
      (error: { problems?: unknown[] }) => error.problems?.[0],
    )
  }

  test.each([
    ['Ann-1', 'ANN-1'],
    ['ÄRGER', 'ärger'],
    ['straße', 'STRASSE'],
    ['ΟΔΟΣ', 'οδος'],
    ['москва', 'Москва'],
  ])('of %s and %s, the same but for capitals, only one is stored, also by an update', async (one, other) => {
    const first = await create({ code: one })
    const before = await tenon.count('thing')
    expect(await problemOf(create({ code: other }))).toMatchObject({ pointer: '/code', rule: 'unique' })
    const second = await create({ code: `${one}-second` })
    const update = { entity: 'thing', id: second.id, version: second.version, values: { code: other } }
    expect(await problemOf(tenon.updateRecord(admin, update))).toMatchObject({ pointer: '/code' })
    expect(await tenon.count('thing')).toBe(before + 1)
    // What the record itself has is no other record's, and a deleted record has nothing.
    const own = { entity: 'thing', id: first.id, version: first.version, values: { code: other } }
    const changed = await tenon.updateRecord(admin, own)
    await tenon.deleteRecord(admin, { entity: 'thing', id: first.id, version: changed.version })
    expect(await create({ code: one })).toMatchObject({ code: one })
  })

  test('fields that are unique together may each be there twice, and only their combination may not', async () => {
    await create({ place: 'Hall', day: '2026-03-01' })
    await create({ place: 'Hall', day: '2026-03-02' })
    await create({ place: 'Yard', day: '2026-03-01' })
    // No value is no combination.
    await create({ place: 'Hall' })
    await create({ place: 'Hall' })
    const before = await tenon.count('thing')
    expect(await problemOf(create({ place: 'Hall', day: '2026-03-01' }))).toEqual({
      pointer: '/place',
      rule: 'uniqueTogether',
      message: 'Another thing has the same The text ‘Hall’ and The date ‘Mar 1, 2026’ already',
    })
    const both = [
      { name: 'a', place: 'Roof', day: '2026-03-01' },
      { name: 'b', place: 'Roof', day: '2026-03-01' },
    ]
    const batch = tenon.createRecords(admin, { entity: 'thing', records: both })
    await expect(batch).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
    expect(await tenon.count('thing')).toBe(before)
  })

  test('a combination without regard to capitals is there once, and each write of a batch that has it is told', async () => {
    const room = (house: string, door: string) => ({ name: 'room', house, door })
    const build = (...records: JsonObject[]) => tenon.createRecords(admin, { entity: 'room', records })
    await build(room('Ärger', 'A'))
    expect(await problemOf(build(room('ÄRGER', 'a')))).toMatchObject({ rule: 'uniqueTogether', pointer: '/house' })
    const batch = build(room('Ärger', 'b'), room('ärger', 'a'), room('Ärger', 'c'))
    await expect(batch).rejects.toMatchObject({ problems: [{ rule: 'uniqueTogether' }] })
    expect(await tenon.count('room')).toBe(1)
    await build(room('ärger', 'b'))
  })

  test('a combination’s own message is told in the reader’s language', async () => {
    await create({ place: 'Dock', city: 'CN' })
    const chinese = tenon.as(admin.actor, 'zh-CN')
    expect(await problemOf(create({ place: 'Dock', city: 'CN' }))).toMatchObject({ message: 'One for each country.' })
    const problem = await problemOf(create({ place: 'Dock', city: 'CN' }, chinese))
    expect(problem).toMatchObject({ message: '每个国家只能有一个。' })
  })

  test('a slug is made of the title, has a number where it is taken, and stays as it was given', async () => {
    expect(await create({ name: 'Neue Räder 2026!' })).toMatchObject({ page: 'neue-räder-2026', short: 'neue-räder' })
    expect(await create({ name: 'Neue Räder 2026?' })).toMatchObject({ page: 'neue-räder-2026-2', short: 'neue-räder' })
    expect(await create({ name: 'Neue Räder 2026', page: 'other' })).toMatchObject({ page: 'other' })
    expect(await create({ name: '北京 销售' })).toMatchObject({ page: '北京-销售' })
    // Signs alone make no address, and many records here are called thing.
    expect(await create({ name: '!!!' })).toMatchObject({ page: expect.stringMatching(/^thing-\d+$/) })
    expect(await problemOf(create({ page: 'other' }))).toMatchObject({ pointer: '/page', rule: 'unique' })
  })

  test('those who create records of one title at the same moment all get a slug of their own', async () => {
    const records = await Promise.all(Array.from({ length: 12 }, () => create({ name: 'Rush hour' })))
    const pages = records.map(({ page }) => String(page))
    expect(new Set(pages).size).toBe(12)
    expect(pages.every((page) => /^rush-hour(-\d+)?$/.test(page))).toBe(true)
  })

  test('numbers of a year are given once each, whoever writes at the same time, and begin again with the next', async () => {
    const year = new Date().getUTCFullYear()
    const batch = () =>
      tenon.createRecords(admin, { entity: 'thing', records: [{ name: 'n' }, { name: 'n' }, { name: 'n' }] })
    const records = (await Promise.all(Array.from({ length: 8 }, batch))).flat()
    const numbers = records.map(({ number }) => String(number))
    expect(new Set(numbers).size).toBe(24)
    expect(numbers.every((number) => new RegExp(`^NO-${year}-\\d{4}$`).test(number))).toBe(true)
    // As it is on the first of January: the counter is last year's.
    const table = sql`${sql.id(tenon.tenant.schema, '_sequence')}`
    await sql`update ${table} set field_id = replace(field_id, ${`@${year}`}, ${`@${year - 1}`})`.execute(
      tenon.database.control,
    )
    expect(await create({})).toMatchObject({ number: `NO-${year}-0001` })
    expect(await create({})).toMatchObject({ number: `NO-${year}-0002` })
  })

  test('numbers follow one another, however many records are made at once', async () => {
    const numbers: number[] = []
    for (const size of [1, 3, 2, 3, 1]) {
      const records = Array.from({ length: size }, () => ({ name: 'row' }))
      const made = await tenon.createRecords(admin, { entity: 'thing', records })
      numbers.push(...made.map(({ number }) => Number(String(number).slice(-4))))
    }
    const [first = Number.NaN] = numbers
    expect(numbers).toEqual(Array.from({ length: 10 }, (_, index) => first + index))
  })

  test('a phone number is E.164, and what was typed for it comes back with the record alone', async () => {
    const { id, version, ...record } = await create({ phone: ' +86 138 0013 8000 ' })
    expect(record).toMatchObject({ phone: '+8613800138000', $typed: { phone: '+86 138 0013 8000' } })
    const read = async () => tenon.getRecord(admin, { entity: 'thing', id })
    expect(await read()).toMatchObject({ $typed: { phone: '+86 138 0013 8000' } })
    const where = { field: 'id', op: 'eq' as const, value: id }
    const page = await tenon.findRecords(admin, { entity: 'thing', where })
    expect(page.records[0]).not.toHaveProperty('$typed')
    const retyped = { entity: 'thing', id, version, values: { phone: '+86 (138) 00138000' } }
    const after = await tenon.updateRecord(admin, retyped)
    expect(after).toMatchObject({ phone: '+8613800138000', $typed: { phone: '+86 (138) 00138000' } })
    const cleared = { entity: 'thing', id, version: after.version, values: { phone: null } }
    expect(await tenon.updateRecord(admin, cleared)).not.toHaveProperty('$typed')
    expect(await read()).not.toHaveProperty('$typed')
  })
})
