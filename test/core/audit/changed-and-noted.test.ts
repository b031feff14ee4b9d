import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  entityFile,
  hooksFile,
  manifest,
  openPluginTenant,
  type PluginTenant,
} from '../../support/open-plugin-tenant.ts'

const label = { en: 'Thing', 'zh-CN': '东西' }
const FILES = {
  'plugin.json': manifest('crm', {
    schedules: [{ name: 'nightly', label, cron: '30 2 * * *', timeZone: 'UTC' }],
    webhooks: [{ name: 'notice', label, verify: 'standardWebhooks' }],
  }),
  'entities/deal.schema.json': entityFile('deal', {}),
  'hooks.ts': hooksFile(`{ schedules: { nightly: () => undefined }, webhooks: { notice: () => undefined } }`),
}

let plugins: PluginTenant
beforeAll(async () => {
  plugins = await openPluginTenant('postgres')
  await plugins.install(FILES)
})
afterAll(() => plugins?.close())

test('calendars, schedules, tasks, webhooks and what entering stages creates do not change where that cannot be noted', async () => {
  const { tenon, tenant, ctx } = plugins
  const { calendars, pluginSchedules, pluginTasks, pluginWebhooks, pipelines } = tenon.services
  const db = tenon.database.tenant(tenant.schema)
  const [nightly, notice] = [
    { plugin: 'crm', name: 'nightly' },
    { plugin: 'crm', name: 'notice' },
  ]
  const { calendars: before } = await calendars.list(ctx)
  const { usedBy: _, ...standard } = before[0] ?? expect.fail('There is always one')
  await calendars.save(ctx, { ...standard, name: 'spare', revision: 0 })
  const [failed, waiting, history] = [uuidv7(), uuidv7(), uuidv7()]
  await sql`insert into ${sql.id(tenant.schema, '_plugin_task')}
    (id, plugin, kind, name, data, run_at, status, attempts, depth, created_by, created_at, finished_at)
    values (${failed}::uuid, 'crm', 'schedule', 'nightly', '{}', now() + interval '1 day', 'failed', 5, 0, 'system', now(), now()),
      (${waiting}::uuid, 'crm', 'schedule', 'nightly', '{}', now() + interval '1 day', 'waiting', 0, 0, 'system', now(), null)`.execute(
    db,
  )
  await sql`insert into ${sql.id(tenant.schema, '_stage_creation')}
    (history_id, name, entity, record_id, pipeline, stage, actor, depth, event_id, status)
    values (${history}::uuid, 'followUp', 'deal', ${uuidv7()}::uuid, 'sales', 'offer', 'system', 0, ${uuidv7()}::uuid, 'failed')`.execute(
    db,
  )
  const look = async () => ({
    calendars: await calendars.list(ctx),
    schedules: await pluginSchedules.list(ctx),
    tasks: await pluginTasks.list(ctx),
    webhooks: await db.selectFrom('_plugin_webhook').selectAll().execute(),
    creations: await pipelines.creations(ctx),
  })
  const known = await look()
  const told: string[] = []
  const stop = await tenon.database.listen('tenon_calendars', (schema) => void told.push(schema))
  const audit = sql.id(tenant.schema, '_audit')
  await sql`alter table ${audit} add constraint nothing_more check (false) not valid`.execute(tenon.database.control)
  try {
    await expect(calendars.save(ctx, { ...standard, name: 'other', revision: 0 })).rejects.toThrow(/nothing_more/)
    await expect(calendars.save(ctx, { ...standard, week: {} as never })).rejects.toThrow()
    await expect(calendars.remove(ctx, { name: 'spare' })).rejects.toThrow(/nothing_more/)
    await expect(pluginSchedules.pause(ctx, nightly)).rejects.toThrow(/nothing_more/)
    await expect(pluginSchedules.resume(ctx, nightly)).rejects.toThrow(/nothing_more/)
    await expect(pluginSchedules.runNow(ctx, nightly)).rejects.toThrow(/nothing_more/)
    await expect(pluginTasks.retry(ctx, { id: failed })).rejects.toThrow(/nothing_more/)
    await expect(pluginTasks.cancel(ctx, { id: waiting })).rejects.toThrow(/nothing_more/)
    await expect(pluginWebhooks.setEnabled(ctx, { ...notice, enabled: false })).rejects.toThrow(/nothing_more/)
    await expect(pluginWebhooks.rotateSecret(ctx, notice)).rejects.toThrow(/nothing_more/)
    await expect(pipelines.retryCreation(ctx, { history, name: 'followUp' })).rejects.toThrow(/nothing_more/)
    await expect(pipelines.dismissCreation(ctx, { history, name: 'followUp' })).rejects.toThrow(/nothing_more/)
    expect(await look()).toEqual(known)
    expect(told).toEqual([])
  } finally {
    await sql`alter table ${audit} drop constraint nothing_more`.execute(tenon.database.control)
  }
  await calendars.remove(ctx, { name: 'spare' })
  await expect.poll(() => told).toEqual([tenant.schema])
  await stop()
})
