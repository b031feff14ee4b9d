import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insertAdminAudit } from '../../../../core/src/audit/insert-admin-audit.ts'
import type { Actor, RequestContext } from '../../../../core/src/context/request-context.ts'
import { relocateRecords } from '../../../../core/src/records/relocate-records.ts'
import { makeAuditTrail } from '../../../../core/src/records/timeline/make-audit-trail.ts'
import { makePublishModel } from '../../../../core/src/schema-change/publish-model.ts'
import { DATABASE_KINDS } from '../../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from '../open-test-records.ts'
import { sampleRecordsModel } from '../sample-records-model.ts'

describe.each(DATABASE_KINDS)('the audit trail on %s', (kind) => {
  let tenon: TestRecords
  let trail: ReturnType<typeof makeAuditTrail>
  let ada: RequestContext
  let bob: RequestContext
  let admin: RequestContext
  beforeAll(async () => {
    tenon = await openTestRecords(kind)
    trail = makeAuditTrail(tenon)
    const origin = { channel: 'studio', address: '192.0.2.7' } as const
    ada = { ...(await tenon.addUser('Ada', ['editor'])), origin }
    bob = { ...(await tenon.addUser('Bob', ['editor'])), origin }
    admin = { ...(await tenon.addUser('Root', ['admin'])), origin }
    const grants = JSON.stringify({
      '*': {
        create: 'all',
        read: 'all',
        update: 'all',
        delete: 'all',
        reveal: true,
        fields: { quantity: { read: false } },
      },
    })
    const role = { name: 'editor', label: JSON.stringify({ en: 'Editor' }), grants }
    await tenon.database.tenant(tenon.tenant.schema).insertInto('_role').values(role).execute()
    tenon.access.forget(tenon.tenant.schema)
  })
  afterAll(() => tenon.close())

  test('an entry about something else than a record names the people, teams and records in it, for admins alone', async () => {
    const db = tenon.database.tenant(tenon.tenant.schema)
    const account = await tenon.createRecord(ada, { entity: 'account', values: { name: '北京工厂' } })
    const [team, gone] = [uuidv7(), uuidv7()]
    await db.insertInto('_team').values({ id: team, name: 'North' }).execute()
    const told = { memberIds: [idOf(ada), gone], above: team }
    await insertAdminAudit(db, admin, {
      ...{ action: 'team.update', id: team },
      details: { old: { memberIds: [] }, new: told, of: 'account', record: account.id },
    })
    const [entry] = (await trail.find(admin, { entity: 'team' })).entries
    expect(entry?.details).toMatchObject({ id: team, new: told })
    expect(entry?.detailNames).toEqual({ [team]: 'North', [idOf(ada)]: 'Ada', [account.id]: '北京工厂' })
    await expect(trail.find(ada, { entity: 'team' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  test('an entry says who did what from where, in words, and who reads without being admin gets no address', async () => {
    const account = await tenon.createRecord(ada, { entity: 'account', values: { name: '上海汽车' } })
    const values = {
      name: 'One',
      account: account.id,
      kind: 'new',
      amount: { amount: '12.50', currency: 'USD' },
      reviewer: idOf(bob),
    }
    const { id, version } = await tenon.createRecord(ada, { entity: 'deal', values })
    const moved = await tenon.moveStage(bob, { entity: 'deal', id, version, stage: 'talking' })
    await tenon.updateRecord(bob, {
      entity: 'deal',
      id,
      version: moved.version,
      values: { account: null, ownerId: idOf(bob) },
    })
    const { entries, nextCursor } = await trail.timeline(ada, { entity: 'deal', id })
    expect(nextCursor).toBeNull()
    const [last, move, creation] = entries
    expect(last).toMatchObject({
      actor: `user:${idOf(bob)}`,
      name: 'Bob',
      action: 'update',
      title: 'One',
      entityLabel: 'deal',
    })
    expect(last?.origin).toEqual({ channel: 'studio' })
    expect(last?.changes).toMatchObject({
      account: { label: 'Account', oldText: '上海汽车', newText: '' },
      ownerId: { label: 'Owner', oldText: 'Ada', newText: 'Bob' },
    })
    expect(move?.changes['stage']).toMatchObject({ old: 'fresh', new: 'talking', oldText: 'Fresh', newText: 'Talking' })
    expect(creation?.changes).toMatchObject({
      kind: { oldText: '', newText: 'Kind new' },
      amount: { newText: '$12.50' },
      reviewer: { newText: 'Bob' },
    })
    const zh = await trail.timeline({ ...admin, locale: 'zh-CN' }, { entity: 'deal', id })
    expect(zh.entries[1]?.changes['stage']).toMatchObject({ label: '阶段', newText: '洽谈' })
    expect(zh.entries[0]?.origin).toEqual({ channel: 'studio', address: '192.0.2.7' })
  })

  test('writes of the same kind say each from where it came itself', async () => {
    const { id } = await tenon.createRecord(admin, { entity: 'account', values: { name: 'A' } })
    for (const [version, address] of [
      [1, '192.0.2.1'],
      [2, '192.0.2.2'],
    ] as const) {
      const from = { ...admin, origin: { channel: 'rest', address } as const }
      await tenon.updateRecord(from, { entity: 'account', id, version, values: { name: `A${version}` } })
    }
    const { entries } = await trail.timeline(admin, { entity: 'account', id })
    expect(entries.map(({ origin }) => origin?.address)).toEqual(['192.0.2.2', '192.0.2.1', '192.0.2.7'])
  })

  test('hidden fields are not there, masked values are not told, and neither is what happened to rows out of sight', async () => {
    const contact = await tenon.createRecord(admin, {
      entity: 'contact',
      values: { name: 'Eve', salary: '123456789012.75' },
    })
    const deal = await tenon.createRecord(admin, { entity: 'deal', values: { name: 'Two', quantity: 3 } })
    const [ofContact] = (await trail.timeline(ada, { entity: 'contact', id: contact.id })).entries
    expect(ofContact?.changes['salary']).toEqual({
      label: 'Salary',
      old: null,
      new: null,
      oldText: '',
      newText: '',
      masked: true,
    })
    expect(JSON.stringify(ofContact)).not.toContain('123456789012')
    const [ofDeal] = (await trail.timeline(ada, { entity: 'deal', id: deal.id })).entries
    expect(ofDeal?.changes).not.toHaveProperty('quantity')
    await expect(trail.timeline(ada, { entity: 'deal', id: deal.id, field: 'quantity' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
    await expect(trail.find(ada, {})).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(
      trail.timeline(await tenon.addUser('Nobody', ['nothing']), { entity: 'deal', id: deal.id }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  test('it is filtered by person, field, action and time, a page at a time without a gap or a repetition', async () => {
    const { id } = await tenon.createRecord(ada, { entity: 'deal', values: { name: 'Three' } })
    for (const [index, ctx] of [ada, bob, ada, bob, ada].entries()) {
      const values = index % 2 === 0 ? { urgent: index === 2 } : { name: `Three ${index}` }
      await tenon.updateRecord(ctx, { entity: 'deal', id, version: index + 1, values })
    }
    const plugin: Actor = {
      kind: 'plugin',
      id: 'fleet',
      name: 'Fleet',
      hook: 'actions.tidy',
      capabilities: ['entity:deal:read', 'entity:deal:write'],
      onBehalfOf: bob.actor,
    }
    await tenon.updateRecord({ ...bob, actor: plugin }, { entity: 'deal', id, version: 6, values: { kind: 'new' } })
    const all = (await trail.timeline(admin, { entity: 'deal', id })).entries
    expect(all).toHaveLength(7)
    expect(all[0]).toMatchObject({
      actor: 'plugin:fleet',
      onBehalfOf: { actor: `user:${idOf(bob)}`, name: 'Bob' },
      origin: { hook: 'actions.tidy' },
    })
    const ofBob = await trail.timeline(admin, { entity: 'deal', id, actor: `user:${idOf(bob)}` })
    expect(ofBob.entries.map((entry) => entry.version)).toEqual([7, 5, 3])
    const names = await trail.timeline(ada, { entity: 'deal', id, field: 'name' })
    expect(names.entries.map((entry) => entry.version)).toEqual([5, 3, 1])
    expect((await trail.timeline(ada, { entity: 'deal', id, action: 'create' })).entries).toHaveLength(1)
    const past = await trail.timeline(ada, { entity: 'deal', id, to: '2020-01-01T00:00:00Z' })
    expect(past.entries).toEqual([])
    const since = all[2]?.at ?? ''
    const recent = await trail.timeline(ada, { entity: 'deal', id, from: since })
    expect(recent.entries.map((entry) => entry.id)).toEqual(
      all.filter(({ at }) => at >= since).map((entry) => entry.id),
    )
    const paged: string[] = []
    for (let after: string | undefined; ; ) {
      const page = await trail.find(admin, { entity: 'deal', limit: 2, ...(after !== undefined && { after }) })
      paged.push(...page.entries.map((entry) => entry.id))
      if (page.nextCursor === null) break
      after = page.nextCursor
    }
    const whole = await trail.find(admin, { entity: 'deal', limit: 200 })
    expect(paged).toEqual(whole.entries.map((entry) => entry.id))
    expect(new Set(paged).size).toBe(paged.length)
    await expect(trail.find(admin, { after: 'x' })).rejects.toMatchObject({ problems: [{ pointer: '/after' }] })
    await expect(trail.find(admin, { field: 'name' })).rejects.toMatchObject({ problems: [{ pointer: '/field' }] })
  })

  test('fields, options and stages that are gone are called what they were last called, for admins', async () => {
    const { id } = await tenon.createRecord(ada, {
      entity: 'deal',
      values: { name: 'Four', kind: 'renewal', ratio: '0.5' },
    })
    const document = sampleRecordsModel()
    const { deal } = document.entities
    const { ratio: _ratio, kind: choice, ...properties } = deal?.properties ?? {}
    const options = choice?.options?.filter(({ value }) => value !== 'renewal') ?? []
    const [now] = await sql<{
      version: number
    }>`select max(version) as version from ${sql.id(tenon.tenant.schema, '_model_version')}`
      .execute(tenon.database.control)
      .then(({ rows }) => rows)
    Object.assign(document.entities, { deal: { ...deal, properties: { ...properties, kind: { ...choice, options } } } })
    const publish = makePublishModel({ ...tenon, relocate: relocateRecords })
    await publish(tenon.system, { document, edits: {}, baseVersion: now?.version ?? 0, consent: true })
    const [entry] = (await trail.timeline(admin, { entity: 'deal', id })).entries
    expect(entry?.changes).toMatchObject({
      kind: { label: 'Kind', new: 'renewal', newText: 'Kind renewal' },
      ratio: { label: 'Ratio', newText: '0.5' },
    })
    expect((await trail.timeline(ada, { entity: 'deal', id })).entries[0]?.changes).not.toHaveProperty('ratio')
  })

  test.runIf(kind === 'postgres')('no question reads the whole table, however many entries there are', async () => {
    const { schema } = tenon.tenant
    const entry = uuidv7()
    await sql`insert into ${sql.id(schema, '_audit')} (id, actor, action, entity, record_id, version, request_id, changes)
      select (lpad(to_hex((extract(epoch from now() - interval '2 days') * 1000)::bigint + n), 12, '0') || '7' || lpad(to_hex(n), 3, '0') || '8' || lpad(to_hex(n), 15, '0'))::uuid,
        'user:' || (n % 50), 'update', 'account', ${entry}::uuid, n, 'r', '{}' from generate_series(1, 25000) n`.execute(
      tenon.database.control,
    )
    await sql`analyze ${sql.id(schema, '_audit')}`.execute(tenon.database.control)
    // Connections tell of what they read up to ten seconds late: scans of the few entries of tests before may still come.
    const readBySequence = async () => {
      const { rows } = await sql<{ count: number }>`select seq_tup_read::int as count from pg_stat_user_tables
        where schemaname = ${schema} and relname = '_audit'`.execute(tenon.database.control)
      return rows[0]?.count ?? 0
    }
    const before = await readBySequence()
    for (const filter of [
      {},
      { actor: 'user:7' },
      { action: 'none' },
      { actor: 'plugin:x' },
      { entity: 'deal', field: 'name' },
    ]) {
      await trail.find(admin, filter)
    }
    const none = await trail.find(admin, { action: 'none' })
    expect(none).toMatchObject({ entries: [], nextCursor: expect.any(String) })
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    expect((await readBySequence()) - before).toBeLessThan(25_000)
  })
})

function idOf({ actor }: RequestContext): string {
  return actor.kind === 'user' ? actor.id : ''
}
