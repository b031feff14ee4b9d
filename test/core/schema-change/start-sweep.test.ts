import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TenantRef } from '../../../core/src/context/request-context.ts'
import type { Database } from '../../../core/src/db/database.ts'
import { sweepLeftovers } from '../../../core/src/schema-change/remove-leftovers.ts'
import { sweepTenants } from '../../../core/src/schema-change/sweep-tenants.ts'
import { tableRevision } from '../../../core/src/schema-change/table-revision.ts'
import { openTestDatabase } from '../../support/open-test-database.ts'
import { watchStatements } from '../db/sent-statements.ts'
import { entity, field } from '../model/sample-model.ts'
import { indexesOf } from './catalog-of.ts'
import { openPublishingTenant } from './publishing-tenant.ts'

let database: Database
beforeAll(async () => {
  database = await openTestDatabase('postgres')
})
afterAll(() => database?.close())

test('a start looks into no table of a tenant whose tables are as its model says, and into those of one where they are not', async () => {
  const tenant = await openPublishingTenant(database)
  await tenant.publish({ entities: [entity('thing', { grade: field('integer', { indexed: true }) })] })
  const named = async () => {
    const { sent, stop } = watchStatements()
    await sweepLeftovers(database, tenant.schema)
    stop()
    expect(sent.length).toBeGreaterThan(0)
    return sent.filter(({ text }) => text.includes('"thing"')).map(({ text }) => text)
  }
  const before = await indexesOf(tenant, 'thing')
  expect(await named()).toEqual([])
  await tenant.query(sql`create index ix_thing_left on ${sql.id(tenant.schema, 'thing')} (grade)`)
  expect((await named()).join('\n')).toMatch(/drop index .*ix_thing_left|"thing"/)
  expect(await indexesOf(tenant, 'thing')).toEqual(before)
})

describe('a start of many tenants', () => {
  const GRADED = { entities: [entity('thing', { grade: field('integer', { indexed: true }) })] }
  const LONGER = {
    entities: [
      entity('thing', { grade: field('integer', { indexed: true }), size: field('integer', { indexed: true }) }),
    ],
  }

  /** What the sweep of a start asks; the tenants that it wakes are pushed to `woken`. */
  async function start(woken: TenantRef[] = []): Promise<string[]> {
    const { sent, stop } = watchStatements()
    const wake = (tenant: TenantRef) => void woken.push(tenant)
    const onError = (error: unknown) => {
      throw error
    }
    await sweepTenants({ database, wake, onError, isClosed: () => false })
    stop()
    return sent.map(({ text }) => text)
  }

  const sweptAs = async ({ schema }: { schema: string }) =>
    (await database.control.selectFrom('tenant').select('swept_as').where('schema', '=', schema).executeTakeFirst())
      ?.swept_as

  test('asks no more of twelve than of three that nobody has published in since the one before', async () => {
    for (let count = 0; count < 3; count++) await (await openPublishingTenant(database)).publish(GRADED)
    const first = await start()
    const few = await start()
    expect(few.length).toBeLessThan(first.length)
    expect(few.filter((text) => text.includes('"thing"') || text.includes('pg_class'))).toEqual([])
    for (let count = 0; count < 9; count++) await (await openPublishingTenant(database)).publish(GRADED)
    await start()
    expect((await start()).length).toBeLessThanOrEqual(few.length)
    expect(few.length).toBeLessThanOrEqual(3)
  }, 60_000)

  test('removes what a publish has left that died, and looks no more once nothing is left', async () => {
    const tenant = await openPublishingTenant(database, { smallTableRows: 0 })
    await tenant.publish(GRADED)
    await start()
    expect(await sweptAs(tenant)).toBe(tableRevision())
    const before = await indexesOf(tenant, 'thing')
    for (let count = 0; count < 3; count++) await tenant.insert('thing', { grade: count })
    // Its last transaction cannot be, and what went before is not taken back: as when its process is killed.
    const dying = tenant.publish(LONGER, {
      onTables: () => {
        throw new Error('killed')
      },
    })
    await expect(dying).rejects.toThrow()
    expect(await sweptAs(tenant)).toBeNull()
    await tenant.query(sql`create index ix_thing_left on ${sql.id(tenant.schema, 'thing')} (grade)`)
    await start()
    expect(await indexesOf(tenant, 'thing')).toEqual(before)
    expect(await sweptAs(tenant)).toBe(tableRevision())
    expect((await start()).filter((text) => text.includes('"thing"'))).toEqual([])
  })

  test('looks again into all that a Tenon of other rules has looked into, and builds the indexes that it did not know', async () => {
    const tenant = await openPublishingTenant(database)
    await tenant.publish(GRADED)
    await start()
    const before = await indexesOf(tenant, 'thing')
    const [owner] = await tenant.query(
      sql<{ name: string }>`select indexname as name from pg_indexes
        where schemaname = ${tenant.schema} and starts_with(indexname, 'ix_thing_owner')`,
    )
    await tenant.query(sql`drop index ${sql.id(tenant.schema, owner?.name ?? '')}`)
    await start()
    expect(await indexesOf(tenant, 'thing')).not.toEqual(before)
    await database.control.updateTable('tenant').set({ swept_as: '0.0.1 of before' }).execute()
    await start()
    expect(await indexesOf(tenant, 'thing')).toEqual(before)
    expect(await sweptAs(tenant)).toBe(tableRevision())
  })

  test('wakes the tenants alone whose publish is not over, and does not take their tables for sound', async () => {
    const [idle, busy] = [await openPublishingTenant(database), await openPublishingTenant(database)]
    await idle.publish(GRADED)
    await busy.publish(GRADED)
    await busy.query(sql`insert into ${sql.id(busy.schema, '_publish_run')}
      (id, status, base_version, document, edits, packages, consent, actor, locale)
      values (gen_random_uuid(), 'paused', 1, '{}', '{}', '{}', true, '{}', 'en')`)
    const woken: TenantRef[] = []
    await start(woken)
    expect(woken.map(({ schema }) => schema)).toEqual([busy.schema])
    expect([await sweptAs(idle), await sweptAs(busy)]).toEqual([tableRevision(), null])
  })
})
