import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { TenantRef } from '../../../core/src/context/request-context.ts'
import type { Database } from '../../../core/src/db/database.ts'
import { claimTask } from '../../../core/src/tasks/claim-task.ts'
import { finishTask } from '../../../core/src/tasks/finish-task.ts'
import type { ClaimedTask } from '../../../core/src/tasks/plugin-task.ts'
import { makeRunTask } from '../../../core/src/tasks/run-task.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { age, readTask, workingTenant, writeTask } from './task-kit.ts'

const { signal } = new AbortController()

describe.each(DATABASE_KINDS)('a task on %s', (kind) => {
  let database: Database
  let tenant: TenantRef
  let runs: ClaimedTask[]

  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(() => database?.close())
  beforeEach(async () => {
    tenant = await workingTenant(database)
    runs = []
  })

  /** Runs tasks by a hook that fails with the errors in turn, and then succeeds. */
  function runner(...errors: unknown[]) {
    const runHook = async (_: TenantRef, { task }: { task: ClaimedTask }) => {
      runs.push(task)
      const error = errors.shift()
      if (error !== undefined) throw error
    }
    return makeRunTask({ database, runHook, pauseSeconds: [0, 0, 0, 0] })
  }
  const threw = (message: string) => new TenonError({ code: 'PLUGIN_THREW', message })

  test('runs once, however many workers want it at the same time, with the data and id that it was written with', async () => {
    const id = await writeTask(database, tenant, { data: { text: '跟进 \0 \ud800' }, depth: 2 })
    const run = runner()
    const ends = await Promise.all(Array.from({ length: 10 }, () => run(tenant, id, signal)))
    expect(ends.filter((end) => end !== null)).toEqual([{ status: 'done' }])
    expect(runs).toEqual([
      expect.objectContaining({
        id,
        plugin: 'sample',
        name: 'tidy',
        data: { text: '跟进 \0 \ud800' },
        depth: 2,
        attempts: 1,
      }),
    ])
    expect(await readTask(database, tenant, id)).toMatchObject({ status: 'done', claim: null, error: null })
    expect(await run(tenant, id, signal)).toBeNull()
  })

  test('is not run before its time', async () => {
    const id = await writeTask(database, tenant, { runAt: new Date(Date.now() + 3_600_000) })
    expect(await runner()(tenant, id, signal)).toBeNull()
    expect(runs).toEqual([])
    await age(database, tenant, '1 hour')
    expect(await runner()(tenant, id, signal)).toEqual({ status: 'done' })
  })

  test('that fails is tried again under the same id, and keeps nothing of the failure once it is done', async () => {
    const id = await writeTask(database, tenant)
    const run = runner(threw('first'), threw('second'))
    expect(await run(tenant, id, signal)).toMatchObject({ status: 'waiting' })
    expect(await readTask(database, tenant, id)).toMatchObject({ status: 'waiting', attempts: 1, error: 'first' })
    expect(await run(tenant, id, signal)).toMatchObject({ status: 'waiting' })
    expect(await run(tenant, id, signal)).toEqual({ status: 'done' })
    expect(runs.map((task) => [task.id, task.attempts])).toEqual([1, 2, 3].map((attempts) => [id, attempts]))
    expect(await readTask(database, tenant, id)).toMatchObject({ status: 'done', error: null, error_code: null })
  })

  test('waits longer after each failure', async () => {
    const failing = async () => {
      throw threw('no')
    }
    const run = makeRunTask({ database, runHook: failing })
    const id = await writeTask(database, tenant)
    const pauses: number[] = []
    for (let attempt = 1; attempt < 5; attempt++) {
      await run(tenant, id, signal)
      pauses.push((await readTask(database, tenant, id))?.dueIn ?? 0)
      await age(database, tenant, '1 hour')
    }
    for (const [index, wanted] of [5, 30, 300, 1_800].entries()) {
      expect(pauses[index]).toBeGreaterThan(wanted * 0.8 - 3)
      expect(pauses[index]).toBeLessThanOrEqual(wanted * 1.2)
    }
  })

  test('is failed after five attempts, with the last error in it, and never tried again', async () => {
    const id = await writeTask(database, tenant)
    const long = `${'e'.repeat(5_000)}`
    const run = runner(...[1, 2, 3, 4].map((n) => threw(`${n}`)), threw(`fifth \0 ${long}`))
    for (let attempt = 1; attempt <= 5; attempt++) await run(tenant, id, signal)
    const task = await readTask(database, tenant, id)
    expect(task).toMatchObject({ status: 'failed', attempts: 5, error_code: 'PLUGIN_THREW' })
    expect(task?.error).toMatch(/^fifth {2}e+$/)
    expect(task?.error).toHaveLength(2_000)
    expect(task?.finished_at).toBeInstanceOf(Date)
    expect(await run(tenant, id, signal)).toBeNull()
    expect(runs).toHaveLength(5)
  })

  test('whose hook is not there any more is failed at once', async () => {
    const id = await writeTask(database, tenant)
    await runner(new TenonError({ code: 'PLUGIN_LOAD_FAILED', message: 'gone' }))(tenant, id, signal)
    expect(await readTask(database, tenant, id)).toMatchObject({ status: 'failed', attempts: 1, error: 'gone' })
  })

  test('that the server could not run shows admins nothing of why', async () => {
    const id = await writeTask(database, tenant)
    const end = await runner(new Error('select secret from somewhere'))(tenant, id, signal)
    expect(end).toMatchObject({ status: 'waiting', error: { message: 'select secret from somewhere' } })
    const task = await readTask(database, tenant, id)
    expect(task).toMatchObject({ error_code: 'INTERNAL', error: 'The server could not run it.' })
  })

  test('of a worker that died is taken over after its time, and the late end of the first run does not count', async () => {
    const id = await writeTask(database, tenant)
    const { schema } = tenant
    const lost = await claimTask(database, schema, id)
    expect(await claimTask(database, schema, id)).toBeNull()
    await age(database, tenant, '151 seconds')
    const again = await claimTask(database, schema, id)
    expect(again).toMatchObject({ id, attempts: 2 })
    expect(await finishTask(database, schema, lost as ClaimedTask)).toBe(false)
    expect(await readTask(database, tenant, id)).toMatchObject({ status: 'running', claim: again?.claim })
    expect(await finishTask(database, schema, again as ClaimedTask)).toBe(true)
  })

  test('whose worker dies each time is failed too', async () => {
    const id = await writeTask(database, tenant)
    for (let death = 1; death <= 5; death++) {
      expect(await claimTask(database, tenant.schema, id)).toMatchObject({ attempts: death })
      await age(database, tenant, '151 seconds')
    }
    expect(await runner()(tenant, id, signal)).toMatchObject({ status: 'failed' })
    expect(runs).toEqual([])
    expect(await readTask(database, tenant, id)).toMatchObject({ error_code: 'PLUGIN_WORKER_RESTARTED' })
  })

  test('under a key takes the place of the one that waits there, of the same plugin and name only', async () => {
    const first = await writeTask(database, tenant, { key: 'k', data: 1 })
    const other = await writeTask(database, tenant, { key: 'k', name: 'other' })
    const stranger = await writeTask(database, tenant, { key: 'k', plugin: 'stranger' })
    const second = await writeTask(database, tenant, { key: 'k', data: 2 })
    expect(await readTask(database, tenant, first)).toBeUndefined()
    for (const id of [other, stranger, second]) expect(await readTask(database, tenant, id)).toMatchObject({ key: 'k' })
    await runner()(tenant, second, signal)
    const third = await writeTask(database, tenant, { key: 'k' })
    expect(await readTask(database, tenant, second)).toMatchObject({ status: 'done' })
    expect(await readTask(database, tenant, third)).toMatchObject({ status: 'waiting' })
  })

  test('that fails while a newer one waits under its key gives way to it', async () => {
    const first = await writeTask(database, tenant, { key: 'k' })
    let second = ''
    const runHook = async () => {
      second = await writeTask(database, tenant, { key: 'k' })
      throw threw('too late')
    }
    await makeRunTask({ database, runHook, pauseSeconds: [0] })(tenant, first, signal)
    expect(await readTask(database, tenant, first)).toMatchObject({ status: 'failed', error: 'too late' })
    expect(await readTask(database, tenant, second)).toMatchObject({ status: 'waiting' })
  })
})
