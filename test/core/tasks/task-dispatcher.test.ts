import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { TenantRef } from '../../../core/src/context/request-context.ts'
import type { Database } from '../../../core/src/db/database.ts'
import type { QueuedJob } from '../../../core/src/jobs/job-queue.ts'
import { removeOldTasks } from '../../../core/src/tasks/remove-old-tasks.ts'
import { startTaskDispatcher, type TaskDispatcher } from '../../../core/src/tasks/start-task-dispatcher.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { age, readTask, workingTenant, writeTask } from './task-kit.ts'

describe.each(DATABASE_KINDS)('queueing tasks on %s', (kind) => {
  let database: Database
  let tenant: TenantRef
  let queued: QueuedJob[]
  const running: TaskDispatcher[] = []

  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(() => database?.close())
  beforeEach(async () => {
    tenant = await workingTenant(database)
    queued = []
  })
  afterEach(async () => {
    for (const dispatcher of running.splice(0)) await dispatcher.close()
  })

  async function start(): Promise<void> {
    const jobs = { enqueue: async (_: string, batch: QueuedJob[]) => void queued.push(...batch) }
    const onError = (error: unknown) => expect.unreachable(String(error))
    running.push(await startTaskDispatcher({ database, jobs, onError, sweepMilliseconds: 600_000 }))
  }
  const own = () => queued.map(({ data }) => data).filter((data) => JSON.stringify(data).includes(tenant.schema))

  test('a new task is heard of and queued once by however many dispatchers, without any of its data', async () => {
    await start()
    await start()
    const id = await writeTask(database, tenant, { data: { secret: 'of the tenant' } })
    await expect.poll(() => own().length).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(own()).toEqual([{ tenant, taskId: id }])
    expect(queued[0]?.group).toBe(tenant.id)
    expect(JSON.stringify(queued)).not.toContain('secret')
  })

  test('tasks that were written while nobody listened are queued at a start, and those of later when they come near', async () => {
    const soon = await writeTask(database, tenant, { runAt: new Date(Date.now() + 60_000) })
    const later = await writeTask(database, tenant, { runAt: new Date(Date.now() + 86_400_000) })
    await start()
    await expect.poll(own).toEqual([{ tenant, taskId: soon }])
    expect(queued[0]?.startAfter?.getTime()).toBeGreaterThan(Date.now())
    await age(database, tenant, '86000 seconds')
    await start()
    await expect.poll(() => own().map((data) => data['taskId'])).toContain(later)
  })

  test('an entry that the queue has lost is made again, but not while it may still be there', async () => {
    const id = await writeTask(database, tenant)
    await start()
    await expect.poll(() => own().length).toBe(1)
    await start()
    expect(own()).toHaveLength(1)
    await age(database, tenant, '6 minutes')
    await start()
    await expect.poll(own).toEqual([
      { tenant, taskId: id },
      { tenant, taskId: id },
    ])
    const ids = queued.map((job) => job.id)
    expect(new Set(ids).size).toBe(2)
  })

  test('a task whose process died is queued again', async () => {
    const id = await writeTask(database, tenant)
    await sql`update ${sql.id(tenant.schema, '_plugin_task')} set status = 'running', attempts = 1,
      locked_until = now() - interval '1 second'`.execute(database.control)
    await start()
    await expect.poll(own).toEqual([{ tenant, taskId: id }])
  })

  test('what could not be queued, because the queue was away, is queued by the next round', async () => {
    const id = await writeTask(database, tenant)
    const errors: unknown[] = []
    const enqueue = async () => {
      throw new Error('away')
    }
    const broken = { database, jobs: { enqueue }, onError: (error: unknown) => void errors.push(error) }
    running.push(await startTaskDispatcher(broken))
    await expect.poll(() => String(errors)).toMatch(/away/)
    await expect.poll(async () => (await readTask(database, tenant, id))?.queued_at).toBeNull()
    await start()
    await expect.poll(own).toEqual([{ tenant, taskId: id }])
  })

  test('a tenant without such work is not looked into', async () => {
    await database.control.updateTable('tenant').set({ has_plugin_work: false }).where('id', '=', tenant.id).execute()
    await writeTask(database, tenant)
    await start()
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(own()).toEqual([])
  })

  test('what was done a week ago and what failed a month ago is removed, and nothing else', async () => {
    const ids = { done: '', failed: '', fresh: '', waiting: '' }
    for (const name of Object.keys(ids) as Array<keyof typeof ids>) ids[name] = await writeTask(database, tenant)
    const finish = (id: string, status: string, days: number) =>
      sql`update ${sql.id(tenant.schema, '_plugin_task')} set status = ${status}, finished_at = now() - make_interval(days => ${days}::int)
        where id = ${id}::uuid`.execute(database.control)
    await finish(ids.done, 'done', 8)
    await finish(ids.failed, 'failed', 8)
    await finish(ids.fresh, 'done', 6)
    await removeOldTasks(database)
    const left = async () =>
      Promise.all(Object.entries(ids).map(async ([name, id]) => ((await readTask(database, tenant, id)) ? name : '')))
    expect(await left()).toEqual(['', 'failed', 'fresh', 'waiting'])
    await finish(ids.failed, 'failed', 31)
    await removeOldTasks(database)
    expect(await left()).toEqual(['', '', 'fresh', 'waiting'])
  })
})
