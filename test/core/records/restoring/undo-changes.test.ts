import { setTimeout as sleep } from 'node:timers/promises'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { actorReference, type RequestContext } from '../../../../core/src/context/request-context.ts'
import { makeUndoChanges } from '../../../../core/src/records/restoring/undo-changes.ts'
import { makeAuditTrail } from '../../../../core/src/records/timeline/make-audit-trail.ts'
import { DATABASE_KINDS } from '../../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from '../open-test-records.ts'

describe.each(DATABASE_KINDS)('taking back what somebody changed, on %s', (kind) => {
  let tenon: TestRecords
  let undo: ReturnType<typeof makeUndoChanges>
  let admin: RequestContext
  let eve: RequestContext
  beforeAll(async () => {
    tenon = await openTestRecords(kind)
    undo = makeUndoChanges(tenon)
    admin = await tenon.addUser('Root', ['admin'])
    eve = await tenon.addUser('Eve', ['admin'])
  })
  afterAll(() => tenon.close())

  test('created goes, deleted and changed comes back, what others changed since stays and is reported, and all of it can be undone', async () => {
    const make = (name: string) =>
      tenon.createRecord(admin, { entity: 'deal', values: { name, quantity: 1, urgent: false } })
    const [changed, mixed, deleted, moved] = [
      await make('changed'),
      await make('mixed'),
      await make('deleted'),
      await make('moved'),
    ]
    await sleep(20)
    const from = new Date().toISOString()
    const change = (ctx: RequestContext, target: { id: string; version: number }, values: JsonObject) =>
      tenon.updateRecord(ctx, { entity: 'deal', ...target, values })
    await change(eve, { id: changed.id, version: 1 }, { name: 'by Eve', quantity: 9 })
    await change(eve, { id: changed.id, version: 2 }, { quantity: 10 })
    await change(eve, { id: mixed.id, version: 1 }, { name: 'by Eve', quantity: 9 })
    await change(admin, { id: mixed.id, version: 2 }, { quantity: 5 })
    await tenon.deleteRecord(eve, { entity: 'deal', id: deleted.id, version: 1 })
    await tenon.moveStage(eve, { entity: 'deal', id: moved.id, version: 1, stage: 'talking' })
    const created = await tenon.createRecord(eve, { entity: 'deal', values: { name: 'new' } })
    await sleep(20)
    const span = { actor: actorReference(eve.actor), from, to: new Date().toISOString() }
    await sleep(20)
    const later = new Date().toISOString()
    const counts = { records: 5, created: 1, deleted: 1, changed: 3, conflicts: 1, moved: 1 }
    const entities = [{ entity: 'deal', label: 'deals', ...counts }]
    expect(await undo.plan(admin, span)).toEqual({ ...counts, entities })
    const batch = await undo.batch(admin, span)
    expect(batch).toMatchObject({ done: 3, next: null })
    expect(new Map(batch.left.map(({ id, reason }) => [id, reason]))).toEqual(
      new Map([
        [mixed.id, 'Changed by others since: Quantity'],
        [moved.id, 'Its stage stays: move it by hand.'],
      ]),
    )
    expect(batch.left.map(({ title }) => title).sort()).toEqual(['mixed', 'moved'])
    const read = (id: string) => tenon.getRecord(admin, { entity: 'deal', id })
    expect(await read(changed.id)).toMatchObject({ name: 'changed', quantity: 1 })
    expect(await read(mixed.id)).toMatchObject({ name: 'mixed', quantity: 5 })
    expect(await read(deleted.id)).toMatchObject({ name: 'deleted' })
    expect(await read(moved.id)).toMatchObject({ stage: 'talking' })
    await expect(read(created.id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await sleep(20)
    const own = { actor: actorReference(admin.actor), from: later, to: new Date(Date.now() + 1_000).toISOString() }
    expect(await undo.batch(admin, own)).toMatchObject({ done: 4, left: [] })
    expect(await read(changed.id)).toMatchObject({ name: 'by Eve', quantity: 10 })
    expect(await read(created.id)).toMatchObject({ name: 'new' })
    await expect(read(deleted.id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('only admins may, and a hook that refuses leaves its record as it is', async () => {
    const staff = await tenon.addUser('Sam', ['staff'])
    const span = { actor: 'user:x', from: '2020-01-01T00:00:00Z', to: '2030-01-01T00:00:00Z' }
    await expect(undo.plan(staff, span)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(undo.batch(staff, span)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const mallory = await tenon.addUser('Mallory', ['admin'])
    const { id } = await tenon.createRecord(admin, { entity: 'account', values: { name: 'Before' } })
    await tenon.updateRecord(mallory, { entity: 'account', id, version: 1, values: { name: 'After' } })
    tenon.hooks.before = () => ({ kind: 'reject', message: 'locked', problems: [] })
    const batch = await undo.batch(admin, { ...span, actor: actorReference(mallory.actor) })
    tenon.hooks.before = () => ({ kind: 'ok' })
    expect(batch).toMatchObject({
      done: 0,
      left: [{ entity: 'account', id, reason: expect.stringContaining('locked') }],
    })
    expect(await tenon.getRecord(admin, { entity: 'account', id })).toMatchObject({ name: 'After', version: 2 })
  })

  test('a hundred records are written together, and each that is refused is told of by itself', async () => {
    const span = { from: '2020-01-01T00:00:00Z', to: '2030-01-01T00:00:00Z' }
    const trudy = await tenon.addUser('Trudy', ['admin'])
    const named = (prefix: string) => Array.from({ length: 60 }, (_, at) => ({ name: `${prefix} ${at}` }))
    const accounts = await tenon.createRecords(admin, { entity: 'account', records: named('kept') })
    const news = await tenon.createRecords(trudy, { entity: 'account', records: named('new') })
    for (const { id } of accounts)
      await tenon.updateRecord(trudy, { entity: 'account', id, version: 1, values: { name: `by Trudy ${id}` } })
    const batches: number[] = []
    tenon.hooks.before = (_hook, { values }) =>
      values['name'] === 'kept 7' || values['name'] === 'new 9'
        ? { kind: 'reject', message: `not ${String(values['name'])}`, problems: [] }
        : { kind: 'ok' }
    const { runBefore } = tenon.hooks
    tenon.hooks.runBefore = (ctx, asked) => {
      batches.push(asked.records.length)
      return runBefore(ctx, asked)
    }
    const asked = { ...span, actor: actorReference(trudy.actor) }
    const first = await undo.batch(admin, asked)
    const calls = batches.length
    expect(first).toMatchObject({ done: 98 + (first.left.length === 1 ? 1 : 0) })
    const second = await undo.batch(admin, { ...asked, after: first.next ?? '' })
    tenon.hooks.before = () => ({ kind: 'ok' })
    tenon.hooks.runBefore = runBefore
    // The updates and the deletions of a batch, and those that were refused once more by themselves.
    expect(calls).toBeLessThanOrEqual(4)
    expect([first.done + second.done, second.next]).toEqual([118, null])
    const reasons = new Map([...first.left, ...second.left].map(({ id, reason }) => [id, reason]))
    expect(reasons).toEqual(
      new Map([
        [accounts[7]?.id, expect.stringContaining('not kept 7')],
        [news[9]?.id, expect.stringContaining('not new 9')],
      ]),
    )
    const read = (id: string | undefined) => tenon.getRecord(admin, { entity: 'account', id: id ?? '' })
    expect(await read(accounts[6]?.id)).toMatchObject({ name: 'kept 6', version: 3 })
    expect(await read(accounts[7]?.id)).toMatchObject({ version: 2 })
    expect(await read(news[9]?.id)).toMatchObject({ name: 'new 9', version: 1 })
    await expect(read(news[8]?.id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    // Each entry says which earlier state it is of, as a single taking back does.
    const [newest] = await tenon.readHistory(admin, { entity: 'account', id: accounts[6]?.id ?? '' })
    expect(newest).toMatchObject({ action: 'update', version: 3 })
    const written = await tenon.database.tenant(tenon.tenant.schema).selectFrom('_audit').selectAll().execute()
    const ids = accounts.map(({ id }) => id)
    const byTrudy = new Map(
      written.filter((entry) => entry.actor === asked.actor).map((entry) => [entry.record_id, entry.id]),
    )
    const restored = written.flatMap(({ record_id: id, details }) =>
      details !== null && ids.includes(id ?? '') && 'restored' in details ? [[id, details['restored']] as const] : [],
    )
    expect(restored.length).toBe(59)
    for (const [id, state] of restored) expect(state).toMatchObject({ entry: byTrudy.get(id), side: 'before' })
  })

  test('what an API key changed is taken back under the name of the key', async () => {
    const actor = {
      kind: 'apiKey',
      id: '01900000-0000-7000-8000-000000000001',
      name: 'Warehouse',
      roles: ['admin'],
    } as const
    const key: RequestContext = { ...admin, actor, origin: { channel: 'rest' } }
    const from = new Date().toISOString()
    const { id } = await tenon.createRecord(key, { entity: 'account', values: { name: 'By a key' } })
    const span = { actor: actorReference(actor), from, to: new Date(Date.now() + 1_000).toISOString() }
    expect(await undo.batch(admin, span)).toMatchObject({ done: 1, left: [] })
    const { entries } = await makeAuditTrail(tenon).find(admin, { entity: 'account', limit: 1 })
    expect(entries).toMatchObject([{ recordId: id, action: 'delete', undid: { actor: span.actor, name: 'Warehouse' } }])
  })
})
