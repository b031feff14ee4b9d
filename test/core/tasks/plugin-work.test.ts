import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openParcelTenon, type ParcelTenon } from './open-parcel-tenon.ts'

const PATIENCE = { timeout: 30_000 }

describe.each(DATABASE_KINDS)('work of a plugin on %s', (kind) => {
  let opened: ParcelTenon

  beforeAll(async () => {
    opened = await openParcelTenon(kind)
  }, 120_000)
  afterAll(() => opened?.close())

  const write = (query: string) =>
    opened.tenon.database.execute(query.replaceAll('TASKS', `"${opened.tenant.schema}"._plugin_task`))

  test('onInstall has run once the install is there, as the plugin, and stands among the tasks', async () => {
    const [note] = await opened.notes('installed')
    expect(note).toMatchObject({ createdBy: 'plugin:parcel', note: '{"fromVersion":null,"toVersion":"1.0.0"}' })
    expect(await opened.tasks()).toMatchObject([{ kind: 'lifecycle', name: 'onInstall', status: 'done', attempts: 1 }])
  })

  test('a job that a hook puts off waits under its key, and runs when its time has come', async () => {
    const { id } = await opened.create({ code: 'P-100', state: 'sent' })
    const waiting = async () => (await opened.tasks()).filter(({ kind: of }) => of === 'job')
    await expect.poll(waiting, PATIENCE).toMatchObject([{ name: 'remind', status: 'waiting', attempts: 0 }])
    expect(await opened.notes('remind')).toEqual([])
    await write("update TASKS set run_at = now(), queued_at = null where kind = 'job'")
    await opened.tenon.database.execute(`select pg_notify('tenon_task', '${opened.tenant.schema}')`)
    await expect.poll(() => opened.notes('remind'), PATIENCE).toHaveLength(1)
    const [task] = await waiting()
    const [note] = await opened.notes('remind')
    expect(note).toMatchObject({ code: `remind ${task?.id}`, note: JSON.stringify({ id }), createdBy: 'plugin:parcel' })
    await expect.poll(waiting, PATIENCE).toMatchObject([{ status: 'done', attempts: 1 }])
  })

  test('an event of a plugin reaches those that hear it as a task, and no live subscriber', async () => {
    const live: string[] = []
    const stop = opened.tenon.api.subscribeLive(opened.tenant.schema, ({ type }) => void live.push(type))
    await opened.create({ code: 'P-200', state: 'arrived' })
    await expect.poll(() => opened.notes('arrived'), PATIENCE).toHaveLength(1)
    const [note] = await opened.notes('arrived')
    expect(note).toMatchObject({ note: '{"code":"P-200"}', createdBy: 'plugin:parcel' })
    const events = (await opened.tasks()).filter(({ kind: of }) => of === 'event')
    expect(events).toMatchObject([{ name: 'parcel.arrived', attempts: 1 }])
    expect(new Set(live)).toEqual(new Set(['record.created']))
    stop()
  })

  test('a job that fails is tried again by itself', async () => {
    await write(`insert into TASKS (id, plugin, kind, name, data, run_at, status, depth, created_by)
      values (gen_random_uuid(), 'parcel', 'job', 'wobbly', 'null', now(), 'waiting', 0, 'system')`)
    const wobbly = async () => (await opened.tasks()).find(({ name }) => name === 'wobbly')
    const run = async () => {
      await write("update TASKS set run_at = now(), queued_at = null where name = 'wobbly' and status = 'waiting'")
      await opened.tenon.database.execute(`select pg_notify('tenon_task', '${opened.tenant.schema}')`)
    }
    await run()
    await expect.poll(wobbly, PATIENCE).toMatchObject({ status: 'waiting', attempts: 1 })
    expect((await wobbly())?.error).toMatch(/attempt 1 fails/)
    await run()
    await expect.poll(wobbly, PATIENCE).toMatchObject({ status: 'waiting', attempts: 2 })
    await run()
    await expect.poll(wobbly, PATIENCE).toMatchObject({ status: 'done', attempts: 3, error: null })
    expect(await opened.notes('wobbly')).toMatchObject([{ note: '3' }])
  })

  test('a removed plugin leaves no waiting task, schedule or webhook behind', async () => {
    await opened.create({ code: 'P-300', state: 'sent' })
    const jobs = async () => (await opened.tasks()).filter(({ status }) => status === 'waiting')
    await expect.poll(jobs, PATIENCE).toHaveLength(1)
    await opened.tenon.removePlugin(opened.ctx, 'parcel', { consent: true })
    expect(await jobs()).toEqual([])
    const { rows } = await sql`select 1 from tenon.plugin_schedule`.execute(opened.tenon.database.control)
    expect(rows).toEqual([])
    const webhooks = opened.tenon.database.tenant(opened.tenant.schema).selectFrom('_plugin_webhook').selectAll()
    expect(await webhooks.execute()).toEqual([])
  })
})
