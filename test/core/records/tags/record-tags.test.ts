import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../../core/src/context/request-context.ts'
import { makeReadAsOf } from '../../../../core/src/records/restoring/read-as-of.ts'
import { makeRestoreState } from '../../../../core/src/records/restoring/restore-state.ts'
import { makeTags } from '../../../../core/src/records/tags/make-tags.ts'
import { makeAuditTrail } from '../../../../core/src/records/timeline/make-audit-trail.ts'
import { DATABASE_KINDS } from '../../../support/open-test-database.ts'
import { hearStatements } from '../hear-statements.ts'
import { openTestRecords, type TestRecords } from '../open-test-records.ts'

describe.each(DATABASE_KINDS)('tags of records on %s', (kind) => {
  let tenon: TestRecords
  let tags: ReturnType<typeof makeTags>
  let ada: RequestContext
  beforeAll(async () => {
    tenon = await openTestRecords(kind)
    tags = makeTags(tenon)
    ada = await tenon.addUser('Ada', ['admin'])
  })
  afterAll(() => tenon.close())

  let made = 0
  const tag = async (name = `Tag ${++made}`, more = {}) => (await tags.create(ada, { name, ...more })).id
  const account = (values = {}, ctx = ada) =>
    tenon.createRecord(ctx, { entity: 'account', values: { name: 'Acme', ...values } })
  const tagsOf = async (id: string) => (await tenon.getRecord(ada, { entity: 'account', id, fields: ['tags'] }))['tags']
  const entries = async (id: string) => {
    const { rows } = await sql<{ changes: Record<string, unknown>; reason: string | null }>`
      select changes, reason from ${sql.id(tenon.tenant.schema, '_audit')} where record_id = ${id}::uuid order by version`.execute(
      tenon.database.control,
    )
    return rows
  }

  test('are set like an owner, and told only where they are named, with what they are called', async () => {
    const [vip, north] = [await tag('重要客户'), await tag()]
    const created = await account({ tags: [vip, vip] })
    expect(created).toMatchObject({ tags: [vip], $labels: { [vip]: '重要客户' } })
    const changed = await tenon.updateRecord(ada, {
      ...{ entity: 'account', id: created.id, version: 1 },
      values: { tags: [vip, north] },
    })
    expect(changed['tags']).toEqual([vip, north])
    const whole = await tenon.getRecord(ada, { entity: 'account', id: created.id })
    expect(whole).not.toHaveProperty('tags')
    expect(whole.$labels ?? {}).not.toHaveProperty(vip)
    const page = await tenon.findRecords(ada, { entity: 'account', fields: ['name', 'tags'] })
    expect(page.records.find(({ id }) => id === created.id)).toMatchObject({ tags: [vip, north] })
    const same = { entity: 'account', id: created.id, version: 2, values: { tags: [vip, north] } }
    expect(await tenon.updateRecord(ada, same)).toMatchObject({ version: 2, tags: [vip, north] })
    const renamed = await tenon.updateRecord(ada, { ...same, values: { name: 'Other' } })
    expect(renamed).not.toHaveProperty('tags')
    expect(await tagsOf(created.id)).toEqual([vip, north])
  })

  test('an entity with a field of that name keeps its own', async () => {
    const deal = await tenon.createRecord(ada, { entity: 'deal', values: { name: 'Deal', tags: ['hot'] } })
    expect(deal['tags']).toEqual(['hot'])
    expect(await tenon.getRecord(ada, { entity: 'deal', id: deal.id })).toMatchObject({ tags: ['hot'] })
    const { entities } = await tenon.viewModel(ada)
    expect([entities['account']?.access.tags, entities['deal']?.access.tags]).toEqual([true, undefined])
    expect(entities['account']?.access.writableFields).toContain('tags')
  })

  test('one that is unknown, in the archive, leaving or for others is put on no record, and nothing is written', async () => {
    const [archived, forDeals, good] = [await tag(), await tag(undefined, { entities: ['deal'] }), await tag()]
    const { id } = await account({ tags: [archived] })
    await tags.update(ada, { id: archived, archived: true })
    const before = await tenon.counts('account', '_audit', '_outbox')
    for (const wrong of [archived, forDeals, uuidv7(), '00000000-0000-0000-0000-000000000000']) {
      const refused = { code: 'VALIDATION_FAILED', problems: [{ pointer: '/tags/1', rule: 'tag' }] }
      await expect(account({ tags: [good, wrong] })).rejects.toMatchObject(refused)
    }
    for (const wrong of ['x', [7], [null], {}, [`${good}'; drop table _tag`], Array.from({ length: 51 }, uuidv7)]) {
      await expect(account({ tags: wrong })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
    }
    expect(await tenon.counts('account', '_audit', '_outbox')).toEqual(before)
    // What is on it already may stay.
    await tenon.updateRecord(ada, { entity: 'account', id, version: 1, values: { tags: [archived, good] } })
    expect(await tagsOf(id)).toEqual([archived, good])
    await tenon.updateRecord(ada, { entity: 'account', id, version: 2, values: { tags: null } })
    expect(await tagsOf(id)).toBeNull()
  })

  test('records are found by any, all, none and no tags, and counted by them', async () => {
    const [one, two] = [await tag('One of two'), await tag('Two of two')]
    const name = 'Filtered'
    const ids = [
      (await account({ name, tags: [one] })).id,
      (await account({ name, tags: [one, two] })).id,
      (await account({ name })).id,
    ]
    const found = async (where: object) => {
      const both = { and: [{ field: 'name', op: 'eq', value: name }, where] }
      const page = await tenon.findRecords(ada, { entity: 'account', where: both as never, fields: [] })
      return ids.flatMap((id, at) => (page.records.some((record) => record.id === id) ? [at] : []))
    }
    expect(await found({ field: 'tags', op: 'hasAny', value: [two, uuidv7()] })).toEqual([1])
    expect(await found({ field: 'tags', op: 'has', value: one })).toEqual([0, 1])
    expect(await found({ field: 'tags', op: 'hasAll', value: [one, two] })).toEqual([1])
    expect(await found({ not: { field: 'tags', op: 'hasAny', value: [two] } })).toEqual([0, 2])
    expect(await found({ field: 'tags', op: 'isNull', value: true })).toEqual([2])
    expect(await found({ field: 'tags', op: 'isNull', value: false })).toEqual([0, 1])
    for (const value of ['x', [{}], 'x'.repeat(99)]) {
      await expect(found({ field: 'tags', op: 'hasAny', value })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    }
    const where = { field: 'name', op: 'eq' as const, value: name }
    const { groups, labels } = await tenon.groupRecords(ada, { entity: 'account', groupBy: ['tags'], where })
    expect(groups.map(({ values, measures }) => [values[0], measures['count']]).sort()).toEqual(
      [
        [null, 1],
        [one, 2],
        [two, 1],
      ].sort(),
    )
    expect(labels).toMatchObject({ [one]: 'One of two', [two]: 'Two of two' })
    const summary = await tenon.summarizeRecords(ada, { entity: 'account', groupBy: 'tags', where })
    expect(new Map(summary.groups.map(({ value, count }) => [value, count]))).toEqual(
      new Map<string | null, number>([
        [one, 2],
        [two, 1],
        [null, 1],
      ]),
    )
    const deal = { entity: 'deal', values: { name: 'Via', account: ids[1] as string } }
    const { id } = await tenon.createRecord(ada, deal)
    const via = { field: 'account.tags', op: 'has' as const, value: two }
    const page = await tenon.findRecords(ada, { entity: 'deal', where: via, fields: [] })
    expect(page.records.map((record) => record.id)).toEqual([id])
  })

  test('the audit trail names them, and an earlier state comes back without those that are gone', async () => {
    const [stays, goes] = [await tag('Stays'), await tag('Goes')]
    const { id } = await account({ tags: [stays, goes] })
    await tenon.updateRecord(ada, { entity: 'account', id, version: 1, values: { tags: null } })
    const audit = makeAuditTrail(tenon)
    const { entries: told } = await audit.timeline(ada, { entity: 'account', id })
    expect(told[0]?.changes['tags']).toMatchObject({ label: 'Tags', oldText: 'Stays, Goes', newText: '' })
    const asOf = makeReadAsOf(tenon)
    const created = told.at(-1)
    const past = await asOf(ada, { entity: 'account', id, at: created?.at ?? '' })
    expect(past.record).toMatchObject({ tags: [stays, goes], $labels: { [stays]: 'Stays' } })
    await tags.delete(ada, { id: goes, records: 0 })
    const restoring = makeRestoreState(tenon)
    const state = { entity: 'account', id, entry: created?.id ?? '', side: 'after' as const }
    const plan = await restoring.plan(ada, state)
    expect(plan.changes['tags']).toMatchObject({ newText: 'Stays' })
    await restoring.restore(ada, { ...state, version: 2 })
    expect(await tagsOf(id)).toEqual([stays])
    const [now] = (await audit.timeline(ada, { entity: 'account', id })).entries
    expect(now?.changes['tags']).toMatchObject({ newText: 'Stays' })
    const withGone = (await audit.timeline(ada, { entity: 'account', id })).entries.at(-1)
    expect(withGone?.changes['tags']?.newText).toBe('Stays, a tag that is gone')
  })

  test('roles can close them, and their conditions can ask for them', async () => {
    const vip = await tag('VIP')
    const grant = { create: 'all', update: { where: `'${vip}' in tags` }, read: 'all' }
    const roles = [
      ['tagRule', { '*': { read: 'all' }, account: grant }],
      ['noTags', { account: { read: 'all', update: 'all', fields: { tags: { read: false, write: false } } } }],
      ['seesVip', { account: { read: { where: `'${vip}' in tags` } } }],
    ] as const
    for (const [name, grants] of roles) {
      const row = { name, label: JSON.stringify({ en: name }), grants: JSON.stringify(grants) }
      await tenon.database.tenant(tenon.tenant.schema).insertInto('_role').values(row).execute()
    }
    tenon.access.forget(tenon.tenant.schema)
    const [rule, blind, viewer] = await Promise.all(
      ['tagRule', 'noTags', 'seesVip'].map((role) => tenon.addUser(role, [role])),
    )
    if (rule === undefined || blind === undefined || viewer === undefined) throw new Error('no users')
    const [open, plain] = [await account({ tags: [vip] }), await account()]
    const target = ({ id }: { id: string }, values: object) => ({
      entity: 'account',
      id,
      version: 1,
      values: { ...values },
    })
    await expect(tenon.updateRecord(rule, target(plain, { name: 'No' }))).rejects.toMatchObject({ code: 'FORBIDDEN' })
    // Neither made to fit by the write itself, nor taken out of one's own reach.
    await expect(tenon.updateRecord(rule, target(plain, { tags: [vip] }))).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(tenon.updateRecord(rule, target(open, { tags: null }))).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await tenon.updateRecord(rule, target(open, { name: 'Yes' }))).toMatchObject({ name: 'Yes' })
    const seen = await tenon.findRecords(viewer, { entity: 'account', fields: ['tags'] })
    expect(seen.records.every((record) => (record['tags'] as string[]).includes(vip))).toBe(true)
    expect(seen.records.map(({ id }) => id)).toContain(open.id)
    const asked = { entity: 'account', id: open.id, fields: ['tags'] }
    await expect(tenon.getRecord(blind, asked)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    const where = { field: 'tags', op: 'has' as const, value: vip }
    await expect(tenon.findRecords(blind, { entity: 'account', where })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(tenon.groupRecords(blind, { entity: 'account', groupBy: ['tags'] })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
    await expect(
      tenon.updateRecord(blind, { entity: 'account', id: open.id, version: 2, values: { tags: [] } }),
    ).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
    expect((await tenon.viewModel(blind)).entities['account']?.access).not.toHaveProperty('tags')
  })

  test('an end customer never hears of them', async () => {
    const { id: contact } = await tenon.createRecord(ada, {
      entity: 'contact',
      values: { name: 'Kim', tags: [await tag()] },
    })
    const customer = tenon.as({
      ...{ kind: 'customer', id: contact, name: 'Kim', site: 'site' },
      ...{ subject: { entity: 'contact', id: contact }, scopes: ['customer:read'] },
    } as never)
    expect(await tenon.getRecord(customer, { entity: 'contact', id: contact })).not.toHaveProperty('tags')
    for (const input of [{ fields: ['tags'] }, { where: { field: 'tags', op: 'isNull' as const } }]) {
      await expect(tenon.findRecords(customer, { entity: 'contact', ...input })).rejects.toMatchObject({
        code: 'BAD_REQUEST',
      })
    }
  })

  test('whoever names none causes the same statements as before there were any', async () => {
    const seen: string[] = []
    const stop = hearStatements(tenon.database, (text) => void seen.push(text))
    try {
      const one = await account({ name: 'Quiet' })
      await tenon.getRecord(ada, { entity: 'account', id: one.id })
      await tenon.findRecords(ada, { entity: 'account' })
      await tenon.updateRecord(ada, { entity: 'account', id: one.id, version: 1, values: { name: 'Still' } })
    } finally {
      stop()
    }
    expect(seen.length).toBeGreaterThan(3)
    expect(seen.filter((text) => /_tags?\b/.test(text))).toEqual([])
    expect((await entries((await account()).id))[0]?.changes).not.toHaveProperty('tags')
  })
})
