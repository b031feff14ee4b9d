import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeRecordChange } from '../../../core/src/audit/make-record-change.ts'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { makeExportRecords } from '../../../core/src/records/export-records.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { entity, field, pluginPackage } from '../model/sample-model.ts'
import { openPublishingTenant, withFields } from '../schema-change/publishing-tenant.ts'
import { collectText } from './every-type-bench.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

const any = (entities: string[], onDelete?: 'restrict' | 'setNull' | 'cascade') =>
  field('anyReference', { targets: { entities, ...(onDelete !== undefined && { onDelete }) } })
const person = entity('person', {})
const car = entity('car', {})
const note = entity('note', {
  about: any(['person', 'car']),
  seenWith: any(['person', 'car'], 'setNull'),
  partOf: any(['car', 'note'], 'cascade'),
  isOnCar: field('formula', { formula: 'about.entity == "car"' }),
})
const PARTS = { entities: [person, car, note] }

describe.each(DATABASE_KINDS)('a reference to any of several entities on %s', (kind) => {
  let tenon: TestRecords
  let admin: RequestContext
  beforeAll(async () => {
    tenon = await openTestRecords(kind, mergeModel([pluginPackage('sample', PARTS)], {}))
    admin = tenon.system
  })
  afterAll(() => tenon?.close())

  const make = async (entity: 'person' | 'car', name: string) => {
    const { id } = await tenon.createRecord(admin, { entity, values: { name } })
    return { entity, id }
  }
  const write = (values: JsonObject, ctx = admin) =>
    tenon.createRecord(ctx, { entity: 'note', values: { name: 'Note', ...values } })
  const read = (id: string, ctx = admin) => tenon.getRecord(ctx, { entity: 'note', id })

  test('names a record of each, with its title, and expressions see its entity', async () => {
    const [ann, van] = [await make('person', 'Ann'), await make('car', 'Van')]
    const note = await write({ about: van, seenWith: ann })
    expect(note).toMatchObject({ about: van, seenWith: ann, isOnCar: true })
    expect(note.$labels).toEqual({ [van.id]: 'Van', [ann.id]: 'Ann' })
    const { id, version } = note
    const changed = await tenon.updateRecord(admin, { entity: 'note', id, version, values: { about: ann } })
    expect(changed).toMatchObject({ about: ann, isOnCar: false })
    const emptied = await tenon.updateRecord(admin, { entity: 'note', id, version: 2, values: { about: null } })
    expect(emptied).toMatchObject({ about: null })
    const [last] = await tenon.readHistory(admin, { entity: 'note', id })
    expect(last?.changes['about']).toEqual({ old: ann, new: null })
  })

  test('names nothing that is not there, deleted, of the other entity or hidden, and stores nothing', async () => {
    const [ann, van] = [await make('person', 'Ann'), await make('car', 'Van')]
    await tenon.deleteRecord(admin, { ...van, version: 1 })
    const grants = JSON.stringify({ note: { create: 'all', read: 'all' }, person: { read: 'own' } })
    const role = { name: 'noter', label: '{"en":"N"}', grants }
    await tenon.database.tenant(tenon.tenant.schema).insertInto('_role').values(role).execute()
    tenon.access.forget(tenon.tenant.schema)
    const noter = await tenon.addUser('N', ['noter'])
    const before = await tenon.counts('note', '_audit', '_outbox')
    const refused = (entity: string, id: string) => ({
      code: 'VALIDATION_FAILED',
      problems: [{ pointer: '/about', rule: 'reference', message: `there is no ${entity} with the id '${id}'` }],
    })
    await expect(write({ about: van })).rejects.toMatchObject(refused('car', van.id))
    await expect(write({ about: { entity: 'car', id: ann.id } })).rejects.toMatchObject(refused('car', ann.id))
    await expect(write({ about: ann }, noter)).rejects.toMatchObject(refused('person', ann.id))
    await expect(write({ about: { entity: 'note', id: ann.id } })).rejects.toMatchObject({
      problems: [{ pointer: '/about/entity' }],
    })
    expect(await tenon.counts('note', '_audit', '_outbox')).toEqual(before)
    const { id } = await write({ about: ann })
    const seen = await read(id, noter)
    expect(seen).toMatchObject({ about: ann, $labels: {} })
  })

  test('what is deleted is held, let go or followed, as each field says, and only by those of its entity', async () => {
    const [ann, van] = [await make('person', 'Ann'), await make('car', 'Van')]
    const held = await write({ about: ann })
    await expect(tenon.deleteRecord(admin, { ...ann, version: 1 })).rejects.toMatchObject({
      code: 'REFERENCE_CONFLICT',
      message: /1 × note/,
    })
    const loose = await write({ seenWith: van })
    const part = await write({ partOf: van })
    const deeper = await write({ partOf: { entity: 'note', id: part.id } })
    await tenon.deleteRecord(admin, { ...van, version: 1 })
    expect(await read(loose.id)).toMatchObject({ seenWith: null, version: 2 })
    for (const { id } of [part, deeper]) await expect(read(id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const target = { entity: 'note', id: part.id, version: 2 }
    await expect(tenon.restoreRecord(admin, target)).rejects.toMatchObject({ problems: [{ pointer: '/partOf' }] })
    await tenon.restoreRecord(admin, { ...van, version: 2 })
    // What its deletion took along is back with it.
    for (const { id } of [part, deeper]) expect(await read(id)).toMatchObject({ id, version: 3 })
    expect(await read(part.id)).toMatchObject({ partOf: van, $labels: { [van.id]: 'Van' } })
    await expect(tenon.restoreRecord(admin, target)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await read(held.id)).toMatchObject({ about: ann, version: 1 })
  })

  test('is found by the record, by its entity, and by being empty; a file of CSV has both and the title', async () => {
    const [ann, van] = [await make('person', 'Ann'), await make('car', '=Van')]
    const name = `Found ${ann.id}`
    const ids = new Map<string, string>()
    for (const [key, about] of Object.entries({ ann, van, none: null })) ids.set((await write({ name, about })).id, key)
    const found = async (op: 'eq' | 'ne' | 'in' | 'isNull', value: JsonObject | JsonObject[] | boolean) => {
      const and = [
        { field: 'name', op: 'eq' as const, value: name },
        { field: 'about', op, value },
      ]
      const page = await tenon.findRecords(admin, { entity: 'note', where: { and } })
      return page.records.map(({ id }) => ids.get(id)).sort()
    }
    expect(await found('eq', ann)).toEqual(['ann'])
    expect(await found('eq', { entity: 'car' })).toEqual(['van'])
    expect(await found('ne', { entity: 'car' })).toEqual(['ann', 'none'])
    expect(await found('in', [ann, { entity: 'car' }])).toEqual(['ann', 'van'])
    expect(await found('isNull', true)).toEqual(['none'])
    await expect(found('eq', { entity: 'note' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    const exportRecords = makeExportRecords({ ...tenon, recordChange: makeRecordChange(tenon) })
    const where = { field: 'about', op: 'eq', value: van } as const
    const { text } = await exportRecords(admin, { entity: 'note', where, fields: ['about'], titles: true })
    expect(await collectText(text)).toBe(`about,about.title\r\ncar/${van.id},'=Van\r\n`)
  })
})

describe.each(DATABASE_KINDS)('a reference to any of several entities in a publish on %s', (kind) => {
  test('comes back without what is gone, and no entity leaves it that records still name', async () => {
    const database = await openTestDatabase(kind)
    try {
      const tenant = await openPublishingTenant(database)
      await tenant.publish(PARTS)
      const [ann, van] = [await tenant.insert('person'), await tenant.insert('car')]
      for (const [id, of] of [
        [ann, 'person'],
        [van, 'car'],
      ] as const)
        await tenant.insert('note', { about: id, about_entity: of })
      await expect(tenant.insert('note', { about: ann })).rejects.toThrow(/check/)
      const fewer = { entities: [person, car, withFields(note, { about: any(['car']), isOnCar: null })] }
      const { blockers } = await tenant.plan(fewer)
      expect(blockers.map(({ en }) => en)).toEqual([expect.stringMatching(/1 record refers to the old one/)])
      await tenant.publish({ entities: [person, car, withFields(note, { about: null, isOnCar: null })] })
      await tenant.database.execute(`delete from ${tenant.schema}.person`)
      await tenant.publish(PARTS)
      expect(await tenant.valuesOf('note', 'about')).toEqual([van, null])
      expect(await tenant.valuesOf('note', 'about_entity')).toEqual(['car', null])
      expect((await tenant.plan(PARTS)).steps).toEqual([])
      await tenant.database.execute(`update ${tenant.schema}.note set about = null, about_entity = null`)
      await tenant.publish(fewer)
    } finally {
      await database.close()
    }
  })
})

test.each([
  [field('anyReference', { targets: undefined as never }), '', /'targets' is missing/],
  [any(['thing', 'nothing']), '/targets/entities/1', /nothing/],
  [field('anyReference', { default: { entity: 'thing', id: 'x' } }), '/default', /no default/],
])('%j is refused at %s', (schema, pointer, message) => {
  const entities = [entity('thing', { some: JSON.parse(JSON.stringify(schema)) })]
  const problem = {
    pointer: `/entities/thing/properties/some${pointer}`,
    message: expect.stringMatching(message),
  }
  expect(() => mergeModel([pluginPackage('sample', { entities })], {})).toThrow(
    expect.objectContaining({ problems: expect.arrayContaining([expect.objectContaining(problem)]) }),
  )
})
