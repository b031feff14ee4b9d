import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { PartPlace } from '@tenon/sdk/contract/model-names'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeFindSubject } from '../../../core/src/identity/make-find-subject.ts'
import { openPluginTenant, type PluginTenant } from '../../support/open-plugin-tenant.ts'
import { FLEET } from './renamed-fleet.ts'

let fleet: PluginTenant
beforeAll(async () => {
  fleet = await openPluginTenant('pglite')
  await fleet.install(FLEET)
})
afterAll(() => fleet.close())

const model = () => fleet.tenon.services.model
const field = (name: string, entity = 'car'): PartPlace => ({ part: 'field', entity, field: name })

async function publish() {
  const { revision } = await model().draft(fleet.ctx)
  const plan = await model().plan(fleet.ctx)
  await model().publish(fleet.ctx, { revision })
  return plan
}

async function rename(place: PartPlace, name: string) {
  await model().renamePart(fleet.ctx, { place, name })
  return publish()
}

async function columns(table: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select attname as name from pg_attribute
    where attrelid = ${`${fleet.tenant.schema}.${table}`}::regclass and attnum > 0 order by attnum`.execute(
    fleet.tenon.database.control,
  )
  return rows.map(({ name }) => name)
}

test('a renamed field keeps its values, and whatever names it goes on with the new name; no statement runs', async () => {
  const maker = await fleet.create('maker', { name: 'Volvo', country: 'SE' })
  const car = await fleet.create('car', { name: 'One', vin: 'A1', price: 20, maker: maker.id })
  const before = await columns('car')
  const plan = await rename(field('vin'), 'chassis')
  expect(
    plan.steps.map(({ summary, sql: statements, risk, impact }) => [summary.en, statements, risk, impact]),
  ).toEqual([['Rename field ‘vin’ of Thing to ‘chassis’; the old name goes on working for 90 days', [], 'safe', null]])
  expect(plan).toMatchObject({ needsConsent: false, blockers: [] })
  expect(plan.dependents.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['form', 'list', 'view', 'pipeline', 'hook']),
  )
  expect(await columns('car')).toEqual(before)
  const found = await fleet.get('car', car)
  expect(found).toMatchObject({ chassis: 'A1', price: 20, doubled: 42, country: 'SE', address: 'a1', code: 'A1/' })
  expect(found).not.toHaveProperty('vin')
  expect(await fleet.get('maker', maker)).toMatchObject({ worth: 20 })
  const view = await model().view(fleet.ctx)
  expect(JSON.stringify(view.entities['car']).replace('{"en":"vin"}', '')).not.toContain('"vin"')
  expect(view.entities['car']).toMatchObject({
    listFields: ['name', 'chassis', 'price'],
    required: ['chassis'],
    sections: [{ fields: ['chassis', 'price'] }],
    uniqueTogether: [{ fields: ['chassis', 'price'] }],
    properties: {
      doubled: { formula: 'price * 2 + size(chassis)' },
      address: { slugFrom: 'chassis' },
      code: { defaultExpression: "chassis + '/'" },
    },
  })
  expect(view.entities['maker']?.properties['worth']?.rollup?.filter).toBe('chassis != "x"')
  expect(view.views['dear']).toMatchObject({ sort: [{ field: 'chassis' }], fields: ['chassis', 'price'] })
  expect(view.pipelines['sale']?.cardFields).toEqual(['chassis'])
  expect(view.formerNames).toEqual({ entities: {}, fields: { car: { vin: 'chassis' } } })
  expect((await model().plan(fleet.ctx)).steps).toEqual([])
})

test('the old name goes on working in values, filters, order and columns; answers have the new one', async () => {
  const made = await fleet.create('car', { name: 'Two', vin: 'B2' })
  expect(made).toMatchObject({ chassis: 'B2' })
  const both = await fleet.update('car', made, { vin: 'C9', chassis: 'B3', price: 3 })
  expect(both).toMatchObject({ chassis: 'B3', price: 4 })
  const found = await fleet.find('car', {
    where: { field: 'vin', op: 'eq', value: 'B3' },
    sort: [{ field: 'vin' }],
    fields: ['vin'],
  })
  expect(found.map(({ chassis }) => chassis)).toEqual(['B3'])
  const { groups } = await fleet.tenon.services.records.summarize(fleet.ctx, {
    entity: 'car',
    groupBy: 'stage',
    where: { field: 'vin', op: 'eq', value: 'B3' },
  })
  expect(groups).toMatchObject([{ value: 'open', count: 1 }])
  await expect(
    fleet.find('car', { sort: [{ field: 'country' }], where: { field: 'vin', op: 'gt', value: 7 } }),
  ).rejects.toMatchObject({ message: expect.not.stringContaining("'vin'") })
  const history = await fleet.tenon.services.records.history(fleet.ctx, { entity: 'car', id: made.id })
  expect(history.map(({ changes }) => changes['chassis'])).toEqual([
    { old: 'B2', new: 'B3' },
    { old: null, new: 'B2' },
  ])
  expect(JSON.stringify(history)).not.toContain('"vin"')
})

test("a plugin's code goes on with the names that its package declares, and its refusals point at today's", async () => {
  const made = await fleet.create('car', { name: 'Three', chassis: 'D4', price: 1 })
  await expect(fleet.update('car', made, { price: 7 })).rejects.toMatchObject({
    message: 'no D4',
    problems: [{ pointer: '/price' }],
  })
  await rename(field('price'), 'cost')
  await expect(fleet.update('car', made, { cost: 7 })).rejects.toMatchObject({ problems: [{ pointer: '/cost' }] })
  expect(await fleet.update('car', made, { chassis: 'D5' })).toMatchObject({ chassis: 'D5', cost: 2 })
})

test('two fields take each other’s names in one publish', async () => {
  const made = await fleet.create('car', { name: 'Four', chassis: 'E5', cost: 5 })
  for (const { formerName, place } of await model().formerNames(fleet.ctx))
    await model().endFormerName(fleet.ctx, { place, formerName })
  await model().renamePart(fleet.ctx, { place: field('cost'), name: 'passing' })
  await model().renamePart(fleet.ctx, { place: field('chassis'), name: 'cost' })
  await model().renamePart(fleet.ctx, { place: field('passing'), name: 'chassis' })
  await publish()
  expect(await fleet.get('car', made)).toMatchObject({ cost: 'E5', chassis: 5, doubled: 12 })
  expect(await model().formerNames(fleet.ctx)).toEqual([])
  await model().undo(fleet.ctx)
  expect(await fleet.get('car', made)).toMatchObject({ cost: 5, chassis: 'E5', doubled: 12 })
})

test('an old name that was ended is unknown, and only then free for another field', async () => {
  await rename(field('chassis'), 'frame')
  const takes = { entities: { car: { properties: { chassis: { fieldType: 'boolean', label: { en: 'Chassis' } } } } } }
  const { edits, revision } = await model().draft(fleet.ctx)
  const next = { ...edits, entities: takes.entities as JsonObject as never }
  await expect(model().saveDraft(fleet.ctx, { edits: next, revision })).rejects.toMatchObject({
    code: 'SCHEMA_INVALID',
    problems: [{ rule: 'formerName', pointer: '/entities/car/properties/chassis' }],
  })
  const [old] = (await model().formerNames(fleet.ctx)).filter(({ formerName }) => formerName === 'chassis')
  expect(old).toMatchObject({ place: field('frame'), formerName: 'chassis' })
  expect(Date.parse(old?.endsAt ?? '') - Date.parse(old?.renamedAt ?? '')).toBe(90 * 86_400_000)
  await model().endFormerName(fleet.ctx, { place: field('frame'), formerName: 'chassis' })
  await expect(fleet.create('car', { name: 'Five', chassis: 'F6' })).rejects.toMatchObject({
    code: 'VALIDATION_FAILED',
  })
  await expect(fleet.create('car', { name: 'Five', vin: 'F6' })).rejects.toMatchObject({
    code: 'VALIDATION_FAILED',
    message: expect.not.stringContaining('\u2063'),
    problems: expect.arrayContaining([expect.objectContaining({ pointer: '/vin' })]),
  })
  const saved = await model().saveDraft(fleet.ctx, { edits: next, revision })
  expect(saved.document.entities['car']?.properties).toMatchObject({
    frame: { fieldType: 'text' },
    chassis: { fieldType: 'boolean' },
  })
  await publish()
  expect(await fleet.create('car', { name: 'Five', frame: 'F6', chassis: true })).toMatchObject({
    frame: 'F6',
    chassis: true,
  })
})

test('a new field that takes the name which is another’s key has a column of its own', async () => {
  const { edits, revision } = await model().draft(fleet.ctx)
  const car = edits.entities?.['car'] ?? {}
  const vin = { fieldType: 'integer', label: { en: 'Number' } }
  const next = { ...edits, entities: { car: { ...car, properties: { ...car.properties, vin } } } }
  const saved = await model().saveDraft(fleet.ctx, { edits: next, revision })
  expect(saved.edits).toMatchObject({
    names: { fields: { car: { vin: 'frame', vin2: 'vin' } } },
    entities: { car: { properties: { vin } } },
  })
  await publish()
  const made = await fleet.create('car', { name: 'Six', frame: 'G7', vin: 7 })
  expect(made).toMatchObject({ frame: 'G7', vin: 7 })
  expect(await columns('car')).toContain('vin2')
  const again = await model().saveDraft(fleet.ctx, {
    edits: saved.edits,
    revision: (await model().draft(fleet.ctx)).revision,
  })
  expect(again.edits).toEqual(saved.edits)
})

test('an entity and a stage get other names; records, code and references go on, and the old names work', async () => {
  const made = await fleet.create('car', { name: 'Seven', frame: 'H8', cost: 12, stage: 'open' })
  await model().renamePart(fleet.ctx, { place: { part: 'entity', entity: 'car' }, name: 'vehicle' })
  const place: PartPlace = { part: 'stage', pipeline: 'sale', stage: 'won' }
  await model().renamePart(fleet.ctx, { place, name: 'sold' })
  const plan = await publish()
  expect(plan.steps.map(({ summary, sql: statements }) => [summary.en.split(';')[0], statements])).toEqual([
    ['Rename entity ‘car’ (Thing) to ‘vehicle’', []],
    ['Rename stage ‘won’ (Won) to ‘sold’', []],
  ])
  const view = await model().view(fleet.ctx)
  expect(view.entities['car']).toBeUndefined()
  expect(view.entities['maker']?.properties['worth']?.rollup).toMatchObject({ entity: 'vehicle', field: 'cost' })
  expect(view.pipelines['sale']).toMatchObject({
    entity: 'vehicle',
    stages: [{ transitions: ['sold'] }, { name: 'sold' }],
  })
  expect(view.formerNames?.entities).toEqual({ car: 'vehicle' })
  const moved = await fleet.tenon.services.records.moveStage(fleet.ctx, {
    entity: 'car',
    id: made.id,
    version: made.version,
    stage: 'won',
  })
  expect(moved).toMatchObject({ stage: 'sold', frame: 'H8' })
  const sold = await fleet.find('vehicle', { where: { field: 'stage', op: 'in', value: ['sold', 'open'] } })
  expect(sold.map(({ stage }) => stage)).toContain('sold')
  expect(await fleet.find('car', { where: { field: 'stage', op: 'eq', value: 'won' } })).toHaveLength(1)
  const { groups } = await fleet.tenon.services.records.summarize(fleet.ctx, { entity: 'vehicle', groupBy: 'stage' })
  expect(groups.map(({ value }) => value).sort()).toEqual(['open', 'sold'])
  const history = await fleet.tenon.services.records.history(fleet.ctx, { entity: 'vehicle', id: made.id })
  expect(history[0]?.changes['stage']).toEqual({ old: 'open', new: 'sold' })
})

test('a stage that another pipeline goes on calling by the same key is told apart', async () => {
  const traded = await fleet.create('car', { name: 'Traded', frame: 'T1', cost: 1, pipeline: 'trade', stage: 'won' })
  expect(traded).toMatchObject({ pipeline: 'trade', stage: 'won' })
  const named = async (value: string | string[], op: 'eq' | 'ne' | 'in') =>
    (
      await fleet.find('vehicle', {
        where: {
          and: [
            { field: 'stage', op, value },
            { field: 'frame', op: 'in', value: ['H8', 'T1'] },
          ],
        },
      })
    )
      .map(({ frame }) => frame)
      .sort()
  expect(await named('sold', 'eq')).toEqual(['H8'])
  expect(await named(['sold', 'open'], 'in')).toEqual(['H8'])
  expect(await named('sold', 'ne')).toEqual(['T1'])
  expect(await named('won', 'eq')).toEqual(['H8', 'T1'])
  const { where } = (await model().view(fleet.ctx)).views['dear'] ?? {}
  expect(where).toMatchObject({ and: [{}, { field: 'stage', op: 'eq', value: 'open' }] })
  await fleet.tenon.services.records.delete(fleet.ctx, { entity: 'vehicle', id: traded.id, version: traded.version })
})

test('files, roles, live messages and the subject of embed tokens: old and new names in, today’s out', async () => {
  const { tenon, ctx, tenant } = fleet
  const { text } = await tenon.api.exportRecords(ctx, {
    entity: 'car',
    fields: ['name', 'frame', 'stage'],
    where: { field: 'stage', op: 'eq', value: 'won' },
  })
  let csv = ''
  for await (const piece of text) csv += piece
  expect(csv).toBe('name,frame,stage\r\nSeven,H8,sold\r\n')
  const folder = mkdtempSync(join(tmpdir(), 'tenon-renamed-'))
  const fields = {
    name: { column: 'Name' },
    frame: { column: 'Frame' },
    cost: { constant: 9 },
    stage: { column: 'Stage' },
  }
  const mapping = { name: 'Cars', sources: [{ file: 'cars.csv', entity: 'car', key: 'frame', fields }] }
  writeFileSync(join(folder, 'mapping.json'), JSON.stringify(mapping))
  writeFileSync(join(folder, 'cars.csv'), 'Name,Frame,Stage\nEight,I9,sold\nNine,J1,open\nTen,K2,lost\n')
  const report = await tenon.runImportFiles(ctx, {
    mapping: join(folder, 'mapping.json'),
    rejects: join(folder, 'rejects.csv'),
  })
  rmSync(folder, { recursive: true })
  expect(report.sources).toMatchObject([{ created: 2, rejected: 1 }])
  expect(
    await fleet.find('vehicle', {
      where: { field: 'frame', op: 'in', value: ['I9', 'J1'] },
      sort: [{ field: 'frame' }],
    }),
  ).toMatchObject([
    { frame: 'I9', stage: 'sold' },
    { frame: 'J1', stage: 'open' },
  ])
  const grants = { car: { read: 'all', fields: { vin: { read: false, write: false } } } }
  const label = JSON.stringify({ en: 'Limited' })
  await tenon.database
    .tenant(tenant.schema)
    .insertInto('_role')
    .values({ name: 'limited', label, grants: JSON.stringify(grants) })
    .execute()
  tenon.forgetRoles(tenant.schema)
  const limited = {
    ...ctx,
    actor: { kind: 'user', id: '01a201c6-0d8f-735e-8c1f-aa0c204c69e1', name: 'L', roles: ['limited'] },
  } as const
  const seen = await tenon.services.records.find(limited, { entity: 'vehicle', fields: ['name', 'cost'], limit: 1 })
  expect(seen.records).toHaveLength(1)
  await expect(tenon.services.records.find(limited, { entity: 'vehicle', fields: ['frame'] })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
  })
  const [car] = await fleet.find('vehicle', { where: { field: 'frame', op: 'eq', value: 'H8' } })
  const findSubject = makeFindSubject({ database: tenon.database, models: tenon.api.models })
  const externalId = { field: 'frame', value: 'H8' }
  for (const entity of ['car', 'vehicle']) {
    expect(await findSubject(tenant, { entity, externalId })).toMatchObject({ id: car?.id, subject: { entity: 'car' } })
  }
  expect(await findSubject(tenant, { entity: 'car', externalId: { field: 'chassis', value: 'H8' } })).toBeNull()
})
