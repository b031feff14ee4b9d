import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'
import { sampleRecordsModel } from './sample-records-model.ts'

/** Lines go with their deal, notes with their line, both also have a code of their own; lines may name an account and each other, deals a line. */
function model() {
  const document = sampleRecordsModel()
  const { line } = document.entities
  if (line === undefined) throw new Error('There is no line')
  const reference = (entity: string, onDelete: 'cascade' | 'restrict' | 'setNull'): FieldSchema => {
    return { fieldType: 'reference', label: { en: entity }, reference: { entity, onDelete } }
  }
  const code: FieldSchema = { fieldType: 'text', label: { en: 'Code' }, unique: true }
  const links = { next: reference('line', 'setNull'), must: reference('line', 'restrict') }
  const lines = { ...line.properties, code, account: reference('account', 'restrict'), ...links }
  const { deal } = document.entities
  if (deal === undefined) throw new Error('There is no deal')
  const deals = { ...deal.properties, first: reference('line', 'setNull'), main: reference('line', 'restrict') }
  const notes = { text: { fieldType: 'text', label: { en: 'Text' } }, line: reference('line', 'cascade') } as const
  const sources = (fields: object) => Object.fromEntries(Object.keys(fields).map((name) => [name, 'sample']))
  document.entities['deal'] = { ...deal, properties: deals, fieldSources: sources(deals) }
  document.entities['line'] = { ...line, properties: lines, fieldSources: sources(lines) }
  const { required: _, ...plain } = line
  document.entities['note'] = {
    ...plain,
    name: 'note',
    titleField: 'text',
    properties: notes,
    fieldSources: sources(notes),
  }
  return document
}

