import type { LiveMessage, RecordEvent } from '@tenon/sdk/contract/record-event'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startAfterHookWorker } from '../../../core/src/events/after-hook-jobs.ts'
import type { EventKind } from '../../../core/src/events/event-kind.ts'
import { makeLiveHub } from '../../../core/src/events/make-live-hub.ts'
import { startOutboxRelay } from '../../../core/src/events/start-outbox-relay.ts'
import { createJobQueue } from '../../../core/src/jobs/create-job-queue.ts'
import type { Job, JobQueue } from '../../../core/src/jobs/job-queue.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from '../records/open-test-records.ts'

describe.each(DATABASE_KINDS)('delivering events on %s', (kind) => {
  let tenon: TestRecords
  let jobs: JobQueue
  const delivered: RecordEvent[] = []
  beforeEach(async () => {
    tenon = await openTestRecords(kind)
    jobs = await createJobQueue({ database: tenon.database, onError: () => undefined })
    delivered.length = 0
    tenon.hooks.afterHooksFor = async (_, { type }) =>
      type === 'record.created' ? [{ plugin: 'sample', hook: 'afterCreate' }] : []
    tenon.hooks.runAfter = async (_, { event }) => void delivered.push(event)
  })
  afterEach(async () => {
    await jobs.close()
    await tenon.close()
  })

  const relay = (queue: Pick<JobQueue, 'enqueue'> = jobs, followed?: () => Promise<EventKind[]>) =>
    startOutboxRelay({
      ...(followed !== undefined && { followed }),
      database: tenon.database,
      hooks: tenon.hooks,
      jobs: queue,
      tenants: async () => [tenon.tenant],
      sweepMilliseconds: 300,
    })
  const create = (name: string) => tenon.createRecord(tenon.system, { entity: 'account', values: { name } })
  const undelivered = async () => {
    const { rows } = await sql<{ count: number }>`select count(*)::int as count
      from ${sql.id(tenon.tenant.schema, '_outbox')} where delivered_at is null`.execute(tenon.database.control)
    return rows[0]?.count
  }

  test('a write reaches live subscribers of its tenant and its after-hook, each with the facts', async () => {
    const hub = await makeLiveHub({ database: tenon.database })
    const heard: LiveMessage[] = []
    const stop = hub.subscribe(tenon.tenant.schema, (message) => heard.push(message))
    hub.subscribe('t_other', () => expect.unreachable('another tenant heard it'))
    const running = await relay()
    await startAfterHookWorker({ database: tenon.database, hooks: tenon.hooks, jobs })
    const { id } = await create('Live')
    await expect
      .poll(() => heard, { timeout: 10_000 })
      .toEqual([{ type: 'record.created', entity: 'account', recordId: id, version: 1, actor: 'system' }])
    await expect
      .poll(() => delivered, { timeout: 10_000 })
      .toMatchObject([{ type: 'record.created', recordId: id, before: null, after: { id, name: 'Live' }, depth: 0 }])
    stop()
    await tenon.updateRecord(tenon.system, { entity: 'account', id, version: 1, values: { name: 'Quiet' } })
    await expect.poll(undelivered).toBe(0)
    expect(heard).toHaveLength(1)
    await running.close()
    await hub.close()
  })

  test('events written while no relay runs are delivered when one starts, several relays or not', async () => {
    for (const name of ['a', 'b', 'c']) await create(name)
    await startAfterHookWorker({ database: tenon.database, hooks: tenon.hooks, jobs })
    const relays = await Promise.all([relay(), relay()])
    await expect.poll(() => delivered.length, { timeout: 10_000 }).toBe(3)
    await expect.poll(undelivered).toBe(0)
    for (const one of relays) await one.close()
    expect(new Set(delivered.map(({ id }) => id)).size).toBe(3)
  })

  test('a relay that dies after queueing does not run the hook twice', async () => {
    const queued: Job[] = []
    const dying: Pick<JobQueue, 'enqueue'> = {
      enqueue: async (queue, batch) => {
        queued.push(...batch)
        await jobs.enqueue(queue, batch)
        throw new Error('died after queueing, before it was written down')
      },
    }
    await create('Once')
    const first = await relay(dying)
    await expect.poll(() => queued.length).toBeGreaterThan(0)
    await first.close()
    expect(await undelivered()).toBe(1)
    const second = await relay()
    await startAfterHookWorker({ database: tenon.database, hooks: tenon.hooks, jobs })
    await expect.poll(undelivered, { timeout: 10_000 }).toBe(0)
    await expect.poll(() => delivered.length, { timeout: 10_000 }).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(delivered).toHaveLength(1)
    await second.close()
  })

  test('what nothing follows of is delivered, and its after-hook is not looked for', async () => {
    const looked: string[] = []
    tenon.hooks.afterHooksFor = async (_, { type }) => {
      looked.push(type)
      return []
    }
    const running = await relay(jobs, async () => ['record.updated account'])
    const { id } = await create('Plain')
    await expect.poll(undelivered).toBe(0)
    expect(looked).toEqual([])
    await tenon.updateRecord(tenon.system, { entity: 'account', id, version: 1, values: { name: 'Followed' } })
    await expect.poll(() => looked).toEqual(['record.updated'])
    await expect.poll(undelivered).toBe(0)
    await running.close()
  })

  test('a hook that is installed while events are being taken hears of them', async () => {
    let asked = 0
    const followed = async (): Promise<EventKind[]> => {
      asked += 1
      // From the second question on, which is asked once the events are taken.
      return asked === 1 ? [] : ['record.created account']
    }
    await startAfterHookWorker({ database: tenon.database, hooks: tenon.hooks, jobs })
    await create('Overtaken')
    const running = await relay(jobs, followed)
    await expect.poll(() => delivered.length, { timeout: 10_000 }).toBe(1)
    await expect.poll(undelivered).toBe(0)
    await running.close()
    expect(delivered).toMatchObject([{ type: 'record.created', after: { name: 'Overtaken' } }])
  })

  test('a transaction that fails sends no event', async () => {
    const running = await relay()
    const bad = tenon.createRecord(tenon.system, { entity: 'account', values: { name: 'X', parent: tenon.tenant.id } })
    await expect(bad).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
    expect(await tenon.count('_outbox')).toBe(0)
    await running.close()
  })
})
