import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { FieldType } from '@tenon/sdk/contract/field-type'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../../core/src/context/request-context.ts'
import { DATABASE_KINDS } from '../../../support/open-test-database.ts'
import type { TestRecords } from '../open-test-records.ts'
import { type Erasures, openErasures } from './open-erasures.ts'

const options = ['red', 'blue', 'grey', 'none'].map((value) => ({ value, label: { en: value } }))

function model(): ModelDocument {
  const field = (fieldType: FieldType, label: string, more: Partial<FieldSchema> = {}): FieldSchema => {
    return { fieldType, label: { en: label, 'zh-CN': `${label}（中）` }, ...more }
  }
  const own = { personal: true, unique: true }
  const entity = (name: string, properties: Record<string, FieldSchema>, more: object) => ({
    ...{ type: 'object' as const, name, titleField: 'name', label: { en: name }, pluralLabel: { en: `${name}s` } },
    ...{ properties, source: 'sample', required: Object.keys(properties), ...more },
    fieldSources: Object.fromEntries(Object.keys(properties).map((one) => [one, 'sample'])),
  })
  const name = field('text', 'Name', { personal: true })
  const person = { name, locker: field('choice', 'Locker', { ...own, options }), born: field('date', 'Born', own) }
  const holder = field('reference', 'Holder', { reference: { entity: 'person', onDelete: 'restrict' } })
  const card = {
    name,
    holder,
    slot: field('choice', 'Slot', { ...own, options }),
    read: field('dateTime', 'Read', own),
  }
  return {
    entities: { person: entity('person', person, { subject: true }), card: entity('card', card, {}) },
    pipelines: {},
  }
}

describe.each(DATABASE_KINDS)('fields that no two records may share, in an erasure on %s', (kind) => {
  let tenon: TestRecords
  let privacy: Erasures['privacy']
  let worker: Erasures['worker']
  let failures: unknown[]
  let officer: RequestContext
  beforeAll(async () => {
    ;({ tenon, worker, privacy, failures, officer } = await openErasures(kind, model()))
  }, 60_000)
  afterAll(() => tenon?.close())

  const create = (entity: string, values: JsonObject) => tenon.createRecord(tenon.system, { entity, values })
  const planOf = (id: string, ctx = officer) => privacy.planErasure(ctx, { entity: 'person', id })
  const erase = (wanted: { id: string; records: number; values: Record<string, JsonObject> }, ctx = officer) =>
    privacy.erase(ctx, { entity: 'person', confirm: 'Zoe', ...wanted })

  test('one value is chosen for one record; whose it is already is said, and it must not be begun with', async () => {
    const other = await create('person', { name: 'Neighbour', locker: 'grey', born: '1899-01-01' })
    const { id } = await create('person', { name: 'Zoe', locker: 'red', born: '1990-05-05' })
    const plan = await planOf(id)
    expect(plan.blocks).toEqual([])
    expect(plan.choices.map(({ field }) => field)).toEqual(['locker', 'born'])
    const taken = (locker: string, born: string, ctx = officer) =>
      erase({ id, records: 1, values: { person: { locker, born } } }, ctx)
    await expect(taken('grey', '1900-01-01')).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      problems: [{ pointer: '/values/person/locker', message: expect.stringContaining("'Neighbour' has it") }],
    })
    await expect(taken('none', '1899-01-01')).rejects.toMatchObject({ problems: [{ pointer: '/values/person/born' }] })
    await expect(taken('grey', '1900-01-01', { ...officer, locale: 'zh-CN' })).rejects.toMatchObject({
      message: expect.stringContaining('已被“Neighbour”使用'),
    })
    expect(await tenon.count('_erasure_run')).toBe(0)
    // What only a record in the trash has is free.
    await tenon.deleteRecord(tenon.system, { entity: 'person', id: other.id, version: 1 })
    const begun = await taken('grey', '1899-01-01')
    await worker.wake(tenon.tenant)
    await expect.poll(async () => (await privacy.erasure(officer, { id: begun.id })).status).toBe('done')
    expect(failures).toEqual([])
    const record = await tenon.getRecord(tenon.system, { entity: 'person', id })
    expect(record).toMatchObject({ name: 'Erased', locker: 'grey', born: '1899-01-01' })
  })

  test('several live records cannot have one value: how many there are is said, and those in the trash do not count', async () => {
    const { id } = await create('person', { name: 'Zoe', locker: 'blue', born: '1991-05-05' })
    const cards = [
      await create('card', { name: 'One', holder: id, slot: 'red', read: '2026-01-01T00:00:00Z' }),
      await create('card', { name: 'Two', holder: id, slot: 'blue', read: '2026-01-02T00:00:00Z' }),
    ]
    expect((await planOf(id)).blocks).toEqual([expect.stringContaining('Slot of cards must have a value, another one')])
    expect((await planOf(id)).blocks[0]).toContain('2 records')
    expect((await planOf(id, { ...officer, locale: 'zh-CN' })).blocks[0]).toContain('有 2 条记录')
    const values = { person: { locker: 'none', born: '1898-01-01' } }
    await expect(erase({ id, records: 3, values })).rejects.toMatchObject({ code: 'CONFLICT' })
    await tenon.deleteRecord(tenon.system, { entity: 'card', id: cards[1]?.id ?? '', version: 1 })
    const plan = await planOf(id)
    expect([plan.blocks, plan.records]).toEqual([[], 3])
    const begun = await erase({ id, records: 3, values: { ...values, card: { slot: 'none' } } })
    await worker.wake(tenon.tenant)
    await expect.poll(async () => (await privacy.erasure(officer, { id: begun.id })).status).toBe('done')
    expect(failures).toEqual([])
    const page = await tenon.findRecords(tenon.system, { entity: 'card', fields: ['name', 'slot', 'read'] })
    const trash = await tenon.findRecords(tenon.system, { entity: 'card', deleted: true, fields: ['slot', 'read'] })
    const [kept, gone] = [page.records[0], trash.records[0]]
    expect([kept, gone]).toMatchObject([{ name: 'Erased', slot: 'none' }, { slot: 'none' }])
    // A moment of each record's own, which tells nothing.
    const moments = [kept, gone].map((card) => String(card?.['read']))
    expect(new Set(moments).size).toBe(2)
    for (const moment of moments) expect(moment).toMatch(/^190[0-3]-/)
  })
})
