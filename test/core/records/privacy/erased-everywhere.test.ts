import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { PRIVACY_SCHEMAS } from '../../../../core/src/api/open-api-privacy.ts'
import { makeRecordChange } from '../../../../core/src/audit/make-record-change.ts'
import { makeBulk } from '../../../../core/src/bulk/make-bulk.ts'
import type { RequestContext } from '../../../../core/src/context/request-context.ts'
import { makeSetApart } from '../../../../core/src/records/duplicates/set-apart.ts'
import { makeOnce } from '../../../../core/src/records/idempotency/make-once.ts'
import { makeExportPerson } from '../../../../core/src/records/privacy/export-person.ts'
import { makeErasureWorker } from '../../../../core/src/records/privacy/make-erasure-worker.ts'
import { makePrivacy } from '../../../../core/src/records/privacy/make-privacy.ts'
import { makeUndoRecord } from '../../../../core/src/records/restoring/undo-record.ts'
import { makeViews } from '../../../../core/src/records/saved-views/make-views.ts'
import { makeTags } from '../../../../core/src/records/tags/make-tags.ts'
import type { FileStorage } from '../../../../core/src/storage/file-storage.ts'
import { DATABASE_KINDS } from '../../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from '../open-test-records.ts'
import { columnsWith } from './columns-with.ts'
import { privacyModel } from './privacy-model.ts'

/** What an erasure leaves as it is, by design: each column with why. What is not named here must hold nothing. */
const NOT_COVERED: Record<string, string> = {
  '_saved_view.name': 'what people write themselves',
  '_bulk_run.reason': 'what people write themselves, of many records',
  '_audit.reason': 'the same in the entry of the run; of entries of records nothing may stay',
}

