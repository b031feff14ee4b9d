import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chainEntries } from '../../../core/src/audit/chain/chain-entries.ts'
import { verifyChain } from '../../../core/src/audit/chain/verify-chain.ts'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { makeAuditTrail } from '../../../core/src/records/timeline/make-audit-trail.ts'
import { emptyTrash } from '../../../core/src/records/trash/empty-trash.ts'
import { makeTrash } from '../../../core/src/records/trash/make-trash.ts'
import type { FileStorage } from '../../../core/src/storage/file-storage.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'
import { columnsWith } from './privacy/columns-with.ts'

describe.each(DATABASE_KINDS)('deleted records on %s', (kind) => {
  let tenon: TestRecords
  let parts: Parameters<typeof makeTrash>[0]
  let trash: ReturnType<typeof makeTrash>
  let admin: RequestContext
  let staff: RequestContext
  const removed: string[] = []
  beforeAll(async () => {
    tenon = await openTestRecords(kind)
    const storage = { remove: async ({ id }: { id: string }) => void removed.push(id) } as unknown as FileStorage
    const { requireAdmin } = tenon.access
    parts = { ...tenon, storage, requireAdmin }
    trash = makeTrash(parts)
    admin = await tenon.addUser('Root', ['admin'])
    staff = await tenon.addUser('Sam', ['staff'])
  })
  afterAll(() => tenon.close())

  async function deletedDeal(ctx: RequestContext, name: string) {
    const { id } = await tenon.createRecord(ctx, {
      entity: 'deal',
      values: { name, amount: { amount: '7.00', currency: 'USD' } },
    })
    const line = await tenon.createRecord(ctx, { entity: 'line', values: { text: `of ${name}`, deal: id } })
    await tenon.deleteRecord(ctx, { entity: 'deal', id, version: 1 })
    return { id, line: line.id }
  }

  /** As a migration of a plugin's data does. */
  async function putAside(id: string, before: JsonObject) {
    const db = tenon.database.tenant(tenon.tenant.schema)
    const migration = { id: uuidv7(), change: uuidv7(), plugin: 'crm', entity: 'deal' }
    const versions = { from_version: '1.0.0', to_version: '2.0.0' }
    await db
      .insertInto('_data_migration')
      .values({ ...migration, ...versions })
      .execute()
    const values = { before: JSON.stringify(before), after: '{}' }
    await db
      .insertInto('_migrated_record')
      .values({ migration: migration.id, record_id: id, ...values })
      .execute()
  }

  const rows = (table: string, id: string) =>
    sql`select 1 from ${sql.id(tenon.tenant.schema, table)} where id = ${id}::uuid`
      .execute(tenon.database.control)
      .then((found) => found.rows.length)

  test('they are listed with who and when and what is to become of them, a page at a time, until they come back', async () => {
    const first = await deletedDeal(staff, 'First')
    const second = await deletedDeal(admin, 'Second')
    const page = await trash.list(admin, { entity: 'deal', limit: 1 })
    expect(page.records).toEqual([
      {
        ...{ id: second.id, version: 2, title: 'Second', deletedAt: expect.any(String), followed: false },
        ...{
          deletedBy: { actor: admin.actor.kind === 'user' ? `user:${admin.actor.id}` : '', name: 'Root' },
          removedAt: expect.any(String),
        },
      },
    ])
    const next = await trash.list(admin, { entity: 'deal', limit: 1, after: page.nextCursor ?? '' })
    expect(next).toMatchObject({ records: [{ id: first.id, deletedBy: { name: 'Sam' } }], nextCursor: null })
    expect((await trash.list(admin, { entity: 'line' })).records.map(({ followed }) => followed)).toEqual([true, true])
    // Staff may delete what is theirs, and so see of the deleted ones only that.
    expect((await trash.list(staff, { entity: 'deal' })).records.map(({ id }) => id)).toEqual([first.id])
    await tenon.restoreRecord(admin, { entity: 'deal', id: second.id, version: 2 })
    expect((await trash.list(admin, { entity: 'deal' })).records.map(({ id }) => id)).toEqual([first.id])
    await expect(trash.list(admin, { entity: 'deal', after: 'x' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  test('one is removed for good by admins alone, with what belonged to it and all that was told of it; the fact stays', async () => {
    const { id, line } = await deletedDeal(admin, 'Secret deal')
    await chainEntries(tenon.database, tenon.tenant.schema)
    await expect(trash.purge(staff, { entity: 'deal', id, version: 2 })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(trash.purge(admin, { entity: 'deal', id, version: 1 })).rejects.toMatchObject({
      code: 'VERSION_CONFLICT',
    })
    expect(await trash.purge(admin, { entity: 'deal', id, version: 2 })).toEqual({ removed: 2 })
    expect(await rows('deal', id)).toBe(0)
    expect(await rows('line', line)).toBe(0)
    for (const table of ['_audit', '_outbox', '_stage_history', '_typed_text']) {
      const { rows: told } = await sql<{
        body: unknown
      }>`select to_jsonb(t) as body from ${sql.id(tenon.tenant.schema, table)} t
        where record_id = any(${[id, line]}::uuid[])`.execute(tenon.database.control)
      expect(JSON.stringify(told)).not.toMatch(/Secret deal|7\.00/)
      if (table === '_audit') expect(told).toHaveLength(6)
    }
    const { entries } = await makeAuditTrail(tenon).find(admin, { entity: 'deal', limit: 200 })
    const own = entries.filter(({ recordId }) => recordId === id)
    expect(own.map(({ action, erased, title }) => [action, erased, title])).toEqual([
      ['purge', undefined, null],
      ['delete', true, null],
      ['create', true, null],
    ])
    expect(await verifyChain(tenon.database, tenon.tenant.schema)).toMatchObject({ fault: null })
    await expect(tenon.restoreRecord(admin, { entity: 'deal', id, version: 2 })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  test('of one that is removed for good no table holds a value any more, nor its id but for the facts', async () => {
    const { id } = await deletedDeal(admin, 'Purgia deal')
    const other = await tenon.createRecord(admin, { entity: 'deal', values: { name: 'Other' } })
    const db = tenon.database.tenant(tenon.tenant.schema)
    const mine = { user_id: admin.actor.id, entity: 'deal', record_id: id }
    await db.insertInto('_favourite_record').values(mine).execute()
    await db.insertInto('_recent_record').values(mine).execute()
    const [one = '', two = ''] = [id, other.id].sort()
    await db.insertInto('_not_duplicate').values({ entity: 'deal', one, other: two, said_by: 'x' }).execute()
    const run = uuidv7()
    await sql`insert into ${sql.id(tenon.tenant.schema, '_bulk_run')}
      (id, entity, operation, mode, actor, actor_name, status, total) values
      (${run}::uuid, 'deal', '{"kind":"delete"}', 'bestEffort', 'x', 'X', 'done', 1)`.execute(db)
    await sql`insert into ${sql.id(tenon.tenant.schema, '_bulk_row')} (run, record_id, message)
      values (${run}::uuid, ${id}::uuid, 'Purgia deal is odd')`.execute(db)
    await putAside(id, { name: 'Purgia deal' })
    expect(await columnsWith(tenon, 'purgia')).toEqual(
      expect.arrayContaining(['_bulk_row.message', '_migrated_record.before', 'deal.name']),
    )
    await trash.purge(admin, { entity: 'deal', id, version: 2 })
    expect(await columnsWith(tenon, 'purgia')).toEqual([])
    expect(await columnsWith(tenon, id)).toEqual(['_audit.record_id'])
  })

  test('after their time they are removed by themselves, but not what another record still names, nor live ones', async () => {
    const old = await deletedDeal(admin, 'Old')
    const young = await deletedDeal(admin, 'Young')
    const account = await tenon.createRecord(admin, { entity: 'account', values: { name: 'Held' } })
    const holder = await tenon.createRecord(admin, { entity: 'deal', values: { name: 'Holder', account: account.id } })
    await tenon.deleteRecord(admin, { entity: 'deal', id: holder.id, version: 1 })
    await tenon.deleteRecord(admin, { entity: 'account', id: account.id, version: 1 })
    await tenon.restoreRecord(admin, { entity: 'account', id: account.id, version: 2 })
    await tenon.restoreRecord(admin, { entity: 'deal', id: holder.id, version: 2 })
    // As if the account had been deleted by other means, with a live record that names it.
    await sql`update ${sql.id(tenon.tenant.schema, 'account')} set deleted_at = now() where id = ${account.id}::uuid`.execute(
      tenon.database.control,
    )
    await sql`insert into ${sql.id(tenon.tenant.schema, '_trash')} (record_id, entity, actor, kept_from)
      values (${account.id}::uuid, 'account', 'system', now() - interval '99 days')`.execute(tenon.database.control)
    const age = (ids: string[], days: number) =>
      sql`update ${sql.id(tenon.tenant.schema, '_trash')} set kept_from = now() - make_interval(days => ${days}::int) where record_id = any(${ids}::uuid[])`.execute(
        tenon.database.control,
      )
    await age([old.id, old.line], 31)
    await age([young.id, young.line], 29)
    await trash.saveSettings(admin, { days: null })
    expect(await emptyTrash(parts)).toBe(0)
    await trash.saveSettings(admin, { days: 30 })
    await expect(trash.saveSettings(staff, { days: 1 })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await emptyTrash(parts)).toBe(2)
    expect([await rows('deal', old.id), await rows('line', old.line)]).toEqual([0, 0])
    expect([await rows('deal', young.id), await rows('account', account.id), await rows('deal', holder.id)]).toEqual([
      1, 1, 1,
    ])
    expect(await emptyTrash(parts)).toBe(0)
  })
})
