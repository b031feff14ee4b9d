import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { systemContext } from '../../../core/src/context/system-context.ts'
import { createTenant } from '../../../core/src/db/create-tenant.ts'
import type { Database } from '../../../core/src/db/database.ts'
import type { RunPluginHook } from '../../../core/src/hooks/run-plugin-hook.ts'
import { insertUninstallTask } from '../../../core/src/plugins/lifecycle-tasks.ts'
import { runLifecycleTask } from '../../../core/src/plugins/run-lifecycle-hooks.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'

const BUSY = new TenonError({ code: 'RATE_LIMITED', message: 'Their time is used up.', plugin: 'box' })

describe.each(DATABASE_KINDS)('a hook of a removal on %s', (kind) => {
  let database: Database
  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(() => database?.close())

  async function openRemoval(slug: string) {
    const ctx = systemContext(await createTenant(database, { slug, name: slug }))
    const db = database.tenant(ctx.tenant.schema)
    const { task } = await insertUninstallTask(db, ctx, { id: 'box', version: '1.0.0' })
    const runPluginHook = vi.fn<RunPluginHook>()
    const idle = { plugins: { invalidate() {}, get: async () => [] }, models: { invalidate() {} } }
    const run = () => runLifecycleTask({ database, runPluginHook, ...idle, secondMilliseconds: 1 }, ctx, task)
    const state = () => db.selectFrom('_plugin_task').select(['status', 'attempts', 'error_code']).execute()
    return { runPluginHook, run, state }
  }

  test('is tried again while plugins have used up their processor time', async () => {
    const { runPluginHook, run, state } = await openRemoval('patient')
    for (let attempt = 1; attempt < 5; attempt++) runPluginHook.mockRejectedValueOnce(BUSY)
    runPluginHook.mockResolvedValueOnce(null)
    expect(await run()).toBeNull()
    expect(await state()).toEqual([{ status: 'done', attempts: 5, error_code: null }])
  })

  test('says what kept it from running where that lasts', async () => {
    const { runPluginHook, run, state } = await openRemoval('busy')
    runPluginHook.mockRejectedValue(BUSY)
    expect(await run()).toMatchObject({
      ...{ code: 'RATE_LIMITED', plugin: 'box' },
      message:
        'lifecycle.onUninstall of plugin box did not come to an end in 5 attempts. The last: Their time is used up.',
    })
    expect(await state()).toEqual([{ status: 'failed', attempts: 5, error_code: 'RATE_LIMITED' }])
  })

  test('is not waited for where it is paused for having failed again and again', async () => {
    const { runPluginHook, run, state } = await openRemoval('paused')
    const paused = { code: 'PLUGIN_CIRCUIT_OPEN', message: 'It is paused.', plugin: 'box' } as const
    runPluginHook.mockRejectedValue(new TenonError(paused))
    expect(await run()).toMatchObject(paused)
    expect(await state()).toEqual([{ status: 'failed', attempts: 1, error_code: 'PLUGIN_CIRCUIT_OPEN' }])
  })

  test('is not tried again where it refuses', async () => {
    const { runPluginHook, run, state } = await openRemoval('refusing')
    runPluginHook.mockRejectedValue(new TenonError({ code: 'HOOK_REJECTED', message: 'Still in use.', plugin: 'box' }))
    expect(await run()).toMatchObject({ code: 'HOOK_REJECTED', message: 'Still in use.' })
    expect(await state()).toEqual([{ status: 'failed', attempts: 1, error_code: 'HOOK_REJECTED' }])
  })
})