describe.each(DATABASE_KINDS)('what an erasure leaves of a person anywhere on %s', (kind) => {
  let tenon: TestRecords
  let officer: RequestContext
  let privacy: ReturnType<typeof makePrivacy>
  let exportPerson: ReturnType<typeof makeExportPerson>
  let worker: ReturnType<typeof makeErasureWorker>
  let bulk: ReturnType<typeof makeBulk>
  let views: ReturnType<typeof makeViews>
  const failures: unknown[] = []

  beforeAll(async () => {
    tenon = await openTestRecords(kind, privacyModel())
    const onError = (error: unknown) => void failures.push(error)
    const storage = { remove: async () => undefined } as unknown as FileStorage
    worker = makeErasureWorker({ ...tenon, storage, onError })
    const ground = { ...tenon, recordChange: makeRecordChange(tenon) }
    privacy = makePrivacy({ ...ground, erasures: { wake: (tenant) => worker.wake(tenant) } })
    exportPerson = makeExportPerson(ground)
    bulk = makeBulk({ ...tenon, undoRecord: makeUndoRecord(tenon), recallActor: async () => null, onError })
    views = makeViews(ground)
    officer = await tenon.addUser('Olga', ['admin'])
  })
  afterAll(async () => {
    await bulk?.close()
    await tenon?.close()
  })

  const make = (entity: string, values: JsonObject, ctx = officer) => tenon.createRecord(ctx, { entity, values })
  const kept = (ctx: RequestContext): RequestContext => ({ ...ctx, idempotencyKey: uuidv7() })
  const found = async (text: string) => {
    const columns = await columnsWith(tenon, text)
    const { rows } = await sql<{ action: string }>`select action from ${sql.id(tenon.tenant.schema, '_audit')}
      where strpos(lower(reason), ${text}) > 0 and action <> 'bulk.run'`.execute(tenon.database.control)
    expect(rows).toEqual([])
    return columns.filter((column) => !Object.hasOwn(NOT_COVERED, column))
  }
  const version = async (entity: string, id: string) => (await tenon.getRecord(officer, { entity, id })).version

  /** Two records of one person under different addresses, each with an order, made one. */
  async function merged(word: string) {
    const [one, other] = [
      await make('person', { name: `${word} Kept`, email: `kept.${word}@example.org` }),
      await make('person', { name: `${word} Lost`, email: `lost.${word}@example.org`, phone: '+4930555000111' }),
    ]
    const order = await make('order', { number: `N-${uuidv7()}`, buyer: other.id, shipTo: `Ship ${word}` })
    const { merge } = await makeOnce(tenon)('records.merge', tenon.mergeRecords)(kept(officer), {
      ...{ entity: 'person', into: { id: one.id, version: 1 }, from: [{ id: other.id, version: 1 }] },
      values: { phone: '+4930555000111' },
    })
    return { kept: one.id, lost: other.id, order: order.id, merge }
  }

  async function erase(id: string) {
    const plan = await privacy.planErasure(officer, { entity: 'person', id })
    const { confirm, records } = plan
    const run = await privacy.erase(officer, { entity: 'person', id, confirm, records })
    await worker.wake(tenon.tenant)
    expect(failures).toEqual([])
    expect(await privacy.erasure(officer, { id: run.id })).toMatchObject({ status: 'done', error: null })
    return plan
  }

  async function bulkOf(entity: string, ids: string[], values: JsonObject) {
    const operation = { kind: 'update', values } as const
    const run = await bulk.start(officer, { entity, target: { ids }, operation, reason: 'Asked for by Bulkia' })
    await vi.waitFor(async () => expect((await bulk.get(officer, { id: run.id })).status).toBe('done'), 20_000)
    return run.id
  }

  test('records that were merged away are found, planned, taken out and erased with the one that stayed, and unmerging brings nothing back', async () => {
    const one = await merged('Mergia')
    const { records } = await privacy.find(officer, { email: 'lost.mergia@example.org' })
    expect(records).toMatchObject([
      { id: one.lost, deleted: true, persons: [{ entity: 'person', id: one.kept, title: 'Mergia Kept' }] },
    ])
    let text = ''
    for await (const part of await exportPerson(officer, { entity: 'person', id: one.kept, format: 'json' }))
      text += part
    const exported = JSON.parse(text) as { records: Array<{ id: string; deleted: boolean }> }
    expect(exported.records.map(({ id, deleted }) => [id, deleted]).sort()).toEqual(
      [
        [one.kept, false],
        [one.lost, true],
        [one.order, false],
      ].sort(),
    )
    // By whichever of them somebody asks, it is the same person.
    const byLost = await privacy.planErasure(officer, { entity: 'person', id: one.lost })
    expect(byLost).toMatchObject({ records: 3, confirm: 'Mergia Lost' })
    expect((await found('mergia')).length).toBeGreaterThan(4)
    const plan = await erase(one.kept)
    expect(plan.entities.find(({ entity }) => entity === 'person')).toMatchObject({ records: 2, deleted: 1 })
    for (const gone of ['mergia', '4930555000111']) expect(await found(gone)).toEqual([])
    const { restored } = await tenon.unmergeRecords(officer, { entity: 'person', merge: one.merge })
    expect(restored).toEqual([one.lost])
    for (const gone of ['mergia', '4930555000111']) expect(await found(gone)).toEqual([])
    expect(await tenon.getRecord(officer, { entity: 'person', id: one.lost })).toMatchObject({
      ...{ name: 'Erased', email: `erased-${one.lost}@erased.invalid`, phone: null },
    })
  })

  test('once a merge was taken back they are two persons again', async () => {
    const one = await merged('Backia')
    await tenon.unmergeRecords(officer, { entity: 'person', merge: one.merge })
    expect(await privacy.planErasure(officer, { entity: 'person', id: one.kept })).toMatchObject({ records: 1 })
    await erase(one.kept)
    expect(await tenon.getRecord(officer, { entity: 'person', id: one.lost })).toMatchObject({ name: 'Backia Lost' })
  })

  test('a hold on what was merged away since forbids it for the one that stayed', async () => {
    const one = await merged('Heldia')
    await privacy.hold(officer, { entity: 'person', id: one.lost, reason: 'Case 7' })
    const { blocks } = await privacy.planErasure(officer, { entity: 'person', id: one.kept })
    expect(blocks).toEqual(['Nothing may be erased: Case 7'])
  })

  test('changes of many records keep what became of each, and nothing of the person, also where others name it', async () => {
    const one = await make('person', { name: 'Bulkia One', email: 'bulkia@example.org', tier: 'gold' })
    const other = await make('person', { name: 'Someone', email: 'someone@example.org' })
    const run = await bulkOf('person', [one.id, other.id], { phone: '+4930555000222', tier: 'iron' })
    // An address may be there once: of two the second is refused.
    const taken = await bulkOf('person', [other.id], { email: 'bulkia@example.org' })
    const rows = tenon.database.tenant(tenon.tenant.schema)
    const say = (id: string) =>
      rows
        .updateTable('_bulk_row')
        .set({ message: `There is such a person already: 'Bulkia One' (${id})` })
        .where('run', '=', run)
    await say(one.id).where('record_id', 'in', [one.id, other.id]).execute()
    await tenon.updateRecord(officer, {
      ...{ entity: 'person', id: other.id, version: await version('person', other.id) },
      values: { phone: null },
    })
    await erase(one.id)
    expect(await found('bulkia')).toEqual([])
    const { operation } = await bulk.get(officer, { id: run })
    expect(operation).toEqual({ kind: 'update', values: { tier: 'iron' } })
    expect((await bulk.report(officer, { id: run })).rows.map(({ state, message }) => [state, message])).toEqual([
      ['done', null],
      ['done', null],
    ])
    expect((await bulk.report(officer, { id: taken })).rows).toMatchObject([{ state: 'refused', id: other.id }])
  })

  test('rows of a file that were not imported say nothing any more of a person whom they name; others stay to be mended', async () => {
    const one = await make('person', { name: 'Rowia', email: 'rowia@example.org' })
    const columns = ['name', 'email'].map((field) => ({ name: field, field }))
    const operation = { kind: 'import', file: 'list.csv', columns, match: null } as const
    // An address may be there once, and the other is none.
    const rows = [
      { id: uuidv7(), line: 2, cells: ['Twin', 'Rowia@example.org'] },
      { id: uuidv7(), line: 3, cells: ['Else', 'no address'] },
    ]
    const { id } = await bulk.beginImport(officer, { entity: 'person', operation, rows })
    await vi.waitFor(
      async () => expect(await bulk.get(officer, { id })).toMatchObject({ status: 'done', refused: 2 }),
      20_000,
    )
    expect(await found('rowia')).toContain('_bulk_row.input')
    await erase(one.id)
    expect(await found('rowia')).toEqual([])
    expect(await found('no address')).toContain('_bulk_row.input')
  })

  test('saved views ask for nobody’s address or number, stay usable, and other conditions stay', async () => {
    const one = await make('person', { name: 'Viewia', email: 'viewia@example.org', phone: '+4930555000333' })
    const where = {
      and: [
        { field: 'email', op: 'in', value: ['Viewia@Example.org', 'else@example.org'] },
        { field: 'phone', op: 'eq', value: '+4930555000333' },
        { field: 'tier', op: 'eq', value: 'gold' },
      ],
    } as const
    const view = await views.create(officer, { entity: 'person', name: 'Called Viewia', where: where as never })
    const untouched = await views.create(officer, { entity: 'person', name: 'Other', where: where.and[2] as never })
    await erase(one.id)
    for (const gone of ['viewia', '4930555000333']) expect(await found(gone)).toEqual([])
    const now = new Map((await views.list(officer, { entity: 'person' })).map((row) => [row.id, row]))
    expect(now.get(view.id)).toMatchObject({ version: 2, omitted: { hidden: 0, gone: [] } })
    expect(JSON.stringify(now.get(view.id)?.where)).toMatch(/erased-.*@erased\.invalid.*else@example\.org.*gold/)
    expect(now.get(untouched.id)).toMatchObject({ version: 1, where: where.and[2] })
  })

  test('texts that people wrote of other things stay, and the run says how many of them name the person', async () => {
    const one = await make('person', { name: 'Namedia', email: 'namedia@example.org' })
    const other = await make('person', { name: 'Somebody else', email: 'other@example.net' })
    const view = (name: string, where: JsonObject) =>
      views.create(officer, { entity: 'person', name, where: where as never })
    await view('For Namedia', { field: 'tier', op: 'eq', value: 'gold' })
    await view('Parts', { field: 'email', op: 'contains', value: 'namedia@' })
    await view('Others', { field: 'email', op: 'contains', value: 'other@' })
    const operation = { kind: 'update', values: { tier: 'gold' } } as const
    const target = { ids: [other.id] }
    const run = await bulk.start(officer, { entity: 'person', target, operation, reason: 'As NAMEDIA has asked' })
    await vi.waitFor(async () => expect((await bulk.get(officer, { id: run.id })).status).toBe('done'), 20_000)
    await erase(one.id)
    const [erased] = await privacy.erasures(officer)
    expect(erased).toMatchObject({ recordId: one.id, left: { reasons: 1, views: 2 } })
    expect((await bulk.get(officer, { id: run.id })).reason).toBe('As NAMEDIA has asked')
  })

  test('that two are not the same, what was looked at last and favourites name ids alone, and stay', async () => {
    const [one, other] = [
      await make('person', { name: 'Apartia', email: 'apartia@example.org' }),
      await make('person', { name: 'Apartia', email: 'another@example.net' }),
    ]
    await makeSetApart(tenon)(officer, { entity: 'person', ids: [one.id, other.id] })
    const db = tenon.database.tenant(tenon.tenant.schema)
    const mine = { user_id: officer.actor.id, entity: 'person', record_id: one.id }
    await db.insertInto('_favourite_record').values(mine).execute()
    await db.insertInto('_recent_record').values(mine).execute()
    await erase(one.id)
    await erase(other.id)
    expect(await found('apartia')).toEqual([])
    expect(await found(one.id)).toEqual(
      expect.arrayContaining(['_favourite_record.record_id', '_not_duplicate.one', '_recent_record.record_id']),
    )
  })

  test('the file says tags by their names, also those that were there before', async () => {
    const tag = await makeTags(tenon).create(officer, { name: 'Patron' })
    const one = await make('person', { name: 'Tagia', email: 'tagia@example.org', tags: [tag.id] })
    const csv: string[] = []
    for await (const part of await exportPerson(officer, { entity: 'person', id: one.id, format: 'csv' }))
      csv.push(part)
    const lines = csv
      .join('')
      .split('\n')
      .filter((line) => line.includes('Patron'))
    expect(lines.length).toBe(2)
    expect(lines[0]).toContain('Tags,Patron')
    const json: string[] = []
    for await (const part of await exportPerson(officer, { entity: 'person', id: one.id, format: 'json' }))
      json.push(part)
    expect(JSON.parse(json.join('')).records[0]).toMatchObject({
      values: { tags: [tag.id] },
      names: { [tag.id]: 'Patron' },
    })
  })

  test('what is answered is as the OpenAPI document says, field by field', async () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: true })
    addFormats.default(ajv)
    const strict = JSON.parse(JSON.stringify(PRIVACY_SCHEMAS), (_, value) =>
      value?.type === 'object' && value.properties !== undefined ? { ...value, additionalProperties: false } : value,
    )
    ajv.addSchema({ $id: 'doc', components: { schemas: strict } })
    const faults = (name: string, value: unknown) => {
      const check = ajv.compile({ $ref: `doc#/components/schemas/${name}` })
      check(value)
      return check.errors ?? []
    }
    const one = await merged('Openia')
    expect(faults('FoundPerson', await privacy.find(officer, { email: 'lost.openia@example.org' }))).toEqual([])
    expect(faults('ErasurePlan', await privacy.planErasure(officer, { entity: 'person', id: one.kept }))).toEqual([])
    await erase(one.kept)
    const [run] = await privacy.erasures(officer)
    expect(faults('ErasureRun', run)).toEqual([])
  })
})
