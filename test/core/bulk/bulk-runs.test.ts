import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { makeTags } from '../../../core/src/records/tags/make-tags.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestBulk, type TestBulk } from './open-test-bulk.ts'

const MISSING = '01890a5d-ac96-774b-bcce-b302099a8057'

describe.each(DATABASE_KINDS)('changes of many records on %s', (kind) => {
  let tenon: TestBulk
  let admin: RequestContext
  beforeAll(async () => {
    tenon = await openTestBulk(kind)
  })
  beforeEach(async () => {
    admin = await tenon.addUser('Ada', ['admin'])
  })
  afterEach(() => {
    tenon.hooks.before = () => ({ kind: 'ok' })
    expect(tenon.faults.splice(0)).toEqual([])
  })
  afterAll(() => tenon.close())

  test('a field is set in chosen records, each with its audit entry under the run and an event, and those that have it already are left', async () => {
    const [first = '', ...rest] = await tenon.deals(3)
    await tenon.updateRecord(tenon.system, { entity: 'deal', id: first, version: 1, values: { urgent: true } })
    const before = await tenon.counts('_audit', '_outbox')
    const run = await tenon.run(admin, {
      target: { ids: [first, ...rest, first.toUpperCase()] },
      operation: { kind: 'update', values: { urgent: true } },
      reason: 'Year end',
    })
    expect(run).toMatchObject({
      ...{ status: 'done', total: 3, done: 2, refused: 0, skipped: 1, error: null, reason: 'Year end' },
      ...{ entity: 'deal', actorName: 'Ada', mode: 'bestEffort', undoes: null, undoneBy: null },
    })
    expect((await tenon.rows(admin, run)).get(first)).toMatchObject({ state: 'skipped', title: 'Deal 0' })
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.id(tenon.tenant.schema, '_audit')}
      where request_id = ${run.id} and record_id is not null and origin -> 'bulk' ->> 'run' = ${run.id}`.execute(
      tenon.database.control,
    )
    expect(rows[0]?.n).toBe(2)
    expect(await tenon.counts('_audit', '_outbox')).toEqual({
      // One more for the run itself.
      _audit: Number(before['_audit']) + 3,
      _outbox: Number(before['_outbox']) + 2,
    })
  })

  test('hooks see a hundred at a time; whom they refuse is left, with their words, and the others go on', async () => {
    const ids = await tenon.deals(250)
    const refused = new Set(ids.filter((_, index) => index % 50 === 0))
    const sizes: number[] = []
    const { runBefore } = tenon.hooks
    tenon.hooks.runBefore = (ctx, input) => {
      sizes.push(input.records.length)
      return runBefore(ctx, input)
    }
    tenon.hooks.before = (_, { id }) =>
      refused.has(id ?? '') ? { kind: 'reject', message: 'Not this one' } : { kind: 'ok', changes: { quantity: 7 } }
    const run = await tenon.run(admin, { target: { ids }, operation: { kind: 'update', values: { urgent: true } } })
    tenon.hooks.runBefore = runBefore
    expect(run).toMatchObject({ status: 'done', total: 250, done: 245, refused: 5 })
    expect(sizes).toEqual([100, 100, 50])
    const { rows, next } = await tenon.bulk.report(admin, { id: run.id, state: 'refused' })
    expect(next).toBeNull()
    expect(new Set(rows.map(({ id }) => id))).toEqual(refused)
    expect(rows[0]).toMatchObject({ code: 'HOOK_REJECTED', message: 'Not this one' })
    expect(await tenon.deal(ids[1] ?? '')).toMatchObject({ urgent: true, quantity: 7, version: 2 })
    expect(await tenon.deal(ids[0] ?? '')).toMatchObject({ urgent: null, version: 1 })
  })

  test('all that a filter selects are changed, though the change takes them out of it, over many pages', async () => {
    const ids = await tenon.deals(230, { kind: 'renewal' })
    const where = { field: 'kind', op: 'eq', value: 'renewal' } as const
    const run = await tenon.run(admin, { target: { where }, operation: { kind: 'update', values: { kind: 'other' } } })
    expect(run).toMatchObject({ status: 'done', total: ids.length, done: ids.length })
    const first = await tenon.bulk.report(admin, { id: run.id, limit: 200 })
    const second = await tenon.bulk.report(admin, { id: run.id, limit: 200, after: first.next ?? '' })
    expect([first.rows.length, second.rows.length, second.next]).toEqual([200, 30, null])
    const none = await tenon.run(admin, { target: { where }, operation: { kind: 'delete' } })
    expect(none).toMatchObject({ status: 'done', total: 0, done: 0, refused: 0 })
  })

  test('what could be done to no record is refused at once, and nothing is begun', async () => {
    const ids = await tenon.deals(1)
    const plain = await tenon.addUser('Pia', ['plain'])
    const start = (ctx: RequestContext, operation: Parameters<typeof tenon.run>[1]['operation'], entity = 'deal') =>
      tenon.bulk.start(ctx, { entity, target: { ids }, operation })
    const before = await tenon.count('_bulk_run')
    await expect(start(admin, { kind: 'update', values: { stage: 'won' } })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      problems: [{ pointer: '/operation/values/stage' }],
    })
    await expect(start(admin, { kind: 'update', values: {} })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(start(admin, { kind: 'update', values: { quantity: 'x' } })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      problems: [{ pointer: '/operation/values/quantity' }],
    })
    await expect(start(plain, { kind: 'update', values: { quantity: 2 } })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    // A hidden field is none at all.
    await expect(start(plain, { kind: 'update', values: { amount: null } })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      problems: [{ pointer: '/operation/values/amount', rule: 'unknownField' }],
    })
    for (const entity of ['account', 'nowhere']) {
      await expect(start(plain, { kind: 'delete' }, entity)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    }
    const where = { field: 'amount', op: 'isEmpty' } as never
    await expect(
      tenon.bulk.start(plain, { entity: 'deal', target: { where }, operation: { kind: 'assign', ownerId: null } }),
    ).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    expect(await tenon.count('_bulk_run')).toBe(before)
  })

  test('each record is judged by the actor’s rights, and one that is hidden looks exactly like one that does not exist', async () => {
    const own = await tenon.addUser('Olga', ['own'])
    const narrow = await tenon.addUser('Nils', ['narrow'])
    const [other = ''] = await tenon.deals(1)
    const [mine = ''] = await tenon.deals(1, {}, own)
    const [his = ''] = await tenon.deals(1, {}, narrow)
    const operation = { kind: 'update', values: { urgent: true } } as const
    const seen = await tenon.run(own, { target: { ids: [other, mine] }, operation })
    expect(seen).toMatchObject({ done: 1, refused: 1 })
    expect((await tenon.rows(own, seen)).get(other)).toMatchObject({ code: 'FORBIDDEN', title: 'Deal 0' })
    const blind = await tenon.run(narrow, { target: { ids: [other, his, MISSING] }, operation })
    const rows = await tenon.rows(narrow, blind)
    const [hidden, missing] = [rows.get(other), rows.get(MISSING)]
    expect(hidden).toEqual({ ...missing, id: other, message: missing?.message?.replace(MISSING, other) })
    expect(missing).toMatchObject({ code: 'NOT_FOUND', title: null })
    expect(await tenon.deal(other)).toMatchObject({ version: 1 })
    const all = await tenon.run(narrow, { target: {}, operation: { kind: 'update', values: { urgent: false } } })
    expect(all).toMatchObject({ total: 1, done: 1 })
  })

  test('a run belongs to its actor: nobody else but admins sees, cancels or undoes it', async () => {
    const own = await tenon.addUser('Olga', ['own'])
    const other = await tenon.addUser('Otto', ['own'])
    const ids = await tenon.deals(1, {}, own)
    const run = await tenon.run(own, { target: { ids }, operation: { kind: 'delete' } })
    for (const verb of ['get', 'report', 'cancel', 'undo'] as const) {
      await expect(tenon.bulk[verb](other, { id: run.id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
      await expect(tenon.bulk[verb](own, { id: uuidv7() })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    }
    expect(await tenon.bulk.recent(other)).toEqual([])
    expect(await tenon.bulk.recent(own)).toMatchObject([{ id: run.id }])
    expect(await tenon.bulk.get(admin, { id: run.id })).toMatchObject({ id: run.id })
  })

  test('records are deleted with what belongs to them, brought back, and given to somebody', async () => {
    const ids = await tenon.deals(3)
    for (const deal of ids) await tenon.createRecord(tenon.system, { entity: 'line', values: { text: 'L', deal } })
    const deleted = await tenon.run(admin, { target: { ids }, operation: { kind: 'delete' } })
    expect(deleted).toMatchObject({ done: 3, refused: 0 })
    const restored = await tenon.run(admin, { target: { ids: [...ids, MISSING] }, operation: { kind: 'restore' } })
    expect(restored).toMatchObject({ done: 3, refused: 1 })
    const owner = await tenon.addUser('Olga', ['own'])
    const ownerId = owner.actor.kind === 'user' ? owner.actor.id : ''
    expect(await tenon.run(admin, { target: { ids }, operation: { kind: 'assign', ownerId } })).toMatchObject({
      done: 3,
    })
    expect(await tenon.deal(ids[0] ?? '')).toMatchObject({ ownerId, version: 4 })
    const gone = await tenon.run(admin, { target: { ids }, operation: { kind: 'assign', ownerId: MISSING } })
    expect(gone).toMatchObject({ done: 0, refused: 3 })
  })

  test('tags are put on and taken off, whatever else a record has, and only where that changes it', async () => {
    const tags = makeTags(tenon)
    const [one, two, three] = [
      (await tags.create(admin, { name: uuidv7() })).id,
      (await tags.create(admin, { name: uuidv7() })).id,
      (await tags.create(admin, { name: uuidv7() })).id,
    ]
    const account = async (values: object) =>
      (await tenon.createRecord(admin, { entity: 'account', values: { name: 'Tagged', ...values } })).id
    const ids = [await account({ tags: [one, three] }), await account({}), await account({ tags: [two] })]
    const operation = { kind: 'tag' as const, add: [two], remove: [one] }
    const run = await tenon.run(admin, { entity: 'account', target: { ids }, operation })
    expect(run).toMatchObject({ status: 'done', done: 2, skipped: 1 })
    const tagsOf = (id: string | undefined) =>
      tenon.getRecord(admin, { entity: 'account', id: id ?? '', fields: ['tags'] }).then((record) => record['tags'])
    expect(await tagsOf(ids[0])).toEqual([three, two])
    await tenon.undo(admin, run)
    expect(await tagsOf(ids[0])).toEqual([one, three])
    expect(await tagsOf(ids[1])).toBeNull()
    const unknown = await tenon.run(admin, {
      entity: 'account',
      target: { ids },
      operation: { kind: 'tag', add: [MISSING] },
    })
    expect(unknown).toMatchObject({ done: 0, refused: 3 })
    // Deals have a field of that name of their own.
    const start = (entity: string, tag: object) =>
      tenon.bulk.start(admin, { entity, target: { ids }, operation: { kind: 'tag', ...tag } })
    await expect(start('deal', { add: [one] })).rejects.toMatchObject({ problems: [{ pointer: '/operation/kind' }] })
    await expect(start('account', { add: [] })).rejects.toMatchObject({ problems: [{ pointer: '/operation' }] })
  })

  test('a record that others refer to is not deleted, and the rest is', async () => {
    const account = await tenon.createRecord(tenon.system, { entity: 'account', values: { name: 'Held' } })
    const free = await tenon.createRecord(tenon.system, { entity: 'account', values: { name: 'Free' } })
    await tenon.deals(1, { account: account.id })
    const target = { ids: [account.id, free.id] }
    const run = await tenon.run(admin, { entity: 'account', target, operation: { kind: 'delete' } })
    expect(run).toMatchObject({ status: 'done', done: 1, refused: 1 })
    expect((await tenon.rows(admin, run)).get(account.id)).toMatchObject({ code: 'REFERENCE_CONFLICT' })
  })

  describe('all or nothing', () => {
    const mode = 'allOrNothing'

    test('one record that cannot be changed keeps all as they are, and the report says which', async () => {
      const ids = await tenon.deals(120)
      tenon.hooks.before = (_, { id }) => (id === ids[7] ? { kind: 'reject', message: 'No' } : { kind: 'ok' })
      for (const kind of ['update', 'delete'] as const) {
        const operation = kind === 'update' ? { kind, values: { urgent: true } } : { kind }
        const before = await tenon.counts('_outbox', '_trash')
        const run = await tenon.run(admin, { target: { ids }, operation, mode })
        expect(run).toMatchObject({ status: 'failed', total: 120, done: 0, refused: 1 })
        expect(run.error).toContain('No')
        const { rows } = await tenon.bulk.report(admin, { id: run.id, state: 'refused' })
        expect(rows).toMatchObject([{ id: ids[7], message: 'No' }])
        expect(await tenon.counts('_outbox', '_trash')).toEqual(before)
      }
      expect(await tenon.deal(ids[0] ?? '')).toMatchObject({ urgent: null, version: 1 })
    })

    test('what only the database refuses takes everything back too', async () => {
      const [one, other] = [
        await tenon.createRecord(tenon.system, { entity: 'account', values: { name: 'A' } }),
        await tenon.createRecord(tenon.system, { entity: 'account', values: { name: 'B' } }),
      ]
      const ids = [one.id, other.id]
      const unique = await tenon.run(admin, {
        ...{ entity: 'account', target: { ids }, mode },
        operation: { kind: 'update', values: { code: `C-${one.id}` } },
      })
      expect(unique).toMatchObject({ status: 'failed', done: 0, refused: 1 })
      const orphan = await tenon.run(admin, {
        ...{ entity: 'account', target: { ids }, mode },
        operation: { kind: 'update', values: { parent: MISSING } },
      })
      expect(orphan).toMatchObject({ status: 'failed', done: 0, refused: 2 })
      await tenon.deals(1, { account: other.id })
      const held = await tenon.run(admin, { entity: 'account', target: { ids }, mode, operation: { kind: 'delete' } })
      expect(held).toMatchObject({ status: 'failed', done: 0, refused: 1 })
      expect((await tenon.rows(admin, held)).get(other.id)).toMatchObject({ code: 'REFERENCE_CONFLICT' })
      const { version } = await tenon.getRecord(tenon.system, { entity: 'account', id: one.id })
      expect(version).toBe(1)
    })

    test('goes through where nothing stands in the way, and refuses more than a thousand before it begins', async () => {
      const ids = await tenon.deals(110)
      const update = { kind: 'update', values: { urgent: true } } as const
      expect(await tenon.run(admin, { target: { ids }, operation: update, mode })).toMatchObject({
        status: 'done',
        done: 110,
      })
      expect(await tenon.run(admin, { target: { ids }, operation: { kind: 'delete' }, mode })).toMatchObject({
        done: 110,
      })
      expect(await tenon.run(admin, { target: { ids }, operation: { kind: 'restore' }, mode })).toMatchObject({
        done: 110,
      })
      const before = await tenon.count('_bulk_run')
      const many = Array.from({ length: 1_001 }, () => uuidv7())
      await expect(
        tenon.bulk.start(admin, { entity: 'deal', target: { ids: many }, operation: update, mode }),
      ).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' })
      expect(await tenon.count('_bulk_run')).toBe(before)
    })
  })
})