describe.each(DATABASE_KINDS)('what was deleted along with a record, on %s', (kind) => {
  let tenon: TestRecords
  beforeAll(async () => {
    tenon = await openTestRecords(kind, model())
  })
  afterAll(() => tenon.close())

  const create = (entity: string, values: JsonObject) => tenon.createRecord(tenon.system, { entity, values })
  const remove = (entity: string, { id, version }: TenonRecord) =>
    tenon.deleteRecord(tenon.system, { entity, id, version })
  const restore = (entity: string, { id, version }: TenonRecord) =>
    tenon.restoreRecord(tenon.system, { entity, id, version })
  async function isLive(entity: string, { id }: TenonRecord): Promise<boolean> {
    const where = { field: 'id', op: 'eq' as const, value: id }
    return (await tenon.findRecords(tenon.system, { entity, where, fields: [] })).records.length === 1
  }

  test('comes back with it over all levels, and what had been deleted before by itself does not', async () => {
    const deal = await create('deal', { name: 'Whole' })
    const [kept, dropped] = [await create('line', { deal: deal.id }), await create('line', { deal: deal.id })]
    const [note, lost] = [await create('note', { line: kept.id }), await create('note', { line: kept.id })]
    await remove('line', dropped)
    await remove('note', lost)
    const deleted = await remove('deal', deal)
    expect(await Promise.all([isLive('line', kept), isLive('note', note)])).toEqual([false, false])
    const before = await tenon.counts('_audit', '_outbox')
    expect((await restore('deal', deleted)).$along).toEqual({ returned: 2, left: 0 })
    expect(await Promise.all([isLive('line', kept), isLive('note', note)])).toEqual([true, true])
    expect(await Promise.all([isLive('line', dropped), isLive('note', lost)])).toEqual([false, false])
    const [audit, outbox] = [Number(before['_audit']) + 3, Number(before['_outbox']) + 3]
    expect(await tenon.counts('_audit', '_outbox')).toEqual({ _audit: audit, _outbox: outbox })
  })

  const change = async (entity: string, { id }: TenonRecord, values: JsonObject) => {
    const { version } = await tenon.getRecord(tenon.system, { entity, id })
    return tenon.updateRecord(tenon.system, { entity, id, version, values })
  }
  const read = (entity: string, { id }: TenonRecord) => tenon.getRecord(tenon.system, { entity, id })

  test('comes back where the record names it, and where those that come back name each other', async () => {
    const deal = await create('deal', { name: 'Knot' })
    const [one, two] = [await create('line', { deal: deal.id }), await create('line', { deal: deal.id })]
    await change('line', one, { next: two.id })
    await change('line', two, { must: one.id })
    const deleted = await remove('deal', await change('deal', deal, { first: one.id, main: two.id }))
    expect(await restore('deal', deleted)).toMatchObject({
      ...{ first: one.id, main: two.id, version: 4, $along: { returned: 2, left: 0 } },
    })
    expect(await read('line', one)).toMatchObject({ next: two.id, deletedAt: null })
    expect(await read('line', two)).toMatchObject({ must: one.id, deletedAt: null })
  })

  test('is named no more where it cannot come back itself, and whoever has to name it stays with it', async () => {
    const deal = await create('deal', { name: 'Half' })
    const [taken, free] = [
      await create('line', { deal: deal.id, code: 'half' }),
      await create('line', { deal: deal.id, code: 'free' }),
    ]
    const bound = await create('line', { deal: deal.id, must: taken.id })
    await change('line', free, { next: taken.id })
    const changed = await change('deal', deal, { first: taken.id })
    const deleted = await remove('deal', changed)
    const thief = await create('line', { code: 'half' })
    const back = await restore('deal', deleted)
    expect(back).toMatchObject({ first: null, $along: { returned: 0, left: 3 } })
    expect(await read('deal', deal)).toMatchObject({ first: null, version: back.version })
    expect(await Promise.all([taken, free, bound].map((line) => isLive('line', line)))).toEqual([false, false, false])

    // Without the one that has to name it, the others get along.
    await remove('line', await read('line', thief))
    const [again] = (
      await tenon.findRecords(tenon.system, {
        entity: 'line',
        where: { field: 'id', op: 'eq', value: taken.id },
        deleted: true,
      })
    ).records
    expect(await restore('line', again as TenonRecord)).toMatchObject({ deletedAt: null })
  })

  test('keeps the record from coming back where that must name what cannot, in its own words', async () => {
    const deal = await create('deal', { name: 'Bound' })
    const line = await create('line', { deal: deal.id, code: 'bound' })
    const spare = await create('line', { deal: deal.id })
    const deleted = await remove('deal', await change('deal', deal, { main: line.id, first: spare.id }))
    await create('line', { code: 'bound' })
    const before = await tenon.counts('_audit', '_outbox')
    await expect(restore('deal', deleted)).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      problems: expect.arrayContaining([expect.objectContaining({ pointer: '/main', rule: 'reference' })]),
    })
    expect(await tenon.counts('_audit', '_outbox')).toEqual(before)
  })

  test('is no fault of a record that cannot come back for another reason', async () => {
    const other = await create('account', { name: 'Gone' })
    const deal = await create('deal', { name: 'Faulty', account: other.id })
    const line = await create('line', { deal: deal.id })
    const deleted = await remove('deal', await change('deal', deal, { first: line.id }))
    await remove('account', other)
    await expect(restore('deal', deleted)).rejects.toMatchObject({ problems: [{ pointer: '/account' }] })
  })

  test('comes back by the deletion that took it, not by an earlier one', async () => {
    const deal = await create('deal', { name: 'Twice' })
    const line = await create('line', { deal: deal.id })
    const back = await restore('deal', await remove('deal', deal))
    const [again] = (
      await tenon.findRecords(tenon.system, { entity: 'line', where: { field: 'id', op: 'eq', value: line.id } })
    ).records
    const gone = await remove('line', again as TenonRecord)
    expect((await restore('deal', await remove('deal', back))).$along).toBeUndefined()
    expect(await isLive('line', line)).toBe(false)
    expect(await restore('line', gone)).toMatchObject({ deletedAt: null })
  })

  test('stays in the trash where something stands in its way, and is told; the others come back', async () => {
    const [deal, account] = [await create('deal', { name: 'Hindered' }), await create('account', { name: 'Named' })]
    const [free, taken] = [
      await create('line', { deal: deal.id, code: 'free' }),
      await create('line', { deal: deal.id, code: 'taken' }),
    ]
    const naming = await create('line', { deal: deal.id, account: account.id })
    const note = await create('note', { line: taken.id })
    const deleted = await remove('deal', deal)
    await remove('account', account)
    await create('line', { code: 'taken' })
    expect((await restore('deal', deleted)).$along).toEqual({ returned: 1, left: 2 })
    const live = [isLive('line', free), isLive('line', taken), isLive('line', naming), isLive('note', note)]
    expect(await Promise.all(live)).toEqual([true, false, false, false])
    expect(await isLive('deal', deal)).toBe(true)
  })

  test('is nothing to the others where the record itself cannot come back', async () => {
    const first = await create('account', { name: 'First', code: 'one' })
    const deal = await create('deal', { name: 'Of it', account: first.id })
    const line = await create('line', { deal: deal.id })
    const deleted = await remove('deal', deal)
    await remove('account', first)
    const before = await tenon.counts('_audit', '_outbox', '_trash')
    await expect(restore('deal', deleted)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
    expect(await tenon.counts('_audit', '_outbox', '_trash')).toEqual(before)
    expect(await isLive('line', line)).toBe(false)
  })

  test('comes back in hundreds, and many restored together say what came with each', async () => {
    const deals = [await create('deal', { name: 'Large' }), await create('deal', { name: 'Small' })]
    const records = Array.from({ length: 450 }, (_, at) => ({
      text: `Line ${at}`,
      deal: deals[at === 0 ? 1 : 0]?.id ?? '',
    }))
    await tenon.createMany(tenon.system, { entity: 'line', records: records.slice(0, 250) })
    await tenon.createMany(tenon.system, { entity: 'line', records: records.slice(250) })
    const ids = deals.map(({ id }) => id)
    await tenon.deleteMany({ entity: 'deal' }).each(tenon.system, ids)
    const outcomes = await tenon.restoreMany({ entity: 'deal' }).each(tenon.system, ids)
    expect(outcomes).toMatchObject([
      { state: 'done', version: 3, note: 'Records that were deleted along with it: 449 came back.' },
      { state: 'done', version: 3, note: 'Records that were deleted along with it: 1 came back.' },
    ])
    const chinese = { ...tenon.system, locale: 'zh-CN' } as const
    await tenon.deleteMany({ entity: 'deal' }).each(chinese, ids.slice(1))
    expect(await tenon.restoreMany({ entity: 'deal' }).each(chinese, ids.slice(1))).toMatchObject([
      { note: '随之删除的记录：已恢复 1 条。' },
    ])
  })

  test('an account of accounts comes back once, whether it is chosen itself or not', async () => {
    const schema = tenon.tenant.schema
    const [parent, other] = [await create('account', { name: 'Parent' }), await create('account', { name: 'Other' })]
    expect(await tenon.restoreMany({ entity: 'account' }).each(tenon.system, [other.id])).toMatchObject([
      { state: 'refused', error: { code: 'NOT_FOUND' } },
    ])
    await tenon.deleteMany({ entity: 'account' }).each(tenon.system, [parent.id, other.id])
    const restored = await tenon.restoreMany({ entity: 'account' }).each(tenon.system, [parent.id, other.id])
    expect(restored.map(({ state }) => state)).toEqual(['done', 'done'])
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.id(schema, '_trash')}
      where record_id = any(${[parent.id, other.id]}::uuid[])`.execute(tenon.database.control)
    expect(rows).toEqual([{ n: 0 }])
  })
})
