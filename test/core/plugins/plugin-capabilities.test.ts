import { describe, expect, test, vi } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { fleet, usePluginAdmin, V1, V2 } from './use-plugin-admin.ts'

describe.each(DATABASE_KINDS)('a plugin’s capabilities on %s', (kind) => {
  const bench = usePluginAdmin(kind)
  const verbs = () => bench.tenon.services.plugins
  const grants = async () => (await verbs().list(bench.ctx))[0]?.grants

  test('that nobody has answered for refuse an install, each named with its reason in the language of the caller', async () => {
    const refused = (locale: RequestContext['locale']) => {
      const asking = { ...bench.ctx, locale }
      return bench.tenon.loadPluginFolder(V1).then((plugin) => bench.tenon.installPlugins(asking, [plugin], {}))
    }
    await expect(refused('en')).rejects.toMatchObject({
      code: 'CONSENT_REQUIRED',
      problems: [
        { rule: 'capability', pointer: '/grants/fleet', message: 'entity:vehicle:read: Looks at vehicles.' },
        { rule: 'capability', pointer: '/grants/fleet', message: 'http:api.fleet.example: Asks the fleet service.' },
      ],
    })
    await expect(refused('zh-CN')).rejects.toMatchObject({
      problems: [{ message: 'entity:vehicle:read：查看车辆。' }, {}],
    })
    expect(await verbs().list(bench.ctx)).toEqual([])
    expect(await bench.audit()).toEqual([])
  })

  test('are granted as they were answered, and the code learns at once what it may', async () => {
    await bench.install(V1, { grants: { fleet: ['http:api.fleet.example'] } })
    expect(await grants()).toEqual(['http:api.fleet.example'])
    expect(await bench.seen()).toMatch(/ CAPABILITY_DENIED$/)
  })

  test('of an upgrade: what was granted stays, what is new needs an answer, what was withheld stays withheld', async () => {
    await bench.install(V1, { grants: { fleet: ['entity:vehicle:read'] } })
    await expect(bench.install(V2, {})).rejects.toMatchObject({
      code: 'CONSENT_REQUIRED',
      problems: [{ message: 'entity:vehicle:write: Books services.' }],
    })
    expect((await verbs().list(bench.ctx))[0]?.version).toBe('1.0.0')
    await bench.install(V2, { grants: { fleet: [] } })
    expect(await grants()).toEqual(['entity:vehicle:read'])
    expect((await bench.audit()).at(-1)).toMatchObject({
      action: 'plugin.upgrade',
      from: '1.0.0',
      version: '1.1.0',
      grants: ['entity:vehicle:read'],
    })
  })

  test('are taken back and given again by an admin, in all processes at once', async () => {
    await bench.install()
    expect([await bench.seen(), await bench.seen(bench.other)]).toEqual([
      expect.stringMatching(/ may$/),
      expect.stringMatching(/ may$/),
    ])
    const set = (granted: boolean) =>
      verbs().setGrant(bench.ctx, { ...fleet, capability: 'entity:vehicle:read', granted })
    expect(await set(false)).toEqual({ grants: ['http:api.fleet.example'] })
    expect(await bench.seen()).toMatch(/ CAPABILITY_DENIED$/)
    await vi.waitFor(async () => expect(await bench.seen(bench.other)).toMatch(/ CAPABILITY_DENIED$/), {
      timeout: 1000,
    })
    expect(await set(true)).toEqual({ grants: ['entity:vehicle:read', 'http:api.fleet.example'] })
    await vi.waitFor(async () => expect(await bench.seen(bench.other)).toMatch(/ may$/), { timeout: 2000 })
    const actions = (await bench.audit()).map(({ action }) => action)
    expect(actions).toEqual(['plugin.install', 'plugin.withdraw', 'plugin.grant'])
  })

  test('that the plugin does not ask for cannot be granted', async () => {
    await bench.install()
    const strange = verbs().setGrant(bench.ctx, { ...fleet, capability: 'entity:vehicle:write', granted: true })
    await expect(strange).rejects.toThrow(/plugin 'fleet' does not ask for 'entity:vehicle:write'/)
    expect(await grants()).toEqual(['entity:vehicle:read', 'http:api.fleet.example'])
  })

  test('an admin who takes one back while another upgrades is not overruled', async () => {
    await bench.install()
    const plugin = await bench.tenon.loadPluginFolder(V2)
    const withdrawn = { ...fleet, capability: 'entity:vehicle:read', granted: false }
    const upgrade = bench.tenon.installPlugins(bench.ctx, [plugin], { grants: { fleet: [] } })
    await Promise.all([upgrade, bench.other.services.plugins.setGrant(bench.ctx, withdrawn)])
    expect((await verbs().list(bench.ctx))[0]).toMatchObject({ version: '1.1.0', grants: ['http:api.fleet.example'] })
  })
})
