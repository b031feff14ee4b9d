import { describe, expect, test, vi } from 'vitest'
import { makeRaiseAlert } from '../../../core/src/plugins/plugin-alerts.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { fleet, usePluginAdmin, V2 } from './use-plugin-admin.ts'

describe.each(DATABASE_KINDS)('what a plugin’s hooks do on %s', (kind) => {
  const bench = usePluginAdmin(kind)
  const verbs = () => bench.tenon.services.plugins

  const fail = (vin: string) =>
    bench.tenon.services.records.create(bench.ctx, { entity: 'vehicle', values: { vin } }).then(
      () => 'OK',
      (error: { code: string }) => error.code,
    )

  test('is seen per hook with figures, kills, failures and log lines, of the process that answers', async () => {
    await bench.install()
    await bench.seen()
    expect([await fail('THROW'), await fail('LOOP')]).toEqual(['PLUGIN_THREW', 'PLUGIN_TIMEOUT'])
    const { process, hooks, incidents, log } = await verbs().figures(bench.ctx, fleet)
    expect(process).toEqual({
      name: expect.stringContaining(`(${globalThis.process.pid})`),
      startedAt: expect.any(String),
    })
    expect(hooks).toMatchObject([
      {
        hook: 'entities.vehicle.beforeCreate',
        version: '1.0.0',
        calls: 3,
        outcomes: { OK: 1, PLUGIN_THREW: 1, PLUGIN_TIMEOUT: 1 },
        hostCalls: 1,
        circuit: 'closed',
      },
    ])
    expect(hooks[0]?.wall.distribution.reduce((sum, calls) => sum + calls, 0)).toBe(3)
    expect(hooks[0]?.cpu.mean).toBeGreaterThan(1)
    expect(incidents.map(({ kind, code, detail }) => [kind, code, detail.slice(0, 16)])).toEqual([
      ['killed', 'PLUGIN_TIMEOUT', ''],
      ['failed', 'PLUGIN_THREW', 'Error: no such c'],
    ])
    expect(incidents[0]?.cause).toMatch(/^(cpu|sliceTimer|deadline)$/)
    expect(incidents[0]?.times?.cpu).toBeGreaterThan(0)
    expect(log).toMatchObject([
      { hook: 'entities.vehicle.beforeCreate', level: 'info', message: expect.stringMatching(/^vehicle V/) },
    ])
  })

  test('a hook that is switched off is told to every admin until one resumes it, in all processes', async () => {
    await bench.install()
    const alerts = async (process = bench.tenon) => (await process.services.plugins.list(bench.ctx))[0]?.health.hooksOff
    const hook = {
      tenantId: bench.ctx.tenant.id,
      pluginId: 'fleet',
      version: '1.0.0',
      target: 'entities.vehicle.beforeCreate',
    }
    for (let round = 0; round < 3; round += 1) expect(await fail('LOOP')).toBe('PLUGIN_TIMEOUT')
    expect(await fail('X')).toBe('PLUGIN_CIRCUIT_OPEN')
    expect((await verbs().figures(bench.ctx, fleet)).hooks).toMatchObject([{ circuit: 'open' }])
    await makeRaiseAlert(bench.tenon)(hook)
    expect(await alerts(bench.other)).toEqual([{ hook: hook.target, version: '1.0.0', at: expect.any(String) }])
    const resumed = await bench.other.services.plugins.resume(bench.ctx, fleet)
    if (bench.other === bench.tenon) expect(resumed.hooks).toMatchObject([{ circuit: 'closed' }])
    expect(await alerts()).toEqual([])
    await vi.waitFor(async () => expect(await fail('X')).toBe('OK'), { timeout: 15_000 })
    const actions = (await bench.audit()).map(({ action, actor }) => [action, actor])
    expect(actions.slice(1)).toEqual([
      ['plugin.hookDisabled', 'system'],
      ['plugin.resume', 'user:u1'],
    ])
  })

  test('of a version that is not there any more concerns nobody', async () => {
    await bench.install(V2)
    const hook = {
      tenantId: bench.ctx.tenant.id,
      pluginId: 'fleet',
      version: '1.0.0',
      target: 'entities.vehicle.beforeCreate',
    }
    await makeRaiseAlert(bench.tenon)(hook)
    expect((await verbs().list(bench.ctx))[0]?.health.hooksOff).toEqual([])
  })
})
