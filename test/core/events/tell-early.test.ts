import { randomUUID } from 'node:crypto'
import type { LiveMessage } from '@tenon/sdk/contract/record-event'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { TenantRef } from '../../../core/src/context/request-context.ts'
import { createTenant } from '../../../core/src/db/create-tenant.ts'
import type { Database } from '../../../core/src/db/database.ts'
import { LIVE_CHANNEL } from '../../../core/src/events/channels.ts'
import type { EventKind } from '../../../core/src/events/event-kind.ts'
import { outboxNotice } from '../../../core/src/events/outbox-notice.ts'
import { readMissed } from '../../../core/src/events/read-missed.ts'
import { type OutboxRelay, startOutboxRelay } from '../../../core/src/events/start-outbox-relay.ts'
import { WrittenEvent } from '../../../core/src/events/written-event.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'

interface Heard {
  schema: string
  message: LiveMessage
  id: string
}

describe.each(DATABASE_KINDS)('events that this process has written for several tenants, on %s', (kind) => {
  let database: Database
  let tenants: TenantRef[]
  let relays: OutboxRelay[]
  const heard: Heard[] = []
  const routed: string[] = []
  beforeEach(async () => {
    database = await openTestDatabase(kind)
    tenants = await Promise.all(['one', 'two', 'three'].map((slug) => createTenant(database, { slug, name: slug })))
    relays = []
    heard.length = 0
    routed.length = 0
    await database.listen(LIVE_CHANNEL, (payload) => void heard.push(JSON.parse(payload)))
  })
  afterEach(async () => {
    for (const relay of relays) await relay.close()
    await database.close()
  })

  async function relay({ on = database, followed = async () => [] }: Partial<Relaying> = {}): Promise<OutboxRelay> {
    const hooks = {
      afterHooksFor: async (_: TenantRef, { id }: { id: string }) => {
        routed.push(id)
        return []
      },
      hearersOf: async () => [],
    }
    const jobs = { enqueue: async () => undefined }
    const started = await startOutboxRelay({ database: on, hooks, jobs, followed, tenants: async () => tenants })
    relays.push(started)
    return started
  }
  interface Relaying {
    on: Database
    followed: (tenant: TenantRef) => Promise<readonly EventKind[]>
  }

  const rowOf = (
    { schema }: TenantRef,
    { id, message }: Pick<WrittenEvent, 'id' | 'message'>,
  ) => sql`insert into ${sql.id(schema, '_outbox')} (id, type, entity, record_id, version, actor, depth)
    values (${id}::uuid, ${message.type}::text, ${message.entity}::text, ${message.recordId}::uuid, ${message.version}::int,
      ${message.actor}::text, 0)`

  /** Written and committed, all of them before the relay of this process hears of one. */
  async function write(...to: TenantRef[]): Promise<string[]> {
    return writeOf('account', to)
  }
  async function writeOf(entity: string, to: readonly TenantRef[]): Promise<string[]> {
    const committed = await Promise.all(
      to.map(async (tenant) => {
        const event = new WrittenEvent(uuidv7(), {
          ...{ type: 'record.created', entity, recordId: randomUUID(), version: 1, actor: 'system' },
        })
        const notice = outboxNotice(database, { schema: tenant.schema, isTransaction: false })
        expect(notice.inStatement).toBe(false)
        await rowOf(tenant, event).execute(database.tenant(tenant.schema))
        return { event, notice }
      }),
    )
    for (const { event, notice } of committed) notice.committed(event)
    return committed.map(({ event }) => event.id)
  }
  /** The first round of a relay begins at once: those after it are gathered. */
  async function afterFirstRound() {
    const [first] = tenants
    if (first === undefined) throw new Error('no tenant')
    const [id] = await write(first)
    await vi.waitFor(() => expect(heard.map((one) => one.id)).toContain(id))
    heard.length = 0
  }
  const ids = () => heard.map(({ id }) => id).sort()
  async function unmarked(): Promise<string[]> {
    const all = tenants.map(({ schema }) =>
      sql<{ id: string }>`select id from ${sql.id(schema, '_outbox')} where delivered_at is null`.execute(
        database.control,
      ),
    )
    return (await Promise.all(all)).flatMap(({ rows }) => rows.map(({ id }) => id)).sort()
  }

  test('are told at once and marked some time later, and are told but once', async () => {
    const running = await relay()
    await afterFirstRound()
    const written = (await write(...tenants)).sort()
    await vi.waitFor(() => expect(ids()).toEqual(written))
    expect(await unmarked()).toEqual(written)
    const [one] = heard
    expect(one).toEqual({
      ...{ schema: expect.any(String), id: one?.id },
      message: { type: 'record.created', entity: 'account', recordId: expect.any(String), version: 1, actor: 'system' },
    })
    await vi.waitFor(async () => expect(await unmarked()).toEqual([]), { timeout: 5_000 })
    await running.close()
    expect(ids()).toEqual(written)
    expect(routed).toEqual([])
  })

  test('are marked by a relay that closes', async () => {
    const running = await relay()
    await afterFirstRound()
    const written = (await write(...tenants)).sort()
    await running.close()
    expect(await unmarked()).toEqual([])
    await vi.waitFor(() => expect(ids()).toEqual(written))
  })

  test('are told with their marking where no other tenant has any', async () => {
    await relay()
    await afterFirstRound()
    const [first] = tenants as [TenantRef]
    const written = [...(await write(first)), ...(await write(first))].sort()
    await vi.waitFor(() => expect(ids()).toEqual(written))
    await vi.waitFor(async () => expect(await unmarked()).toEqual([]), { timeout: 1_000 })
  })

  test('are routed, and told once that is done, where something follows of them', async () => {
    await relay({ followed: async () => ['record.created task'] })
    await afterFirstRound()
    const plain = (await write(...tenants)).sort()
    await vi.waitFor(() => expect(ids()).toEqual(plain))
    const followed = (await writeOf('task', tenants)).sort()
    await vi.waitFor(() => expect(ids()).toEqual([...plain, ...followed].sort()))
    // Those beside them go the same way; they are not told again for it.
    await vi.waitFor(() => expect([...routed].sort()).toEqual([...plain, ...followed].sort()))
    await vi.waitFor(async () => expect(await unmarked()).toEqual([]))
    expect(ids()).toEqual([...plain, ...followed].sort())
  })

  test('are told with their marking where it is not known what follows', async () => {
    const asked = new Map<string, number>()
    const followed = async ({ schema }: TenantRef) => {
      asked.set(schema, (asked.get(schema) ?? 0) + 1)
      if (asked.get(schema) === 1 && schema !== tenants[0]?.schema) throw new Error('no model')
      return []
    }
    await relay({ followed })
    await afterFirstRound()
    const written = (await write(...tenants)).sort()
    await vi.waitFor(() => expect(ids()).toEqual(written))
    const [own] = tenants as [TenantRef]
    await vi.waitFor(async () => expect((await unmarked()).length).toBeLessThanOrEqual(1), { timeout: 1_000 })
    expect(heard.filter(({ schema }) => schema === own.schema)).toHaveLength(1)
  })

  test('are told with their marking where telling them fails', async () => {
    const refusing = database.control.withPlugin({
      transformQuery: ({ node }) => {
        if (JSON.stringify(node).includes('pg_notify')) throw new Error('no')
        return node
      },
      transformResult: async ({ result }) => result,
    })
    await relay({ on: { ...database, control: refusing } })
    await afterFirstRound()
    const written = (await write(...tenants)).sort()
    await vi.waitFor(() => expect(ids()).toEqual(written))
    await vi.waitFor(async () => expect(await unmarked()).toEqual([]), { timeout: 1_000 })
  })

  test('are found and told once more where the process ends before they are marked', async () => {
    await relay()
    await afterFirstRound()
    const written = (await write(...tenants)).sort()
    await vi.waitFor(() => expect(ids()).toEqual(written))
    // Another process looks into the outboxes when it starts.
    await relay()
    await vi.waitFor(async () => expect(await unmarked()).toEqual([]), { timeout: 1_000 })
    await vi.waitFor(() => expect(ids()).toEqual([...written, ...written].sort()))
  })

  test('are missed by nobody who comes back from one that is not marked yet', async () => {
    await relay()
    await afterFirstRound()
    const [last] = await write(...tenants)
    await vi.waitFor(() => expect(heard).toHaveLength(3))
    const [first] = tenants as [TenantRef]
    // The one is marked by another process meanwhile, the other not yet.
    const [marked, open] = await write(first, first)
    await sql`update ${sql.id(first.schema, '_outbox')} set delivered_at = now() where id = ${marked}::uuid`.execute(
      database.control,
    )
    const missed = await readMissed(database, first.schema, last as string)
    const told = missed?.map(({ id }) => id) ?? []
    expect(told).toEqual(expect.arrayContaining([marked, open]))
    expect(told).not.toContain(last)
    // Nor from one whose marking took long.
    await sql`update ${sql.id(first.schema, '_outbox')} set delivered_at = now() + interval '5 minutes' where id = ${last}::uuid`.execute(
      database.control,
    )
    const later = await readMissed(database, first.schema, last as string)
    expect(later?.map(({ id }) => id)).toEqual(expect.arrayContaining([marked, open]))
  })
})
