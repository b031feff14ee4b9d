import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../../core/src/context/request-context.ts'
import { makeCheckDuplicates } from '../../../../core/src/records/duplicates/check-duplicates.ts'
import { makeFindDuplicates } from '../../../../core/src/records/duplicates/find-duplicates.ts'
import { makeSetApart } from '../../../../core/src/records/duplicates/set-apart.ts'
import { makeMergeRecords } from '../../../../core/src/records/merging/merge-records.ts'
import { DATABASE_KINDS } from '../../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from '../open-test-records.ts'
import { duplicatesModel } from './duplicates-model.ts'

describe.each(DATABASE_KINDS)('duplicates on %s', (kind) => {
  let tenon: TestRecords
  let admin: RequestContext
  beforeAll(async () => {
    tenon = await openTestRecords(kind, duplicatesModel())
    admin = tenon.system
  })
  afterAll(() => tenon?.close())

  const make = (values: JsonObject, ctx = admin) =>
    tenon.createRecord(ctx, { entity: 'person', values: { name: 'P', ...values } })
  const check = (values: JsonObject, more: { id?: string; ctx?: RequestContext } = {}) => {
    const { ctx = admin, ...id } = more
    return makeCheckDuplicates(tenon)(ctx, { entity: 'person', values, ...id })
  }
  const foundBy = async (values: JsonObject, more = {}) => {
    const { rules } = await check(values, more)
    return Object.fromEntries(rules.map(({ rule, records }) => [rule, records.map(({ id }) => id)]))
  }
  const find = (rule: string, ctx = admin) => makeFindDuplicates(tenon)(ctx, { entity: 'person', rule })

  async function addRole(name: string, grants: object): Promise<RequestContext> {
    const role = { name, label: '{"en":"R"}', grants: JSON.stringify(grants) }
    await tenon.database.tenant(tenon.tenant.schema).insertInto('_role').values(role).execute()
    tenon.access.forget(tenon.tenant.schema)
    return tenon.addUser(name, [name])
  }

  test('are found by e-mail, without capitals and what the provider is known to ignore', async () => {
    const { id } = await make({ email: 'ann.lee@gmail.com' })
    for (const email of ['Ann.Lee@Gmail.com', 'annlee@googlemail.com', 'ann.lee+shop@gmail.com']) {
      expect(await foundBy({ email })).toEqual({ mail: [id] })
    }
    const strict = await make({ email: 'bo.li@firm.com' })
    expect(await foundBy({ email: 'BO.LI@firm.com' })).toEqual({ mail: [strict.id] })
    for (const email of ['boli@firm.com', 'bo.li+x@firm.com']) expect(await foundBy({ email })).toEqual({})
  })

  test('of two equal writes in one moment a rule that refuses lets one through, be they new records, changes or batches', async () => {
    const outcomes = async (works: Array<Promise<unknown>>) =>
      (await Promise.allSettled(works)).map((one) => (one.status === 'rejected' ? one.reason.code : 'ok')).sort()
    const twins = Array.from({ length: 4 }, () => make({ email: 'twin@moment.example' }))
    expect(await outcomes(twins)).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT', 'ok'])
    const [one, two] = [await make({}), await make({})]
    const change = ({ id }: { id: string }, email: string) =>
      tenon.updateRecord(admin, { entity: 'person', id, version: 1, values: { email } })
    expect(await outcomes([change(one, 'two@moment.example'), change(two, 'TWO@moment.example')])).toEqual([
      'CONFLICT',
      'ok',
    ])
    const records = ['a', 'b', 'c'].map((name) => ({ name, email: `${name}@moment.example` }))
    const batch = (mode: 'bestEffort' | 'allOrNothing', order = records) =>
      tenon.createMany(admin, { entity: 'person', records: order, mode })
    const made = await Promise.all([batch('bestEffort'), batch('bestEffort', records.toReversed())])
    expect(made.map(({ created }) => created).reduce((sum, count) => sum + count)).toBe(3)
    expect(made.map(({ failed }) => failed).reduce((sum, count) => sum + count)).toBe(3)
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.id(tenon.tenant.schema, 'person')}
      where email like '%moment.example'`.execute(tenon.database.control)
    expect(rows[0]?.n).toBe(5)
  })

  test('are found by text, by street and postcode, and by similar names', async () => {
    const home = { line1: '12 Main Street', city: 'Ulm', postalCode: '89 073', country: 'DE' }
    expect(await foundBy({ code: '\ud800' })).toEqual({})
    const one = await make({ code: ' Ｘ１ ', home, company: '上海大众汽车有限公司' })
    expect(await foundBy({ code: 'x1' })).toEqual({ code: [one.id] })
    expect(await foundBy({ home: { ...home, line1: '12, main st.', city: 'Elsewhere', postalCode: '89073' } })).toEqual(
      { home: [one.id] },
    )
    expect(await foundBy({ home: { ...home, line1: '13 Main Street' } })).toEqual({})
    expect(await foundBy({ company: '大众汽车（上海）' })).toEqual({ company: [one.id] })
    expect(await foundBy({ company: '北京现代汽车有限公司' })).toEqual({})
    const two = await make({ company: "O'Brien & Söhne GmbH" })
    expect(await foundBy({ company: "O'BRIEN Söhne" })).toEqual({ company: [two.id] })
    for (const company of ['%', "'", '\\', ':*', '公司']) expect(await foundBy({ company })).toEqual({})
  })

  test('a record is none of itself, and values that fit no field are like nothing', async () => {
    const one = await make({ code: 'own' })
    expect(await foundBy({ code: 'own' }, { id: one.id })).toEqual({})
    expect(await foundBy({ code: 'own' })).toEqual({ code: [one.id] })
    expect(await foundBy({ email: 'no mail', home: 'x', company: '', nope: 1 })).toEqual({})
  })

  test('a write that makes one is refused where the rule says so, with its name, and lets others through', async () => {
    const one = await make({ email: 'refused@firm.com', code: 'warned' })
    const before = await tenon.counts('person', '_audit', '_outbox')
    await expect(make({ email: 'REFUSED@firm.com' })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('Same mail'),
      problems: [{ pointer: '/email', rule: 'duplicate', records: [{ entity: 'person', id: one.id, title: 'P' }] }],
    })
    expect(await tenon.counts('person', '_audit', '_outbox')).toEqual(before)
    const warned = await make({ code: 'warned', email: 'free@firm.com' })
    const update = (values: JsonObject) =>
      tenon.updateRecord(admin, { entity: 'person', id: warned.id, version: 1, values })
    await expect(update({ email: 'refused@firm.com' })).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await update({ name: 'Free' })).toMatchObject({ version: 2 })
  })

  test('all of a rule must hold, and an empty value is like no other', async () => {
    await make({ phone: '+4930111222', company: 'Acme Ltd' })
    await expect(make({ phone: '+49 30 111222', company: 'ACME' })).rejects.toMatchObject({ code: 'CONFLICT' })
    await make({ phone: '+4930111222', company: 'Other' })
    await make({ phone: '+4930111222' })
    await make({ phone: '+4930111222' })
  })

  test('a batch is refused by row, the second of two that are the same among them', async () => {
    await make({ email: 'there@firm.com' })
    const rows = ['new@firm.com', 'There@firm.com', 'NEW@firm.com', 'other@firm.com']
    const records = rows.map((email, at) => ({ name: `R${at}`, email }))
    const { done, failed } = await tenon.createEachRecord(admin, { entity: 'person', records })
    expect(done.map(({ position }) => position)).toEqual([0, 3])
    expect(failed.map(({ position, value }) => [position, value.code]).sort()).toEqual([
      [1, 'CONFLICT'],
      [2, 'CONFLICT'],
    ])
    const all = tenon.createRecords(admin, {
      entity: 'person',
      records: [
        { name: 'a', email: 'u@f.com' },
        { name: 'b', email: 'U@f.com' },
      ],
    })
    await expect(all).rejects.toMatchObject({ problems: [{ pointer: '/records/1/email' }] })
  })

  test('nobody is told of records that they may not see, but that there is one where it is refused', async () => {
    const hidden = await make({ email: 'hidden@firm.com', code: 'hidden' })
    const clerk = await addRole('clerk', { person: { create: 'all', read: 'own' } })
    expect(await check({ email: 'hidden@firm.com', code: 'hidden' }, { ctx: clerk })).toEqual({
      rules: [expect.objectContaining({ rule: 'mail', records: [], hidden: true })],
    })
    const refused: unknown = await make({ email: 'hidden@firm.com' }, clerk).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'CONFLICT', problems: [{ records: [] }] })
    expect(JSON.stringify(refused)).not.toContain(hidden.id)
    const blind = await addRole('blind', { person: { read: 'all', fields: { code: { read: false } } } })
    expect(await foundBy({ code: 'hidden' }, { ctx: blind })).toEqual({})
  })

  test('groups are told once each, without what was set apart, and merging takes them away', async () => {
    const [a, b, c] = [await make({ code: 'grp' }), await make({ code: 'GRP' }), await make({ code: 'grp' })]
    const ids = (groups: Array<{ records: Array<{ id: string }> }>) =>
      groups.map(({ records }) => records.map(({ id }) => id)).filter((group) => group.includes(b.id))
    const page = await find('code')
    expect(page).toMatchObject({ next: null, looked: expect.any(Number) })
    expect(ids(page.groups)).toEqual([[a.id, b.id, c.id]])
    const apart = makeSetApart(tenon)
    expect(await apart(admin, { entity: 'person', ids: [c.id, a.id] })).toEqual({ pairs: 1 })
    expect(await apart(admin, { entity: 'person', ids: [c.id, b.id, a.id] })).toEqual({ pairs: 2 })
    expect(ids((await find('code')).groups)).toEqual([])
    const [d, e] = [await make({ company: '深圳华强电子' }), await make({ company: '深圳市华强电子有限公司' })]
    expect((await find('company')).groups.filter(({ records }) => records.some(({ id }) => id === d.id))).toHaveLength(
      1,
    )
    await makeMergeRecords({ ...tenon, checkStageChanges: async () => [] })(admin, {
      ...{ entity: 'person', into: { id: d.id, version: 1 }, from: [{ id: e.id, version: 1 }], values: {} },
    })
    expect((await find('company')).groups.filter(({ records }) => records.some(({ id }) => id === d.id))).toHaveLength(
      0,
    )
  })

  test('an unknown rule is named with the nearest one, and a wrong cursor refused', async () => {
    await expect(find('cmpany')).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringContaining("'company'"),
    })
    const wrong = makeFindDuplicates(tenon)(admin, { entity: 'person', rule: 'mail', after: "x'; drop" })
    await expect(wrong).rejects.toMatchObject({ code: 'BAD_REQUEST', problems: [{ pointer: '/after' }] })
  })

  test('an entity without rules is asked nothing', async () => {
    await tenon.createRecord(admin, { entity: 'plain', values: { name: 'x', code: 'c' } })
    const { rows } = await sql<{ indexname: string }>`select indexname from pg_indexes
      where schemaname = ${tenon.tenant.schema} and indexdef like '%_match_%' order by indexname`.execute(
      tenon.database.control,
    )
    expect(rows).toHaveLength(4)
    expect(rows.every(({ indexname }) => indexname.includes('person'))).toBe(true)
  })
})
