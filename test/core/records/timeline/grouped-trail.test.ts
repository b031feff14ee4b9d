import type { AuditEntry, FindAuditInput } from '@tenon/sdk/contract/audit-api'
import fc from 'fast-check'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../../core/src/context/request-context.ts'
import { firstIdAt } from '../../../../core/src/db/first-id-at.ts'
import { makeUndoChanges } from '../../../../core/src/records/restoring/undo-changes.ts'
import { makeAuditTrail } from '../../../../core/src/records/timeline/make-audit-trail.ts'
import { DATABASE_KINDS } from '../../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from '../open-test-records.ts'

interface Written {
  id: string
  run: string | null
}

describe.each(DATABASE_KINDS)('the audit trail in groups on %s', (kind) => {
  let tenon: TestRecords
  let trail: ReturnType<typeof makeAuditTrail>
  let admin: RequestContext
  let ada: RequestContext
  beforeAll(async () => {
    tenon = await openTestRecords(kind)
    trail = makeAuditTrail(tenon)
    admin = await tenon.addUser('Root', ['admin'])
    ada = await tenon.addUser('Mei Chen', ['admin'])
  })
  afterAll(() => tenon.close())
  beforeEach(async () => {
    await sql`truncate ${sql.id(tenon.tenant.schema, '_audit')}`.execute(tenon.database.control)
  })

  const byRun = (ctx: RequestContext, bulk: { run: string; undoes?: string }): RequestContext => ({
    ...ctx,
    requestId: bulk.run,
    origin: { channel: 'studio', bulk },
  })

  async function whole(input: FindAuditInput): Promise<AuditEntry[]> {
    const entries: AuditEntry[] = []
    for (let after: string | undefined; ; ) {
      const page = await trail.find(admin, { ...input, ...(after !== undefined && { after }) })
      entries.push(...page.entries)
      if (page.nextCursor === null) return entries
      after = page.nextCursor
    }
  }

  test('what one run has changed is one entry, with what its records have in common, and opens to each of them', async () => {
    const accounts = await tenon.createRecords(admin, {
      entity: 'account',
      records: Array.from({ length: 12 }, (_, at) => ({ name: `Account ${at}` })),
    })
    const run = uuidv7()
    for (const { id } of accounts) {
      const values = { ownerId: ada.actor.id }
      await tenon.updateRecord(byRun(ada, { run }), { entity: 'account', id, version: 1, values })
    }
    const one = await tenon.createRecord(admin, { entity: 'account', values: { name: 'Alone' } })
    const { entries } = await trail.find(admin, { grouped: true })
    expect(entries).toHaveLength(14)
    expect(entries[0]).toMatchObject({ recordId: one.id })
    expect(entries[0]).not.toHaveProperty('group')
    expect(entries[1]).toMatchObject({
      name: 'Mei Chen',
      group: { kind: 'bulk', parts: [{ action: 'update', entity: 'account', count: 12 }] },
      changes: { ownerId: { newText: 'Mei Chen' } },
    })
    expect(Object.keys(entries[1]?.changes ?? {})).toEqual(['ownerId'])
    const group = entries[1]?.group?.id ?? ''
    const opened = await whole({ group, limit: 5 })
    expect(opened.map(({ recordId }) => recordId)).toEqual(accounts.map(({ id }) => id).reverse())
    expect((await whole({ limit: 5 })).filter((entry) => entry.group !== undefined)).toEqual([])
    expect(await whole({ grouped: true, actor: `user:${admin.actor.id}` })).toHaveLength(13)
    expect(
      await whole({ grouped: true, entity: 'account', field: 'ownerId', actor: `user:${ada.actor.id}` }),
    ).toMatchObject([{ group: { parts: [{ count: 12 }] } }])
  })

  test('an import, a merge and what is taken back are groups of their own kind, and what is alone is an entry like others', async () => {
    const imported: RequestContext = {
      ...admin,
      origin: { channel: 'import', import: { run: uuidv7(), name: 'Fleet' } },
    }
    const [kept, other] = await tenon.createRecords(imported, {
      entity: 'account',
      records: [{ name: 'A' }, { name: 'B' }],
    })
    const [into, from] = [kept, other].map((one) => ({ id: one?.id ?? '', version: 1 }))
    if (into === undefined || from === undefined) throw new Error('nothing to merge')
    await tenon.mergeRecords(admin, { entity: 'account', into, from: [from], values: { name: 'A and B' } })
    const undo = { run: uuidv7(), undoes: uuidv7() }
    const more = await tenon.createRecords(byRun(admin, undo), {
      entity: 'account',
      records: [{ name: 'C' }, { name: 'D' }],
    })
    await tenon.createRecord(byRun(admin, { run: uuidv7() }), { entity: 'account', values: { name: 'One' } })
    const entries = await whole({ grouped: true })
    expect(more).toHaveLength(2)
    expect(entries.map(({ group }) => group?.kind)).toEqual([undefined, 'undo', 'merge', 'import'])
    expect(entries[2]?.group?.parts.reduce((sum, { count }) => sum + count, 0)).toBe(2)
    expect(entries[3]?.origin?.import?.name).toBe('Fleet')
  })

  test('taking back what somebody changed is one entry over all its calls, with the name of whose changes these were', async () => {
    const undo = makeUndoChanges(tenon)
    const eve = await tenon.addUser('Eve', ['admin'])
    const records = Array.from({ length: 130 }, (_, at) => ({ name: `Eve ${at}` }))
    await tenon.createRecords(eve, { entity: 'account', records })
    await tenon.createRecord(eve, { entity: 'deal', values: { name: 'Of Eve' } })
    const span = { actor: `user:${eve.actor.id}`, from: '2020-01-01T00:00:00Z', to: '2040-01-01T00:00:00Z' }
    const first = await undo.batch(admin, span)
    const second = await undo.batch({ ...admin, requestId: 'another' }, { ...span, after: first.next ?? '' })
    expect([first.done, second.done, second.next]).toEqual([100, 31, null])
    const [entry, ...others] = await whole({ grouped: true, action: 'delete' })
    expect(others).toEqual([])
    expect(entry).toMatchObject({
      ...{ actor: `user:${admin.actor.id}`, name: 'Root', reason: null, undid: { ...span, name: 'Eve' } },
      group: {
        kind: 'undoChanges',
        parts: [
          { action: 'delete', entity: 'account', count: 130 },
          { action: 'delete', entity: 'deal', count: 1 },
        ],
      },
    })
    const members = await whole({ group: entry?.group?.id ?? '' })
    expect(members).toHaveLength(131)
    expect(members.every(({ undid }) => undid?.name === 'Eve')).toBe(true)
    // Of what was changed otherwise, nothing is said.
    expect((await whole({ action: 'create' })).some((one) => 'undid' in one)).toBe(false)
    // Asked once more it is another one, even of the same changes; so is what goes on from what an older server gave.
    await sql`truncate ${sql.id(tenon.tenant.schema, '_audit')}`.execute(tenon.database.control)
    await tenon.createRecords(eve, { entity: 'account', records: records.slice(0, 4) })
    await undo.batch(admin, { ...span, after: '00000000-0000-7000-8000-000000000000' })
    const own = { ...span, actor: `user:${admin.actor.id}` }
    await undo.batch(admin, own)
    expect((await whole({ grouped: true })).map(({ group, undid }) => [group?.kind, undid?.name])).toEqual([
      ['undoChanges', 'Root'],
      ['undoChanges', 'Eve'],
      [undefined, undefined],
      [undefined, undefined],
      [undefined, undefined],
      [undefined, undefined],
    ])
    for (const after of ['x', `${uuidv7()}~`, `${uuidv7()}~x`, `${uuidv7()}~${uuidv7()}~${uuidv7()}`]) {
      await expect(undo.batch(admin, { ...span, after })).rejects.toMatchObject({ problems: [{ pointer: '/after' }] })
    }
  })

  test('a group has the reason that its run was given, else the one that all of its entries have', async () => {
    const { schema } = tenon.tenant
    const [given, silent, mixed] = [uuidv7(), uuidv7(), uuidv7()]
    const write = (entry: { action: string; run: string; reason: string | null; record?: string }) =>
      sql`insert into ${sql.id(schema, '_audit')} (id, actor, action, entity, record_id, version, request_id, changes, reason, origin)
        values (${uuidv7()}, 'user:a', ${entry.action}, 'account', ${entry.record ?? null}::uuid, 2, ${entry.run}, '{}', ${entry.reason},
          ${JSON.stringify({ bulk: { run: entry.run } })}::jsonb)`.execute(tenon.database.control)
    const touch = (run: string, reason: string | null) => write({ action: 'update', run, reason, record: uuidv7() })
    for (const run of [given, silent, mixed]) {
      await write({ action: 'bulk.run', run, reason: run === given ? 'Year end' : null })
    }
    for (const reason of [null, 'Its own', null]) await touch(given, reason)
    for (const reason of ['The same', 'The same']) await touch(silent, reason)
    for (const reason of ['One', 'Another']) await touch(mixed, reason)
    const reasonsOf = async (input: FindAuditInput) =>
      (await whole({ grouped: true, action: 'update', ...input })).map(({ group, reason }) => [
        group?.parts[0]?.count,
        reason,
      ])
    const expected = [
      [2, null],
      [2, 'The same'],
      [3, 'Year end'],
    ]
    expect(await reasonsOf({})).toEqual(expected)
    expect(await reasonsOf({ limit: 1 })).toEqual(expected)
    const one = (await whole({ grouped: true })).find(({ group }) => group?.parts[0]?.count === 3)
    expect((await whole({ group: one?.group?.id ?? '' })).map(({ reason }) => reason)).toEqual([null, 'Its own', null])
  })

  test('what an action of a plugin has written is one entry that names the action', async () => {
    const run = uuidv7()
    const acting: RequestContext = {
      ...ada,
      requestId: run,
      actor: {
        ...{ kind: 'plugin', id: 'stock', name: 'stock', hook: 'actions.sell' },
        ...{ capabilities: ['entity:account:write'], onBehalfOf: ada.actor },
      },
    }
    const records = [{ name: 'A' }, { name: 'B' }]
    await tenon.createRecords(acting, { entity: 'account', records })
    await tenon.createRecords({ ...acting, requestId: uuidv7() }, { entity: 'account', records: [{ name: 'C' }] })
    const [alone, entry, ...others] = await whole({ grouped: true })
    expect(others).toEqual([])
    expect(alone).not.toHaveProperty('group')
    expect(entry).toMatchObject({
      ...{ actor: 'plugin:stock', onBehalfOf: { name: 'Mei Chen' } },
      group: { kind: 'action', action: 'stock.sell', parts: [{ action: 'create', count: 2 }] },
    })
    expect(await whole({ group: entry?.group?.id ?? '' })).toHaveLength(2)
  })

  test('pages have each entry or its group once, in whatever order runs have written and whatever is asked for', async () => {
    const people = ['user:a', 'user:b'] as const
    const entry = fc.record({ run: fc.option(fc.integer({ min: 0, max: 4 })), who: fc.integer({ min: 0, max: 1 }) })
    const property = fc.asyncProperty(
      fc.array(entry, { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 7 }),
      fc.constantFrom({}, { actor: people[0] }, { action: 'none' }, { actor: people[1], entity: 'account' }),
      async (entries, limit, filter) => {
        await sql`truncate ${sql.id(tenon.tenant.schema, '_audit')}`.execute(tenon.database.control)
        const runs = Array.from({ length: 5 }, () => uuidv7())
        const rows = entries.map(({ run, who }) => {
          const origin = run === null ? null : JSON.stringify({ bulk: { run: runs[run] ?? '' } })
          return { id: uuidv7(), actor: people[who] ?? '', run: run === null ? null : (runs[run] ?? ''), origin }
        })
        for (const { id, actor, origin } of rows) {
          await sql`insert into ${sql.id(tenon.tenant.schema, '_audit')} (id, actor, action, entity, record_id, version, request_id, changes, origin)
            values (${id}, ${actor}, 'update', 'account', ${uuidv7()}, 2, 'r', '{}', ${origin}::jsonb)`.execute(
            tenon.database.control,
          )
        }
        const fits = ({ actor }: { actor: string }) =>
          !('action' in filter) && (!('actor' in filter) || actor === filter.actor)
        const expected = rows.filter(fits).reverse()
        const shown = await whole({ ...filter, grouped: true, limit })
        expect(shown.map(({ id }) => id)).toEqual(firstOfEach(expected))
        const all: string[] = []
        for (const one of shown) {
          if (one.group === undefined) all.push(one.id)
          else {
            const members = await whole({ ...filter, group: one.group.id, limit })
            expect(members).toHaveLength(one.group.parts[0]?.count ?? 0)
            all.push(...members.map(({ id }) => id))
          }
        }
        expect(all.sort()).toEqual(expected.map(({ id }) => id).sort())
      },
    )
    await fc.assert(property, { numRuns: 20 })
  })

  test('a run of thousands is one entry behind which older ones are found, and its count says where it ends', async () => {
    const run = uuidv7()
    const { schema } = tenon.tenant
    const old = firstIdAt(Date.now() - 86_400_000)
    await sql`insert into ${sql.id(schema, '_audit')} (id, actor, action, entity, record_id, version, request_id, changes)
      values (${old}, 'user:a', 'update', 'account', ${uuidv7()}, 2, 'r', '{}')`.execute(tenon.database.control)
    await sql`insert into ${sql.id(schema, '_audit')} (id, actor, action, entity, record_id, version, request_id, changes, origin)
      select (lpad(to_hex((extract(epoch from now()) * 1000)::bigint + n / 10), 12, '0') || '7' || lpad(to_hex(n % 10), 3, '0') || '8' || lpad(to_hex(n), 15, '0'))::uuid,
        'user:a', 'update', 'account', ${uuidv7()}::uuid, n, ${run}, '{}', jsonb_build_object('bulk', jsonb_build_object('run', ${run}::text))
      from generate_series(1, 25000) n`.execute(tenon.database.control)
    const entries = await whole({ grouped: true })
    expect(entries.map(({ group, id }) => group?.parts[0]?.count ?? id)).toEqual([20_000, old])
    expect(entries[0]?.group?.atLeast).toBe(true)
  })

  test('what is no cursor and no group of the list is refused', async () => {
    for (const after of ['x', `${uuidv7()}~x`, `${uuidv7()}~bulk:x:1`, `${uuidv7()}~bulk:${uuidv7()}:1:2`]) {
      await expect(trail.find(admin, { grouped: true, after })).rejects.toMatchObject({
        problems: [{ pointer: '/after' }],
      })
    }
    for (const group of ['x', `bulk:${uuidv7()}`, `what:${uuidv7()}@${uuidv7()}`, `bulk:${uuidv7()}@x`]) {
      await expect(trail.find(admin, { group })).rejects.toMatchObject({ problems: [{ pointer: '/group' }] })
    }
    const bob = await tenon.addUser('Bob', ['nothing'])
    await expect(trail.find(bob, { grouped: true })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})

function firstOfEach(rows: readonly Written[]): string[] {
  const seen = new Set<string>()
  return rows.flatMap(({ id, run }) => {
    if (run !== null && seen.has(run)) return []
    if (run !== null) seen.add(run)
    return [id]
  })
}
