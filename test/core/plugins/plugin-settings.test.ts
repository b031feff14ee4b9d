import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { describe, expect, test, vi } from 'vitest'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { fleet, usePluginAdmin, V1, V2 } from './use-plugin-admin.ts'

const GRANT_ALL = { grants: 'all' } as const

describe.each(DATABASE_KINDS)('a plugin’s settings on %s', (kind) => {
  const bench = usePluginAdmin(kind)
  const verbs = () => bench.tenon.services.plugins
  const settingsSeen = async (process = bench.tenon) =>
    JSON.parse((await bench.seen(process)).replace(/ \w+$/, '')) as JsonObject

  const save = async (values: JsonObject, revision?: number) =>
    verbs().saveSettings(bench.ctx, {
      ...fleet,
      values,
      revision: revision ?? (await verbs().settings(bench.ctx, fleet)).revision,
    })

  test('are complete with defaults before anybody has set one, and what is missing is told', async () => {
    await bench.install()
    expect(await settingsSeen()).toEqual({ rate: '7.50', limit: 3 })
    const found = await verbs().settings(bench.ctx, fleet)
    expect(found).toMatchObject({ values: { rate: '7.50', limit: 3 }, given: {}, leftovers: {}, revision: 0 })
    expect(found.problems).toEqual([{ pointer: '/region', rule: 'required', message: 'Region: a value is needed' }])
    expect((await verbs().list(bench.ctx))[0]?.health).toEqual({ hooksOff: [], settingsProblems: 1, secretsMissing: 1 })
  })

  test('that are saved reach the code of every process at once, without a new model version', async () => {
    await bench.install()
    const { version } = await bench.tenon.services.model.view(bench.ctx)
    await bench.seen(bench.other)
    const saved = await save({ limit: 20, region: 'north' })
    expect(saved).toMatchObject({ values: { rate: '7.50', limit: 20, region: 'north' }, problems: [], revision: 1 })
    expect(await settingsSeen()).toEqual({ rate: '7.50', limit: 20, region: 'north' })
    await vi.waitFor(async () => expect(await settingsSeen(bench.other)).toMatchObject({ limit: 20 }), {
      timeout: 1000,
    })
    expect((await bench.tenon.services.model.view(bench.ctx)).version).toBe(version)
  })

  test('that the form does not take are refused at their place, and nothing of them is kept', async () => {
    await bench.install()
    const wrong = save({ limit: 0, region: 'west', colour: 'red' })
    await expect(wrong).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      problems: [
        { pointer: '/values/colour', rule: 'unknownField' },
        { pointer: '/values/limit', rule: 'minimum' },
        { pointer: '/values/region', rule: 'enum' },
      ],
    })
    expect((await verbs().settings(bench.ctx, fleet)).given).toEqual({})
  })

  test('of two admins at once, the later one is asked to look again', async () => {
    await bench.install()
    await save({ region: 'north' }, 0)
    const late = save({ region: 'south' }, 0)
    await expect(late).rejects.toMatchObject({ code: 'VERSION_CONFLICT' })
    await expect(late).rejects.toThrow(/Somebody else has changed this plugin/)
    await verbs().setGrant(bench.ctx, { ...fleet, capability: 'entity:vehicle:read', granted: false })
    expect((await verbs().settings(bench.ctx, fleet)).revision).toBe(1)
    expect(await settingsSeen()).toMatchObject({ region: 'north' })
  })

  test('stay through an upgrade; what the new form refuses is reported and works with its default until then', async () => {
    await bench.install()
    await save({ limit: 20, region: 'north', note: 'N-1' })
    await bench.install(V2)
    const found = await verbs().settings(bench.ctx, fleet)
    expect(found).toMatchObject({
      values: { rate: '7.50', limit: 3, note: 'N-1' },
      given: { note: 'N-1' },
      leftovers: { region: 'north' },
      problems: [{ pointer: '/limit', rule: 'maximum' }],
    })
    expect(await settingsSeen()).toEqual({ rate: '7.50', limit: 3, note: 'N-1' })
    await save({ limit: 5, note: 'N-1' })
    await bench.install(V1, { ...GRANT_ALL, downgrade: true })
    expect(await settingsSeen()).toEqual({ rate: '7.50', limit: 5, region: 'north', note: 'N-1' })
  })

  test('leave who changed what in the audit trail, sensitive ones masked', async () => {
    await bench.install()
    await save({ region: 'north', note: 'N-1' })
    await save({ region: 'south', note: 'N-2' })
    await save({ region: 'south', note: 'N-2' })
    const changes = (await bench.audit()).filter(({ action }) => action === 'plugin.settings')
    expect(changes).toHaveLength(2)
    expect(changes[1]).toEqual({
      action: 'plugin.settings',
      actor: 'user:u1',
      id: 'fleet',
      before: { region: 'north', note: '•••' },
      after: { region: 'south', note: '•••' },
    })
    expect(JSON.stringify(await bench.audit())).not.toMatch(/N-[12]/)
  })
})
