import type { FieldType } from '@tenon/sdk/contract/field-type'
import type { FindRecordsInput, RecordPage } from '@tenon/sdk/contract/query'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { snakeCase } from '../../../core/src/model/sql-names.ts'
import { everyTypeDocument, makeRealIds, nameOf, type RealIds, realValue, SAMPLES } from './every-type-bench.ts'
import { lendUploads } from './lend-uploads.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

/** A statement is sent in the plain way, then kept, then sent without asking for its columns. */
const TIMES = 5

describe('a page or a record as JSON, put together from the bytes that PostgreSQL sends', () => {
  let tenon: TestRecords
  let admin: RequestContext
  let ids: RealIds
  let made: string[]

  beforeAll(async () => {
    tenon = await openTestRecords('postgres', everyTypeDocument)
    admin = tenon.system
    ids = await makeRealIds(tenon)
    await lendUploads(tenon, 'thing')
    const records = SAMPLES.map(({ type, name, given }) => ({ name, [nameOf(type)]: realValue(type, given, ids) }))
    made = (await tenon.createRecords(admin, { entity: 'thing', records })).map(({ id }) => id)
  }, 60_000)
  afterAll(() => tenon?.close())

  async function expectSamePage(ctx: RequestContext, input: Omit<FindRecordsInput, 'entity'>): Promise<void> {
    const asked = { ...input, entity: 'thing' }
    const page = JSON.parse(JSON.stringify(await tenon.findRecords(ctx, asked)))
    for (let time = 0; time < TIMES; time++) {
      const text = await tenon.findRecordsText(ctx, asked)
      expect(text).not.toBeNull()
      expect(JSON.parse(String(text))).toEqual(page)
    }
  }

  test('a page of fields of every type says what the page of records says, with the same cursors', async () => {
    for (const limit of [1, 7, 50, 200]) await expectSamePage(admin, { limit })
    await expectSamePage(admin, { limit: 20, sort: [{ field: nameOf('dateTime'), direction: 'desc' }] })
    await expectSamePage(admin, { limit: 20, where: { field: 'name', op: 'eq', value: 'nobody' } })
    await expectSamePage(admin, { limit: 20, fields: ['ownerId', 'createdAt', nameOf('reference')] })
    await expectSamePage(admin, { limit: 20, fields: [] })
  })

  test('any page of a walk in either direction says what the page of records says, without titles where none are asked for', async () => {
    const walks: Array<Omit<FindRecordsInput, 'entity'>> = [
      { limit: 7 },
      { limit: 9, count: true, sort: [{ field: nameOf('dateTime'), direction: 'desc' }] },
      { limit: 5, fields: [nameOf('reference')], where: { field: 'name', op: 'isNull', value: false } },
    ]
    const bare = ({ records, ...ends }: RecordPage<TenonRecord>) => ({
      records: records.map(({ $labels: _labels, ...rest }) => rest),
      ...ends,
    })
    const expectSame = async (asked: FindRecordsInput) => {
      const page = JSON.parse(JSON.stringify(await tenon.findRecords(admin, asked)))
      const [told, untold] = [
        await tenon.findPageText(admin, { ...asked, maxLength: 1_000_000 }),
        await tenon.findPageText(admin, { ...asked, labels: false }),
      ]
      expect(JSON.parse(String(told?.text))).toEqual(page)
      expect(told?.records).toBe(page.records.length)
      expect(JSON.parse(String(untold?.text))).toEqual(bare(page))
      expect(String(untold?.text)).not.toContain('$labels')
      return page as RecordPage<TenonRecord>
    }
    for (const walk of walks) {
      let page = await expectSame({ entity: 'thing', ...walk })
      let steps = 0
      for (; page.nextCursor !== null; steps++) {
        page = await expectSame({ entity: 'thing', ...walk, after: page.nextCursor })
      }
      for (; page.prevCursor !== null; steps--) {
        page = await expectSame({ entity: 'thing', ...walk, before: page.prevCursor })
      }
      expect(steps).toBe(0)
      const none = { entity: 'thing', ...walk, where: { field: 'name', op: 'eq' as const, value: 'nobody' } }
      await expectSame(none)
      const { nextCursor } = await tenon.findRecords(admin, { entity: 'thing', ...walk })
      if (nextCursor !== null) await expectSame({ ...none, after: nextCursor })
    }
  })

  test('a page far longer than it may be is left with the database, one that is not is there', async () => {
    const asked = { entity: 'thing', limit: 50 }
    const whole = await tenon.findPageText(admin, asked)
    const { length = 0 } = whole?.text ?? {}
    expect((await tenon.findPageText(admin, { ...asked, maxLength: length }))?.text).toEqual(whole?.text)
    const { id } = await tenon.createRecord(admin, {
      entity: 'thing',
      values: { name: 'very long', longTextField: 'y'.repeat(9_000) },
    })
    const long = { entity: 'thing', where: { field: 'id', op: 'eq' as const, value: id }, limit: 1, maxLength: 1_000 }
    await expect(tenon.findPageText(admin, long)).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
      message: expect.stringContaining("This page of 'thing' would be longer than 1000 characters of JSON"),
    })
    await tenon.deleteRecord(admin, { entity: 'thing', id, version: 1 })
  })

  test('a record says what the record says, and its version', async () => {
    for (const id of made) {
      const asked = { entity: 'thing', id }
      const record = JSON.parse(JSON.stringify(await tenon.getRecord(admin, asked)))
      const answer = await tenon.getRecordText(admin, asked)
      expect(answer?.version).toBe(record.version)
      expect(JSON.parse(String(answer?.text))).toEqual(record)
    }
  })

  test('any text comes back as it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), async (text) => {
        fc.pre(!text.includes('\0') && text.trim() !== '')
        const { id } = await tenon.createRecord(admin, {
          entity: 'thing',
          values: { name: 'text', longTextField: text },
        })
        const asked = { entity: 'thing', id, fields: ['longTextField'] }
        const [record, answer] = [await tenon.getRecord(admin, asked), await tenon.getRecordText(admin, asked)]
        expect(JSON.parse(String(answer?.text))).toEqual(JSON.parse(JSON.stringify(record)))
      }),
      { numRuns: 60 },
    )
  })

  test('any point in time, day, decimal, percentage and amount of any currency says what the record says', async () => {
    const fields = ['dateTime', 'date', 'decimal', 'percent', 'money'].map((type) => nameOf(type as FieldType))
    const [dateTime = '', date = '', decimal = '', percent = '', money = ''] = fields
    const days = { min: new Date('0001-01-02T00:00:00Z'), max: new Date('9999-12-30T23:59:59.999Z') }
    const digits = (most: number) => fc.integer({ min: -(10 ** 8), max: 10 ** 8 }).map((whole) => whole / 10 ** most)
    const values = fc.record({
      [dateTime]: fc.date({ ...days, noInvalidDate: true }).map((time) => time.toISOString()),
      [date]: fc.date({ ...days, noInvalidDate: true }).map((time) => time.toISOString().slice(0, 10)),
      [decimal]: digits(2).map((value) => value.toFixed(2)),
      [percent]: digits(4),
      [money]: fc.oneof(
        fc.record({ amount: digits(2).map((value) => value.toFixed(2)), currency: fc.constantFrom('USD', 'CNY') }),
        fc.record({ amount: digits(0).map(String), currency: fc.constantFrom('JPY', 'KRW') }),
        fc.record({ amount: digits(3).map((value) => value.toFixed(3)), currency: fc.constant('KWD') }),
      ),
    })
    await fc.assert(
      fc.asyncProperty(values, async (given) => {
        const { id } = await tenon.createRecord(admin, { entity: 'thing', values: { name: 'numbers', ...given } })
        const asked = { entity: 'thing', id, fields: [...fields, 'createdAt'] }
        const [record, answer] = [await tenon.getRecord(admin, asked), await tenon.getRecordText(admin, asked)]
        expect(JSON.parse(String(answer?.text))).toEqual(JSON.parse(JSON.stringify(record)))
      }),
      { numRuns: 100 },
    )
  })

  test('amounts that are stored with more digits than their currency has keep them', async () => {
    const schema = sql.id(admin.tenant.schema, 'thing')
    const money = nameOf('money')
    const { id } = await tenon.createRecord(admin, {
      entity: 'thing',
      values: { name: 'odd', [money]: { amount: '1', currency: 'USD' } },
    })
    const column = sql.id(snakeCase(money))
    for (const [stored, shown] of [
      ['12.345600', '12.3456'],
      ['-0.000001', '-0.000001'],
      ['100', '100.00'],
    ]) {
      await sql`update ${schema} set ${column} = ${stored}::numeric where id = ${id}::uuid`.execute(
        tenon.database.tenant(admin.tenant.schema),
      )
      const asked = { entity: 'thing', id, fields: [money] }
      const [record, answer] = [await tenon.getRecord(admin, asked), await tenon.getRecordText(admin, asked)]
      expect(record[money]).toEqual({ amount: shown, currency: 'USD' })
      expect(JSON.parse(String(answer?.text))).toEqual(JSON.parse(JSON.stringify(record)))
    }
  })

  test('of what is not there, and of what is asked in other ways, there is none', async () => {
    const [id = ''] = made
    const asked = { entity: 'thing', id: '01890a5d-ac96-774b-bcce-000000000000' }
    expect(await tenon.getRecordText(admin, asked)).toBeNull()
    expect(await tenon.getRecordText(admin, { entity: 'thing', id: 'no-id' })).toBeNull()
    expect(await tenon.getRecordText(admin, { entity: 'thing', id, expand: [nameOf('reference')] })).toBeNull()
    expect(await tenon.findRecordsText(admin, { entity: 'thing', count: true })).toBeNull()
    expect(await tenon.findRecordsText(admin, { entity: 'thing', search: 'plain' })).toBeNull()
  })

  test('a role without the right to read is refused as it is everywhere', async () => {
    const nobody = await tenon.addUser('Nobody', [])
    await expect(tenon.findRecordsText(nobody, { entity: 'thing' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(tenon.getRecordText(nobody, { entity: 'thing', id: made[0] ?? '' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
  })
})
