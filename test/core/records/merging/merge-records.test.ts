import type { TenonRecord } from '@tenon/sdk/contract/record'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { makeOnce } from '../../../../core/src/records/idempotency/make-once.ts'
import { makeAuditTrail } from '../../../../core/src/records/timeline/make-audit-trail.ts'
import { DATABASE_KINDS } from '../../../support/open-test-database.ts'
import { MERGE_FACTS, type MergingTenant, openMergingTenant } from './open-merging-tenant.ts'

describe.each(DATABASE_KINDS)('merging records on %s', (kind) => {
  let tenon: MergingTenant
  beforeAll(async () => {
    tenon = await openMergingTenant(kind)
  })
  afterAll(() => tenon?.close())
  afterEach(() => {
    tenon.hooks.before = () => ({ kind: 'ok' })
  })

  test('the one that stays gets the chosen values, a unique one of a lost record among them, and one version more', async () => {
    const kept = await tenon.person('Ann Lee', { email: 'a@x.com' })
    const lost = await tenon.person('Ann Li', { email: 'ann@x.com' })
    const { record } = await tenon.merge(kept, [lost], { email: 'ann@x.com' })
    expect(record).toMatchObject({ id: kept.id, name: 'Ann Lee', email: 'ann@x.com', version: 2 })
    await expect(tenon.read('person', lost.id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('single, listed and open references of live and of deleted records lead to it, each record with one entry and event', async () => {
    const [kept, lost, other] = [await tenon.person('K'), await tenon.person('L'), await tenon.person('O')]
    const about = { entity: 'person', id: lost.id }
    const deal = await tenon.make('deal', {
      name: 'D',
      person: lost.id,
      payer: lost.id,
      guests: [other.id, lost.id, kept.id],
      about,
    })
    const past = await tenon.make('deal', { name: 'Past', person: lost.id })
    await tenon.deleteRecord(tenon.admin, { entity: 'deal', ...tenon.seen(past) })
    const before = await tenon.counts('_audit', '_outbox')
    const { record } = await tenon.merge(kept, [lost])
    expect(await tenon.read('deal', deal.id)).toMatchObject({
      version: 2,
      ...{ person: kept.id, payer: kept.id, guests: [other.id, kept.id] },
      about: { entity: 'person', id: kept.id },
    })
    expect(record['deals']).toBe(1)
    const after = await tenon.counts('_audit', '_outbox')
    // Kept, lost, deal and deleted deal; of the last nobody is told.
    expect([
      Number(after['_audit']) - Number(before['_audit']),
      Number(after['_outbox']) - Number(before['_outbox']),
    ]).toEqual([4, 3])
    const [entry] = await tenon.readHistory(tenon.admin, { entity: 'deal', id: deal.id })
    expect(entry).toMatchObject({ action: 'update', changes: { person: { old: lost.id, new: kept.id } } })
    const back = await tenon.restoreRecord(tenon.admin, { entity: 'deal', id: past.id, version: 3 })
    expect(back).toMatchObject({ person: kept.id })
  })

  test('who had a lost record among the favourites has the one that stays, once', async () => {
    const [kept, lost, other] = [await tenon.person('K'), await tenon.person('L'), await tenon.person('O')]
    const reader = await tenon.addUser('Fay', ['admin'])
    const userId = reader.actor.kind === 'user' ? reader.actor.id : ''
    const db = tenon.database.tenant(tenon.tenant.schema)
    const favourites = [lost, other].map(({ id }) => ({ user_id: userId, entity: 'person', record_id: id }))
    await db.insertInto('_favourite_record').values(favourites).execute()
    await tenon.merge(kept, [lost, other])
    const held = await db.selectFrom('_favourite_record').select('record_id').where('user_id', '=', userId).execute()
    expect(held.map(({ record_id }) => record_id).sort()).toEqual([kept.id, lost.id, other.id].sort())
  })

  test('it never comes to name itself', async () => {
    const lost = await tenon.person('L')
    const kept = await tenon.person('K', { manager: lost.id, friends: [lost.id] })
    const { record } = await tenon.merge(kept, [lost])
    expect(record).toMatchObject({ manager: null, friends: null })
  })

  test('of records that would then be the same in what must be unique, one takes the other along, with what refers to it', async () => {
    const [kept, lost] = [await tenon.person('K'), await tenon.person('L')]
    const stays = await tenon.make('seat', { name: 'S1', event: 'Fair', person: kept.id })
    const goes = await tenon.make('seat', { name: 'S2', event: 'Fair', person: lost.id })
    const moves = await tenon.make('seat', { name: 'S3', event: 'Show', person: lost.id })
    const meal = await tenon.make('meal', { name: 'M', seat: goes.id })
    const [one, two] = [
      await tenon.make('badge', { name: 'B1', person: kept.id }),
      await tenon.make('badge', { name: 'B2', person: lost.id }),
    ]
    const { merge: id } = await tenon.merge(kept, [lost])
    expect(await tenon.read('seat', moves.id)).toMatchObject({ person: kept.id })
    expect(await tenon.read('meal', meal.id)).toMatchObject({ seat: stays.id })
    await expect(tenon.read('seat', goes.id)).rejects.toMatchObject({
      problems: [{ rule: 'merged', records: [{ id: stays.id }] }],
    })
    await expect(tenon.read('badge', two.id)).rejects.toMatchObject({ problems: [{ records: [{ id: one.id }] }] })
    const undone = await tenon.unmerge(id)
    expect(undone).toMatchObject({ restored: [lost.id], left: [], others: 0 })
    expect(await tenon.read('seat', goes.id)).toMatchObject({ person: lost.id })
    expect(await tenon.read('meal', meal.id)).toMatchObject({ seat: goes.id })
    expect(await tenon.read('seat', moves.id)).toMatchObject({ person: lost.id })
    expect(await tenon.read('badge', two.id)).toMatchObject({ person: lost.id })
  })

  test('reading a lost record tells where it went, along several merges, and only to whom may see that', async () => {
    const [one, two, three] = [await tenon.person('One'), await tenon.person('Two'), await tenon.person('Three')]
    await tenon.merge(two, [one])
    await tenon.merge(await tenon.read('person', three.id), [await tenon.read('person', two.id)])
    await expect(tenon.read('person', one.id)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('Three'),
      problems: [{ pointer: '/id', rule: 'merged', records: [{ entity: 'person', id: three.id, title: 'Three' }] }],
    })
    const guarded = await tenon.addRole('own', { person: { read: 'own' } })
    await expect(tenon.read('person', one.id, guarded)).rejects.toMatchObject({ code: 'NOT_FOUND', problems: [] })
  })

  test('history says on both sides what was merged, and a lost record keeps its own', async () => {
    const [kept, lost] = [await tenon.person('K'), await tenon.person('L')]
    const { merge: id } = await tenon.merge(kept, [lost], { name: 'KL' })
    const [own] = await tenon.readHistory(tenon.admin, { entity: 'person', id: kept.id })
    expect(own).toMatchObject({ action: 'update', merged: { merge: id, from: [{ id: lost.id, title: 'L' }] } })
    const theirs = await tenon.readHistory(tenon.admin, { entity: 'person', id: lost.id })
    expect(theirs.map(({ action }) => action)).toEqual(['delete', 'create'])
    expect(theirs[0]).toMatchObject({ merged: { merge: id, into: { id: kept.id, title: 'KL' } } })
    await tenon.unmerge(id)
    const [last] = await tenon.readHistory(tenon.admin, { entity: 'person', id: kept.id })
    expect(last).toMatchObject({ merged: { merge: id, undone: true }, changes: { name: { old: 'KL', new: 'K' } } })
    const [back] = await tenon.readHistory(tenon.admin, { entity: 'person', id: lost.id })
    expect(back).toMatchObject({ action: 'restore', merged: { merge: id, undone: true } })
  })

  test('the timeline tells of it with titles, and the trash which merge a record went with', async () => {
    const [kept, lost] = [await tenon.person('K'), await tenon.person('L')]
    const { merge: id } = await tenon.merge(kept, [lost])
    const requireAdmin = async () => undefined
    const trail = makeAuditTrail({ ...tenon, access: { of: tenon.access.of, requireAdmin } })
    const timeline = async (one: string) => {
      const { entries } = await trail.timeline(tenon.admin, { entity: 'person', id: one })
      return entries[0]?.merged
    }
    expect(await timeline(kept.id)).toEqual({ merge: id, from: [{ id: lost.id, title: 'L' }] })
    expect(await timeline(lost.id)).toEqual({ merge: id, into: { id: kept.id, title: 'K' } })
    const { rows } = await sql<{ merge_id: string }>`select merge_id from ${sql.id(tenon.tenant.schema, '_trash')}
      where record_id = ${lost.id}::uuid`.execute(tenon.database.control)
    expect(rows).toEqual([{ merge_id: id }])
  })

  test('it takes the right to change the one and to delete the others, and nothing is written without', async () => {
    const [kept, lost] = [await tenon.person('K'), await tenon.person('L')]
    const all = { read: 'all', update: 'all' }
    const noDelete = await tenon.addRole('noDelete', { person: all })
    const noUpdate = await tenon.addRole('noUpdate', { person: { read: 'all', delete: 'all' } })
    const ownOnly = await tenon.addRole('ownOnly', { person: { ...all, delete: 'own' } })
    const before = await tenon.counts(...MERGE_FACTS)
    for (const ctx of [noDelete, noUpdate, ownOnly]) {
      await expect(tenon.merge(kept, [lost], { ctx })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    }
    expect(await tenon.counts(...MERGE_FACTS)).toEqual(before)
  })

  test('references in records that the actor may not see move too, and nothing is told of them', async () => {
    const [kept, lost] = [await tenon.person('K'), await tenon.person('L')]
    const hidden = await tenon.make('deal', { name: 'Hidden', person: lost.id })
    const clerk = await tenon.addRole('clerk', { person: { read: 'all', update: 'all', delete: 'all' } })
    const answer = await tenon.merge(kept, [lost], { ctx: clerk })
    expect(JSON.stringify(answer)).not.toContain(hidden.id)
    expect(await tenon.read('deal', hidden.id)).toMatchObject({ person: kept.id })
    await tenon.change(await tenon.read('deal', hidden.id), 'deal', { person: (await tenon.person('New')).id })
    const undone = await tenon.unmerge(answer.merge, clerk)
    expect(undone).toMatchObject({ restored: [lost.id], left: [], others: 1 })
    expect(JSON.stringify(undone)).not.toContain(hidden.id)
  })

  test('an old version of any of them, one that is named twice, a stage and a field that may not be set are refused', async () => {
    const [kept, lost] = [await tenon.person('K'), await tenon.person('L')]
    const before = await tenon.counts(...MERGE_FACTS)
    await expect(tenon.merge({ ...kept, version: 9 }, [lost])).rejects.toMatchObject({ code: 'VERSION_CONFLICT' })
    await expect(tenon.merge(kept, [{ ...lost, version: 9 }])).rejects.toMatchObject({ code: 'VERSION_CONFLICT' })
    await expect(tenon.merge(kept, [kept])).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      problems: [{ rule: 'different' }],
    })
    await expect(tenon.merge(kept, [lost], { stage: 'x' })).rejects.toMatchObject({
      problems: [{ pointer: '/values/stage' }],
    })
    await expect(tenon.merge(kept, [lost], { nope: 1 })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
    await expect(tenon.merge(kept, [lost], { email: 'no mail' })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
    await expect(tenon.merge(kept, [lost], { manager: lost.id })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
    await expect(tenon.merge(kept, [lost], { manager: uuidv7() })).rejects.toMatchObject({
      problems: [{ pointer: '/manager' }],
    })
    expect(await tenon.counts(...MERGE_FACTS)).toEqual(before)
  })

  test('a unique value of somebody else is refused by name, and nothing is half done', async () => {
    const [kept, lost] = [await tenon.person('K'), await tenon.person('L')]
    await tenon.person('Other', { email: 'taken@x.com' })
    const deal = await tenon.make('deal', { name: 'D', person: lost.id })
    const refused = tenon.merge(kept, [lost], { email: 'taken@x.com' })
    await expect(refused).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      problems: [{ pointer: '/email', rule: 'unique' }],
    })
    expect(await tenon.read('deal', deal.id)).toMatchObject({ person: lost.id, version: 1 })
  })

  test('hooks of an update and of a delete can refuse it', async () => {
    const [kept, lost] = [await tenon.person('K'), await tenon.person('L')]
    for (const refusing of ['beforeUpdate', 'beforeDelete']) {
      tenon.hooks.before = (hook) => (hook === refusing ? { kind: 'reject', message: 'No.' } : { kind: 'ok' })
      await expect(tenon.merge(kept, [lost], { name: 'X' })).rejects.toMatchObject({ code: 'HOOK_REJECTED' })
    }
    tenon.hooks.before = (hook) => (hook === 'beforeRestore' ? { kind: 'reject', message: 'No.' } : { kind: 'ok' })
    const { merge: id } = await tenon.merge(kept, [lost], { name: 'X' })
    await expect(tenon.unmerge(id)).rejects.toMatchObject({ code: 'HOOK_REJECTED' })
    expect(await tenon.read('person', kept.id)).toMatchObject({ name: 'X' })
  })

  test('of two merges at once one wins, and a reference that is written meanwhile is not lost', async () => {
    for (let round = 0; round < 4; round++) {
      const [one, two] = [await tenon.person('One'), await tenon.person('Two')]
      const results = await Promise.allSettled([
        tenon.merge(one, [two]),
        tenon.merge(two, [one]),
        tenon.make('deal', { name: 'Late', person: two.id }),
        tenon.make('deal', { name: 'Late', person: one.id }),
      ])
      expect(results.slice(0, 2).filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      const left = one.id === (results[0].status === 'fulfilled' ? one.id : two.id) ? one.id : two.id
      for (const late of results.slice(2)) {
        if (late.status === 'rejected') continue
        const { id } = late.value as TenonRecord
        expect(await tenon.read('deal', id)).toMatchObject({ person: left })
      }
    }
  })

  test('a request that is sent again with its key merges once and gets the first answer', async () => {
    const once = makeOnce(tenon)
    const [mergeOnce, unmergeOnce] = [once('merge', tenon.mergeRecords), once('unmerge', tenon.unmergeRecords)]
    const [kept, lost] = [await tenon.person('K'), await tenon.person('L')]
    const ctx = { ...tenon.admin, idempotencyKey: uuidv7() }
    const input = { entity: 'person', into: tenon.seen(kept), from: [tenon.seen(lost)], values: {} }
    const first = await mergeOnce(ctx, input)
    expect(await mergeOnce(ctx, input)).toEqual(first)
    const back = { ...tenon.admin, idempotencyKey: uuidv7() }
    const undoing = { entity: 'person', merge: first.merge }
    expect(await unmergeOnce(back, undoing)).toEqual(await unmergeOnce(back, undoing))
  })
})
