import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { makeDuplicateSearches } from '../../../core/src/duplicates/make-duplicate-searches.ts'
import { makeSetApart } from '../../../core/src/records/duplicates/set-apart.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { duplicatesModel } from '../records/duplicates/duplicates-model.ts'
import { openTestRecords, type TestRecords } from '../records/open-test-records.ts'

describe.each(DATABASE_KINDS)('searches for duplicates over a whole entity on %s', (kind) => {
  let tenon: TestRecords
  let admin: RequestContext
  const faults: unknown[] = []
  const open = () => makeDuplicateSearches({ ...tenon, onError: (error) => void faults.push(error) })
  let searches: ReturnType<typeof open>
  beforeAll(async () => {
    tenon = await openTestRecords(kind, duplicatesModel())
    admin = await tenon.addUser('Ada', ['admin'])
    searches = open()
  })
  afterEach(() => expect(faults.splice(0)).toEqual([]))
  afterAll(async () => {
    await searches?.close()
    await tenon?.close()
  })

  const make = async (values: JsonObject, ctx = admin) =>
    (await tenon.createRecord(ctx, { entity: 'person', values: { name: 'P', ...values } })).id
  const control = () => tenon.database.control
  const table = (name: string) => sql.id(tenon.tenant.schema, name)

  async function search(rule: string, ctx = admin) {
    await searches.verbs.startSearch(ctx, { entity: 'person', rule })
    return vi.waitFor(
      async () => {
        const found = await searches.verbs.search(ctx, { entity: 'person', rule })
        expect(found?.status).not.toBe('running')
        return found
      },
      { timeout: 30_000, interval: 30 },
    )
  }

  async function groups(rule: string, ctx = admin) {
    const page = await searches.verbs.groups(ctx, { entity: 'person', rule })
    expect(page.count).toBe(page.groups.length)
    return page.groups.map(({ records }) => records.map(({ id }) => id))
  }

  async function addRole(name: string, grants: object): Promise<RequestContext> {
    const role = { name, label: '{"en":"R"}', grants: JSON.stringify(grants) }
    await tenon.database.tenant(tenon.tenant.schema).insertInto('_role').values(role).execute()
    tenon.access.forget(tenon.tenant.schema)
    return tenon.addUser(name, [name])
  }

  async function forget(): Promise<void> {
    await sql`update ${table('person')} set code = null, company = null`.execute(control())
  }

  test('find groups that hang together, which stay until the next search, and lose what is merged or set apart', async () => {
    expect(await searches.verbs.search(admin, { entity: 'person', rule: 'company' })).toBeNull()
    const [a, b, c] = [
      await make({ company: 'Northwind Traders Holding' }),
      await make({ company: 'Northwind Traders Ltd' }),
      await make({ company: 'Northwind Traderz' }),
    ]
    const [d, e] = [await make({ company: '上海大众汽车有限公司' }), await make({ company: '大众汽车（上海）' })]
    await make({ company: 'Quite another' })
    expect(await search('company')).toMatchObject({
      status: 'done',
      share: 1,
      crowded: false,
      full: false,
      actorName: 'Ada',
    })
    expect(await groups('company')).toEqual([
      [a, b, c],
      [d, e],
    ])
    const first = await searches.verbs.groups(admin, { entity: 'person', rule: 'company', limit: 1 })
    expect(first).toMatchObject({ count: 2, next: a })
    const second = await searches.verbs.groups(admin, { entity: 'person', rule: 'company', limit: 1, after: a })
    expect(second.groups.map(({ records }) => records[0]?.id)).toEqual([d])
    expect(second.next).toBeNull()
    const version = (id: string) => ({ id, version: 1 })
    await tenon.mergeRecords(admin, { entity: 'person', into: version(d), from: [version(e)], values: {} })
    await makeSetApart(tenon)(admin, { entity: 'person', ids: [a, b, c] })
    expect(await groups('company')).toEqual([])
    await forget()
  })

  test('tell nobody of records out of sight, nor what hangs together by way of them, nor how many there are', async () => {
    const grants = { person: { create: 'all', read: 'own', update: 'own', delete: 'own' } }
    const narrow = await addRole('narrow', grants)
    const blind = await addRole('blind', { person: { read: 'all', fields: { code: { read: false, write: false } } } })
    const [a, b] = [await make({ code: 'same' }, narrow), await make({ code: 'same' })]
    await search('code')
    expect(await groups('code')).toEqual([[a, b]])
    expect(await searches.verbs.groups(narrow, { entity: 'person', rule: 'code' })).toEqual({
      groups: [],
      count: 0,
      next: null,
    })
    const told = JSON.stringify(await searches.verbs.search(narrow, { entity: 'person', rule: 'code' }))
    expect(told).not.toContain(b)
    const c = await make({ code: 'SAME' }, narrow)
    await search('code', narrow)
    expect(await groups('code', narrow)).toEqual([[a, c]])
    for (const verb of ['startSearch', 'search', 'cancelSearch', 'groups'] as const) {
      await expect(searches.verbs[verb](blind, { entity: 'person', rule: 'code' })).rejects.toMatchObject({
        code: 'BAD_REQUEST',
      })
    }
    const nobody = await addRole('nobody', {})
    await expect(searches.verbs.startSearch(nobody, { entity: 'person', rule: 'code' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    // Only by way of one that is hidden: no group.
    const [e, f, g] = [
      await make({ company: 'abcdefghij' }, narrow),
      await make({ company: 'abcdefghxy' }),
      await make({ company: 'abcdefxyuv' }, narrow),
    ]
    await sql`delete from ${table('_duplicate_pair')}`.execute(control())
    const found = await searches.verbs.search(admin, { entity: 'person', rule: 'code' })
    for (const [one, other] of [
      [e, f],
      [f, g],
    ]) {
      await sql`insert into ${table('_duplicate_pair')} (search, one, other) values (${found?.id}::uuid, ${one}::uuid, ${other}::uuid)`.execute(
        control(),
      )
    }
    expect(await groups('code')).toEqual([[e, f, g]])
    expect(await groups('code', narrow)).toEqual([])
    await forget()
  })

  test('go on in another process just where the last one was, once; after three attempts without a step they are interrupted', async () => {
    const [a, b] = [await make({ code: 'k1' }), await make({ code: 'k1' })]
    const before = await search('code')
    await sql`delete from ${table('_duplicate_pair')} where search = ${before?.id}::uuid`.execute(control())
    await sql`update ${table('_duplicate_search')} set status = 'running', ended_at = null, looked = 0, after = null,
      worker = ${uuidv7()}::uuid, touched_at = now() - interval '2 minutes' where id = ${before?.id}::uuid`.execute(
      control(),
    )
    const asked = { entity: 'person', rule: 'code' }
    expect(await searches.verbs.startSearch(admin, asked)).toMatchObject({ id: before?.id, status: 'running' })
    await Promise.all([searches.goOn(tenon.tenant), open().goOn(tenon.tenant)])
    expect(await searches.verbs.search(admin, asked)).toMatchObject({ id: before?.id, status: 'done', share: 1 })
    expect(await groups('code')).toEqual([[a, b]])
    await sql`update ${table('_duplicate_search')} set status = 'running', attempts = 3, touched_at = now() - interval '2 minutes'
      where id = ${before?.id}::uuid`.execute(control())
    await searches.goOn(tenon.tenant)
    expect(await searches.verbs.search(admin, asked)).toMatchObject({ status: 'interrupted' })
    expect(await groups('code')).toEqual([[a, b]])
    await forget()
  })

  test('can be ended by who began them and by admins alone, and say where there was more than is compared', async () => {
    const other = await addRole('other', { person: { read: 'all' } })
    const before = await search('code')
    await sql`update ${table('_duplicate_search')} set status = 'running', ended_at = null, touched_at = now()
      where id = ${before?.id}::uuid`.execute(control())
    const asked = { entity: 'person', rule: 'code' }
    await expect(searches.verbs.cancelSearch(other, asked)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await searches.verbs.cancelSearch(admin, asked)).toMatchObject({ status: 'cancelled' })
    const records = Array.from({ length: 60 }, () => ({ name: 'P', code: 'crowd' }))
    await tenon.createMany(tenon.system, { entity: 'person', records })
    expect(await search('code')).toMatchObject({ status: 'done', crowded: true })
    const page = await searches.verbs.groups(admin, asked)
    expect(page.count).toBe(1)
    expect(page.groups[0]).toMatchObject({ more: 40 })
    expect(page.groups[0]?.records).toHaveLength(20)
  })
})
