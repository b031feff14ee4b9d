import type { PluginManifest, ScheduleDeclaration } from '@tenon/sdk/contract/plugin-manifest'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { TenantRef } from '../../../core/src/context/request-context.ts'
import type { Database } from '../../../core/src/db/database.ts'
import { openDatabase } from '../../../core/src/db/open-database.ts'
import { fireDueSchedules } from '../../../core/src/schedules/fire-due-schedules.ts'
import { startScheduleTimer } from '../../../core/src/schedules/start-schedule-timer.ts'
import { pruneSchedules, syncSchedules } from '../../../core/src/schedules/sync-schedules.ts'
import { createPostgresDatabase, DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { workingTenant } from '../tasks/task-kit.ts'

function manifest(...schedules: Array<Partial<ScheduleDeclaration>>): PluginManifest {
  const declared = schedules.map((schedule) => ({
    name: 'tick',
    label: { en: 'Tick' },
    cron: '0 * * * *',
    ...schedule,
  }))
  return { id: 'sample', version: '1.0.0', label: { en: 'Sample' }, host: '*', schedules: declared }
}

const fail = (error: unknown) => expect.unreachable(String(error))

async function tasksOf(database: Database, { schema }: TenantRef) {
  const tasks = database.tenant(schema).selectFrom('_plugin_task').select(['plugin', 'kind', 'name', 'data', 'depth'])
  return tasks.orderBy('created_at').execute()
}

describe.each(DATABASE_KINDS)('schedules on %s', (kind) => {
  let database: Database
  let tenant: TenantRef

  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(() => database?.close())
  beforeEach(async () => {
    await database.control.deleteFrom('plugin_schedule').execute()
    tenant = await workingTenant(database)
  })

  const rows = () => database.control.selectFrom('plugin_schedule').selectAll().orderBy('name').execute()
  /** As if the next time had been that long ago. */
  const missed = (interval: string) =>
    sql`update tenon.plugin_schedule set next_run_at = date_trunc('milliseconds', now() - ${sql.lit(interval)}::interval)`.execute(
      database.control,
    )

  test('one that is due gives one task for the time that it names, and waits for its next', async () => {
    await syncSchedules(database.control, tenant, manifest({}))
    expect(await fireDueSchedules(database, fail)).toBe(0)
    await missed('90 seconds')
    const [due] = await rows()
    expect(await fireDueSchedules(database, fail)).toBe(1)
    const data = { scheduledFor: due?.next_run_at.toISOString() }
    const task = { plugin: 'sample', kind: 'schedule', name: 'tick', data, depth: 0 }
    expect(await tasksOf(database, tenant)).toEqual([task])
    const [row] = await rows()
    expect(row?.next_run_at.getTime()).toBeGreaterThan(Date.now())
    expect(row?.next_run_at.getMinutes()).toBe(0)
    expect(row?.last_run_at).toBeInstanceOf(Date)
    expect(await fireDueSchedules(database, fail)).toBe(0)
    expect(await tasksOf(database, tenant)).toHaveLength(1)
  })

  test('times that were missed while everything was down run once', async () => {
    await syncSchedules(database.control, tenant, manifest({ cron: '* * * * *' }))
    await missed('3 days')
    expect(await fireDueSchedules(database, fail)).toBe(1)
    expect(await tasksOf(database, tenant)).toHaveLength(1)
    expect((await rows())[0]?.next_run_at.getTime()).toBeGreaterThan(Date.now())
  })

  test('looking at the same time from several places gives one task', async () => {
    await syncSchedules(database.control, tenant, manifest({ name: 'one' }, { name: 'two' }))
    await missed('1 minute')
    const fired = await Promise.all(Array.from({ length: 4 }, () => fireDueSchedules(database, fail)))
    expect(fired.reduce((sum, count) => sum + count, 0)).toBe(2)
    expect((await tasksOf(database, tenant)).map(({ name }) => name).sort()).toEqual(['one', 'two'])
  })

  test('a time that was fired and is asked for again, as after a restored control plane, gives no second task', async () => {
    await syncSchedules(database.control, tenant, manifest({}))
    await missed('1 minute')
    const [due] = await rows()
    await fireDueSchedules(database, fail)
    await database.control
      .updateTable('plugin_schedule')
      .set({ next_run_at: due?.next_run_at ?? '' })
      .execute()
    await fireDueSchedules(database, fail)
    expect(await tasksOf(database, tenant)).toHaveLength(1)
  })

  test('a tenant whose schema is gone does not hold up the others', async () => {
    const broken = await workingTenant(database)
    await syncSchedules(database.control, broken, manifest({}))
    await syncSchedules(database.control, tenant, manifest({}))
    await sql`drop schema ${sql.id(broken.schema)} cascade`.execute(database.control)
    await missed('1 minute')
    const errors: unknown[] = []
    expect(await fireDueSchedules(database, (error) => void errors.push(error))).toBe(1)
    expect(errors).toHaveLength(1)
    expect(await tasksOf(database, tenant)).toHaveLength(1)
    const other = (await rows()).find((row) => row.tenant_id === broken.id)
    expect(other?.next_run_at.getTime()).toBeGreaterThan(Date.now())
  })

  test('a time that comes while the plugin has too much to do is passed over, and told', async () => {
    await syncSchedules(database.control, tenant, manifest({}))
    await sql`insert into ${sql.id(tenant.schema, '_plugin_task')} (id, plugin, kind, name, data, run_at, status, depth, created_by)
      select gen_random_uuid(), 'sample', 'job', 'x', 'null', now(), 'waiting', 0, 'system' from generate_series(1, 10000)`.execute(
      database.control,
    )
    await missed('1 minute')
    const errors: unknown[] = []
    await fireDueSchedules(database, (error) => void errors.push(error))
    expect(String(errors)).toMatch(/sample of .* has too many tasks waiting/)
    expect((await tasksOf(database, tenant)).filter(({ kind: of }) => of === 'schedule')).toEqual([])
    expect((await rows())[0]?.next_run_at.getTime()).toBeGreaterThan(Date.now())
  })

  test('a paused one is left alone', async () => {
    await syncSchedules(database.control, tenant, manifest({}))
    await database.control.updateTable('plugin_schedule').set({ paused: true }).execute()
    await missed('1 day')
    expect(await fireDueSchedules(database, fail)).toBe(0)
    expect(await tasksOf(database, tenant)).toEqual([])
  })

  test('a new version of the plugin keeps the next time of the same time table and the pause, and drops what is gone', async () => {
    await syncSchedules(database.control, tenant, manifest({ name: 'same' }, { name: 'moved' }, { name: 'gone' }))
    await missed('1 minute')
    await database.control.updateTable('plugin_schedule').set({ paused: true }).where('name', '=', 'moved').execute()
    const before = await rows()
    const newer = manifest({ name: 'same' }, { name: 'moved', cron: '0 4 * * *', timeZone: 'Asia/Shanghai' })
    await syncSchedules(database.control, tenant, newer)
    await pruneSchedules(database.control, tenant, newer)
    const after = await rows()
    expect(after.map(({ name, paused }) => [name, paused])).toEqual([
      ['moved', true],
      ['same', false],
    ])
    expect(after.find(({ name }) => name === 'same')?.next_run_at).toEqual(
      before.find(({ name }) => name === 'same')?.next_run_at,
    )
    expect(after.find(({ name }) => name === 'moved')?.next_run_at.toISOString()).toMatch(/T20:00:00.000Z$/)
    await pruneSchedules(database.control, tenant, { id: 'sample' })
    expect(await rows()).toEqual([])
  })

  test('the timer fires what comes due while it sleeps, and what was due before it began', async () => {
    await syncSchedules(database.control, tenant, manifest({ name: 'before' }))
    await missed('1 minute')
    const stop = await startScheduleTimer({ database, onError: fail })
    await expect.poll(async () => (await tasksOf(database, tenant)).map(({ name }) => name)).toEqual(['before'])
    await syncSchedules(database.control, tenant, manifest({ name: 'before' }, { name: 'during' }))
    await sql`update tenon.plugin_schedule set next_run_at = date_trunc('milliseconds', now() + interval '1 second')
      where name = 'during'`.execute(database.control)
    // The notice of a change wakes the timer, which then sleeps until that time.
    await syncSchedules(database.control, tenant, manifest({ name: 'before' }, { name: 'during' }))
    await expect
      .poll(async () => (await tasksOf(database, tenant)).map(({ name }) => name), { timeout: 10_000 })
      .toEqual(['before', 'during'])
    await stop()
  })
})

test('two processes that race for many due schedules make one task of each', async () => {
  const url = await createPostgresDatabase()
  const open = () => openDatabase({ kind: 'postgres', url, poolSize: 3 })
  const [one, two] = [await open(), await open()]
  const tenant = await workingTenant(one)
  const names = Array.from({ length: 60 }, (_, index) => `tick${index}`)
  await syncSchedules(one.control, tenant, manifest(...names.map((name) => ({ name }))))
  await sql`update tenon.plugin_schedule set next_run_at = date_trunc('milliseconds', now() - interval '1 minute')`.execute(
    one.control,
  )
  const fired = await Promise.all([one, two].map((database) => fireDueSchedules(database, fail)))
  expect(fired.reduce((sum, count) => sum + count, 0)).toBe(60)
  const tasks = await tasksOf(one, tenant)
  expect(tasks.map(({ name }) => name).sort()).toEqual([...names].sort())
  await one.close()
  await two.close()
})
