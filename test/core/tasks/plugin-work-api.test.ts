import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openParcelTenon, type ParcelTenon } from './open-parcel-tenon.ts'

const PART = { plugin: 'parcel', name: 'findLost' }

describe.each(DATABASE_KINDS)('work of plugins, as admins see it on %s', (kind) => {
  let opened: ParcelTenon
  let admin: RequestContext

  beforeAll(async () => {
    opened = await openParcelTenon(kind)
    const { id } = await opened.tenon.createUser(opened.tenant, {
      ...{ email: 'ada@example.com', name: 'Ada', password: 'correct horse', roles: ['admin'] },
    })
    admin = { ...opened.ctx, actor: { kind: 'user', id, name: 'Ada', roles: ['admin'] } }
  }, 120_000)
  afterAll(() => opened?.close())
  beforeEach(async () => {
    await sql`delete from ${sql.id(opened.tenant.schema, '_plugin_task')}`.execute(opened.tenon.database.control)
  })

  const services = () => opened.tenon.services
  /** Tasks of the past, oldest first. */
  async function write(status: string, count = 1, plugin = 'parcel'): Promise<void> {
    await sql`insert into ${sql.id(opened.tenant.schema, '_plugin_task')}
      (id, plugin, kind, name, data, run_at, status, attempts, depth, created_by, created_at, finished_at, error_code, error)
      select gen_random_uuid(), ${plugin}, 'job', 'remind', '{"secret":1}', now() + interval '1 day', ${status}, 5, 0, 'plugin:parcel',
        now() - make_interval(secs => ${count}::int - n), case when ${status} in ('done', 'failed') then now() end,
        case when ${status} = 'failed' then 'PLUGIN_THREW' end, case when ${status} = 'failed' then 'boom' end
      from generate_series(1, ${count}::int) n`.execute(opened.tenon.database.control)
  }
  const audit = async () => {
    const rows = opened.tenon.database
      .tenant(opened.tenant.schema)
      .selectFrom('_audit')
      .select(['action', 'actor'])
      .where('action', 'like', 'plugin%')
    return (await rows.orderBy('at', 'desc').orderBy('id', 'desc').execute())[0]
  }

  test('is for admins only, all of it', async () => {
    const staff: RequestContext = { ...admin, actor: { kind: 'user', id: 'u', name: 'Sam', roles: ['staff'] } }
    const id = '00000000-0000-4000-8000-000000000000'
    const { pluginTasks, pluginSchedules, pluginWebhooks } = services()
    const attempts = [
      pluginTasks.list(staff),
      pluginTasks.retry(staff, { id }),
      pluginTasks.cancel(staff, { id }),
      pluginSchedules.list(staff),
      pluginSchedules.pause(staff, PART),
      pluginSchedules.resume(staff, PART),
      pluginSchedules.runNow(staff, PART),
      pluginWebhooks.list(staff),
      pluginWebhooks.rotateSecret(staff, PART),
      pluginWebhooks.setEnabled(staff, { ...PART, enabled: false }),
    ]
    for (const attempt of attempts) await expect(attempt).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  test('lists tasks newest first, page by page, each once, and never their data', async () => {
    await write('done', 120)
    await write('failed', 3)
    await write('done', 2, 'other')
    const { pluginTasks } = services()
    const ids: string[] = []
    let after: string | undefined
    for (let page = 1; page <= 3; page++) {
      const { tasks, nextCursor } = await pluginTasks.list(admin, {
        plugin: 'parcel',
        ...(after !== undefined && { after }),
      })
      ids.push(...tasks.map(({ id }) => id))
      const times = tasks.map(({ createdAt }) => createdAt)
      expect(times).toEqual([...times].sort().reverse())
      expect(JSON.stringify(tasks)).not.toContain('secret')
      after = nextCursor ?? undefined
    }
    expect(after).toBeUndefined()
    expect(new Set(ids).size).toBe(123)
    const failed = await pluginTasks.list(admin, { status: 'failed', limit: 2 })
    expect(failed.tasks).toHaveLength(2)
    expect(failed.tasks[0]).toMatchObject({
      plugin: 'parcel',
      kind: 'job',
      name: 'remind',
      label: null,
      attempts: 5,
      maxAttempts: 5,
    })
    expect(failed.tasks[0]?.error).toEqual({ code: 'PLUGIN_THREW', message: 'boom' })
    await expect(pluginTasks.list(admin, { after: 'x' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(pluginTasks.list(admin, { after: `9999-99-99T00:00:00.000000Z ${ids[0]}` })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
  })

  test('tells each reader in their language what went wrong, as long as it was not the code that said it', async () => {
    const db = opened.tenon.database.tenant(opened.tenant.schema)
    const readErrors = async (locale: 'en' | 'zh-CN') => {
      const { tasks } = await services().pluginTasks.list({ ...admin, locale })
      return tasks.map(({ error }) => error?.message)
    }
    const { runTask } = opened.tenon.pluginWork
    await write('waiting')
    await db
      .updateTable('_plugin_task')
      .set({ name: 'forgotten', attempts: 0, run_at: '2020-01-01T00:00:00Z' })
      .execute()
    const [task] = await db.selectFrom('_plugin_task').select('id').execute()
    await runTask(opened.tenant, task?.id ?? '', new AbortController().signal)
    const gone = 'jobs.forgotten is code of plugin parcel, which is not installed or has no such hook any more.'
    expect(await readErrors('en')).toEqual([gone])
    expect(await readErrors('zh-CN')).toEqual(['jobs.forgotten 是插件 parcel 的代码，而该插件未安装，或已没有此钩子。'])
    await db.updateTable('_plugin_task').set({ error: '{"en":"half' }).execute()
    expect(await readErrors('zh-CN')).toEqual(['{"en":"half'])
  })

  test('has a failed task tried again, from the first attempt, and takes a waiting one away', async () => {
    await write('failed')
    await write('waiting')
    const { pluginTasks } = services()
    const { tasks } = await pluginTasks.list(admin)
    const idOf = (status: string) => tasks.find((task) => task.status === status)?.id ?? ''
    const retried = await pluginTasks.retry(admin, { id: idOf('failed') })
    expect(retried).toMatchObject({ status: 'waiting', attempts: 0, error: null, finishedAt: null })
    expect(Object.keys(retried)).not.toContain('pg_notify')
    expect(await audit()).toEqual({ action: 'pluginTask.retry', actor: `user:${admin.actor.id}` })
    await expect.poll(() => opened.notes(`remind ${idOf('failed')}`), { timeout: 20_000 }).toHaveLength(1)
    expect(await pluginTasks.cancel(admin, { id: idOf('waiting') })).toMatchObject({ status: 'waiting' })
    expect(await audit()).toMatchObject({ action: 'pluginTask.cancel' })
    const left = async () => (await pluginTasks.list(admin)).tasks.map(({ id, status }) => [id, status])
    await expect.poll(left).toEqual([[idOf('failed'), 'done']])
  })

  test('refuses what a task’s state does not allow, in the language of the admin', async () => {
    await write('done')
    const { pluginTasks } = services()
    const [task] = (await pluginTasks.list(admin)).tasks
    const id = task?.id ?? ''
    await expect(pluginTasks.retry(admin, { id })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: 'The task is done; this can be done with a task that is failed only.',
    })
    await expect(pluginTasks.cancel({ ...admin, locale: 'zh-CN' }, { id })).rejects.toMatchObject({
      message: '该任务已完成；此操作仅适用于等待中的任务。',
    })
    const none = '00000000-0000-4000-8000-000000000000'
    await expect(pluginTasks.retry(admin, { id: none })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await sql`update ${sql.id(opened.tenant.schema, '_plugin_task')} set kind = 'lifecycle', status = 'failed'`.execute(
      opened.tenon.database.control,
    )
    await expect(pluginTasks.retry(admin, { id })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: /part of an install/,
    })
  })

  test('pauses a schedule, resumes it with its next time, and runs it at once', async () => {
    const { pluginSchedules } = services()
    const [listed] = await pluginSchedules.list(admin, { plugin: 'parcel' })
    expect(listed).toMatchObject({
      ...PART,
      label: { en: 'Find lost parcels', 'zh-CN': '查找丢失的包裹' },
      ...{ cron: '30 2 * * *', timeZone: 'Europe/Berlin', paused: false, lastRunAt: null },
    })
    expect(Date.parse(listed?.nextRunAt ?? '')).toBeGreaterThan(Date.now())
    expect(await pluginSchedules.pause(admin, PART)).toMatchObject({ paused: true, nextRunAt: null })
    expect(await audit()).toMatchObject({ action: 'pluginSchedule.pause' })
    await opened.tenon.database.control
      .updateTable('plugin_schedule')
      .set({ next_run_at: '2020-01-01T00:00:00Z' })
      .execute()
    const resumed = await pluginSchedules.resume(admin, PART)
    expect(resumed.nextRunAt).toBe(listed?.nextRunAt)
    const task = await pluginSchedules.runNow(admin, PART)
    expect(task).toMatchObject({
      kind: 'schedule',
      name: 'findLost',
      status: 'waiting',
      label: { en: 'Find lost parcels' },
    })
    await expect
      .poll(() => opened.notes('lost'), { timeout: 20_000 })
      .toMatchObject([{ note: JSON.stringify(task.id) }])
    const [, after] = [task, await pluginSchedules.list(admin, { plugin: 'parcel' })]
    expect(after[0]?.nextRunAt).toBe(listed?.nextRunAt)
    await expect(pluginSchedules.pause(admin, { plugin: 'parcel', name: 'none' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    expect(await pluginSchedules.list(admin, { plugin: 'none' })).toEqual([])
  })

  test('gives a webhook’s address and form, and its secret this once', async () => {
    const { pluginWebhooks } = services()
    const part = { plugin: 'parcel', name: 'quote' }
    const listed = await pluginWebhooks.list(admin, { plugin: 'parcel' })
    expect(listed.find(({ name }) => name === 'quote')).toEqual({
      ...part,
      label: { en: 'Quotes for shops', 'zh-CN': '商店报价' },
      address: expect.stringMatching(/^http:\/\/localhost:\d+\/hooks\/acme\/parcel\/quote$/),
      ...{ verify: 'hmacSha256', header: 'x-shop-signature', prefix: 'sha256=', mode: 'direct' },
      ...{ enabled: true, hasSecret: false, previousUntil: null, lastReceivedAt: null },
    })
    const first = await pluginWebhooks.rotateSecret(admin, part)
    expect(first).toMatchObject({ hasSecret: true, previousUntil: null })
    const second = await pluginWebhooks.rotateSecret(admin, {
      ...part,
      secret: 'the sender has made this one'.replaceAll(' ', '-'),
    })
    expect(second.secret).toBe('the-sender-has-made-this-one')
    expect(Date.parse(second.previousUntil ?? '') - Date.now()).toBeGreaterThan(23 * 3_600_000)
    expect(await audit()).toMatchObject({ action: 'pluginWebhook.rotateSecret' })
    expect(JSON.stringify(await pluginWebhooks.list(admin))).not.toContain(second.secret)
    await expect(pluginWebhooks.rotateSecret(admin, { ...part, secret: 'short' })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      problems: [{ pointer: '/secret' }],
    })
    expect(await pluginWebhooks.setEnabled(admin, { ...part, enabled: false })).toMatchObject({ enabled: false })
    await expect(pluginWebhooks.setEnabled(admin, { ...PART, enabled: false })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    const { rows } = await sql<{
      changes: unknown
    }>`select changes from ${sql.id(opened.tenant.schema, '_audit')}`.execute(opened.tenon.database.control)
    expect(JSON.stringify(rows)).not.toContain(second.secret)
  })
})
