import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeRecordChange } from '../../../../core/src/audit/make-record-change.ts'
import type { RequestContext } from '../../../../core/src/context/request-context.ts'
import { makePrivacy } from '../../../../core/src/records/privacy/make-privacy.ts'
import { eraseBatch } from '../../../../core/src/records/privacy/run-erasure.ts'
import type { FileStorage } from '../../../../core/src/storage/file-storage.ts'
import { openTestRecords, type TestRecords } from '../open-test-records.ts'
import { privacyModel } from './privacy-model.ts'

let tenon: TestRecords
let officer: RequestContext
let privacy: ReturnType<typeof makePrivacy>
beforeAll(async () => {
  tenon = await openTestRecords('postgres', privacyModel())
  // Nobody works on erasures but the tests.
  const erasures = { wake: async () => undefined }
  privacy = makePrivacy({ ...tenon, recordChange: makeRecordChange(tenon), erasures })
  officer = await tenon.addUser('Olga', ['admin'])
})
afterAll(() => tenon?.close())

async function begunErasure(name: string): Promise<string> {
  const values = { name, email: `${name.replaceAll(' ', '.')}@example.com` }
  const { id } = await tenon.createRecord(tenon.system, { entity: 'person', values })
  const place = { entity: 'person', id }
  const { confirm, records } = await privacy.planErasure(officer, place)
  await privacy.erase(officer, { ...place, confirm, records })
  return id
}

const eraseAll = async () => {
  const storage = { remove: async () => undefined } as unknown as FileStorage
  while (await eraseBatch({ ...tenon, storage }, tenon.tenant));
}
const hold = (id: string) => privacy.hold(officer, { entity: 'person', id, reason: 'A lawsuit' })
const nameOf = async (id: string) => (await tenon.getRecord(tenon.system, { entity: 'person', id }))['name']

/** Holds both up at the audit trail until each has come as far as it can, the first one first. */
async function atOnce(first: () => Promise<unknown>, second: () => Promise<unknown>): Promise<void> {
  const waiting = async () => {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from pg_locks where not granted
      and database = (select oid from pg_database where datname = current_database())`.execute(tenon.database.control)
    return rows[0]?.n
  }
  const begun: Promise<unknown>[] = []
  await tenon.database.controlTransaction(async (trx) => {
    await sql`lock table ${sql.id(tenon.tenant.schema, '_audit')} in exclusive mode`.execute(trx)
    for (const [index, work] of [first, second].entries()) {
      begun.push(work())
      await expect.poll(waiting, { timeout: 20_000 }).toBe(index + 1)
    }
  })
  await Promise.all(begun)
}

test('a record that is put on hold while an erasure comes to it keeps all that it has, and the erasure ends', async () => {
  const id = await begunErasure('Held Hal')
  await atOnce(() => hold(id), eraseAll)
  expect(await nameOf(id)).toBe('Held Hal')
  expect(await privacy.holds(officer)).toMatchObject([{ id, title: 'Held Hal' }])
  const [run] = await privacy.erasures(officer)
  expect(run).toMatchObject({ status: 'done' })
  expect(run?.erased.every(({ records }) => records === 0)).toBe(true)
  await privacy.release(officer, { entity: 'person', id })
})

test('whoever puts a record on hold that is being erased waits, and is told of what is left of it', async () => {
  const id = await begunErasure('Gone Gus')
  let told: unknown
  await atOnce(eraseAll, async () => {
    told = await hold(id)
  })
  expect(await nameOf(id)).not.toContain('Gus')
  expect(JSON.stringify(told)).not.toContain('Gus')
})

test('the plan of an erasure tells of what is kept by a hold on a record that it was merged with', async () => {
  const values = { name: 'Order Olga', email: 'order.olga@example.com' }
  const { id } = await tenon.createRecord(tenon.system, { entity: 'person', values })
  const order = (number: string) =>
    tenon.createRecord(tenon.system, { entity: 'order', values: { number, buyer: id, shipTo: 'A street' } })
  const [kept, lost] = [await order('1'), await order('2')]
  const { merge } = await tenon.mergeRecords(officer, {
    ...{ entity: 'order', into: { id: kept.id, version: 1 }, values: {} },
    from: [{ id: lost.id, version: 1 }],
  })
  const place = { entity: 'person', id }
  expect(await privacy.planErasure(officer, place)).toMatchObject({ records: 3 })
  await privacy.hold(officer, { entity: 'order', id: kept.id, reason: 'A lawsuit' })
  const held = [{ reason: 'A lawsuit', records: 2 }]
  expect(await privacy.planErasure(officer, place)).toMatchObject({
    records: 1,
    entities: expect.arrayContaining([expect.objectContaining({ entity: 'order', kept: held })]),
  })
  const found = await privacy.find(officer, { record: { entity: 'order', id: kept.id } })
  expect(JSON.stringify(found)).toContain('A lawsuit')
  await tenon.unmergeRecords(officer, { entity: 'order', merge })
  expect(await privacy.planErasure(officer, place)).toMatchObject({ records: 2 })
  await privacy.release(officer, { entity: 'order', id: kept.id })
})

test('a hold that is put on a person while their erasure is under way keeps what was merged away into them, too', async () => {
  const values = { name: 'Merged Max', email: 'merged.max@example.com' }
  const lost = await tenon.createRecord(tenon.system, { entity: 'person', values })
  const kept = await tenon.createRecord(tenon.system, {
    entity: 'person',
    values: { ...values, email: 'max@example.com' },
  })
  await tenon.mergeRecords(officer, {
    ...{ entity: 'person', into: { id: kept.id, version: kept.version }, values: {} },
    from: [{ id: lost.id, version: lost.version }],
  })
  const place = { entity: 'person', id: kept.id }
  const { confirm, records } = await privacy.planErasure(officer, place)
  expect(records).toBe(2)
  await privacy.erase(officer, { ...place, confirm, records })
  await hold(kept.id)
  await eraseAll()
  const where = { field: 'email', op: 'eq', value: values.email } as const
  const found = await tenon.findRecords(tenon.system, { entity: 'person', where, deleted: true })
  expect(found.records).toMatchObject([{ id: lost.id, name: 'Merged Max' }])
  expect(await nameOf(kept.id)).toBe('Merged Max')
})
