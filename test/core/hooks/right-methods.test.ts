import type { PluginManifest } from '@tenon/sdk/contract/plugin-manifest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { makeHostApi } from '../../../core/src/hooks/host/host-api.ts'
import { makeRightMethods } from '../../../core/src/hooks/host/right-methods.ts'
import { makeHookRunner } from '../../../core/src/hooks/make-hook-runner.ts'
import { pluginContext } from '../../../core/src/hooks/plugin-context.ts'
import { checkDeclarations } from '../../../core/src/plugins/check-declarations.ts'
import { completePackage } from '../../../core/src/plugins/complete-package.ts'
import { createSandbox } from '../../../core/src/sandbox/create-sandbox.ts'
import { noHooks } from '../../../core/src/sandbox/read-inventory.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from '../records/open-test-records.ts'
import { installedPlugin, recordingStore, unmasked } from './hook-kit.ts'

const label = { en: 'Approve discounts' }
const rights = [{ name: 'approveDiscounts', label }]
const sample = { id: 'fleet', version: '1.0.0', label: { en: 'Fleet' }, host: '*', rights }
const other = { ...sample, id: 'depot', rights: [{ name: 'openGates', label }] }
const stranger = { ...sample, id: 'payroll', rights: [{ name: 'seeSalaries', label }] }
const packageOf = (manifest: PluginManifest) => completePackage({ manifest, hooks: noHooks(), integrity: manifest.id })
const plugin = { package: packageOf({ ...sample, dependencies: { depot: '*' } }), grants: [] }

describe.each(DATABASE_KINDS)('rights that plugins ask about on %s', (kind) => {
  let tenon: TestRecords
  let boss: RequestContext
  let clerk: RequestContext
  beforeAll(async () => {
    tenon = await openTestRecords(kind)
    for (const [name, given] of [
      ['boss', ['fleet.approveDiscounts']],
      ['clerk', ['manageTags']],
    ] as const) {
      const row = { name, label: JSON.stringify({ en: name }), grants: '{}', rights: [...given] }
      await tenon.database.tenant(tenon.tenant.schema).insertInto('_role').values(row).execute()
    }
    boss = await tenon.addUser('Boss', ['boss'])
    clerk = await tenon.addUser('Clerk', ['clerk'])
  })
  afterAll(() => tenon.close())

  const methods = () => {
    const others = [other, stranger].map((manifest) => ({ package: packageOf(manifest), grants: [] }))
    const plugins = { get: async () => [plugin, ...others] }
    return makeRightMethods({ access: tenon.access, plugins })
  }
  const ask = (ctx: RequestContext, right: string) => {
    const scope = { ctx: pluginContext(ctx, plugin, 'jobs.tidy'), plugin, kind: 'afterHook' as const }
    return makeHostApi(methods(), scope)('actor.hasRight', { right }, new AbortController().signal)
  }

  test('are those of whoever caused the call, by the plugin’s own names or in full', async () => {
    expect(await ask(boss, 'approveDiscounts')).toBe(true)
    expect(await ask(boss, 'fleet.approveDiscounts')).toBe(true)
    expect(await ask(clerk, 'approveDiscounts')).toBe(false)
    expect(await ask(clerk, 'manageTags')).toBe(true)
    expect(await ask(boss, 'depot.openGates')).toBe(false)
    expect(await ask(await tenon.addUser('Root', ['admin']), 'depot.openGates')).toBe(true)
  })

  test('one that there is not is no right that nobody has: the nearest is named', async () => {
    await expect(ask(boss, 'aproveDiscounts')).rejects.toMatchObject({
      ...{
        code: 'VALIDATION_FAILED',
        message: "there is no right 'aproveDiscounts'; did you mean 'approveDiscounts'?",
      },
    })
    for (const right of ['openGates', 'admin', 'x'.repeat(200), '__proto__', 'constructor']) {
      await expect(ask(boss, right)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
    }
    for (const right of ['', 'x'.repeat(201), 7, null]) {
      await expect(ask(boss, right as string)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
    }
  })

  test('those of a plugin that it does not depend on are as if that were not installed', async () => {
    const root = await tenon.addUser('Root of all', ['admin'])
    const saidOf = async (right: string) => {
      const error = await ask(root, right).catch((thrown: Error) => thrown)
      return (error as Error).message.replaceAll(right.split('.', 1)[0] as string, '<plugin>')
    }
    expect(await saidOf('payroll.seeSalaries')).toBe(
      "there is no right '<plugin>.seeSalaries'; there are manageTags, approveDiscounts, depot.openGates, and those of a plugin only once 'dependencies' of plugin.json names it",
    )
    expect(await saidOf('nothere.seeSalaries')).toBe(await saidOf('payroll.seeSalaries'))
    expect(await saidOf('payroll.seeSalarie')).not.toContain('did you mean')
  })
})

test('code in the sandbox asks about whoever acts', async () => {
  const sandbox = createSandbox({ children: 1 })
  try {
    const hooks = `export const plugin = definePlugin({ entities: { deal: { beforeUpdate: eachRecord(async (record, tenon) => {
      if (await tenon.actor.hasRight('approveDiscounts')) return { name: tenon.actor.name }
      return reject('Only who may approve discounts.')
    }) } } })`
    const installed = await installedPlugin(sandbox, { id: 'fleet', hooks })
    const asking = {
      ...installed,
      package: { ...installed.package, manifest: { ...installed.package.manifest, rights } },
    }
    const plugins = { get: async () => [asking] }
    const access = {
      hasRight: async ({ actor }: RequestContext, right: string) =>
        right === 'fleet.approveDiscounts' && actor.kind === 'plugin' && actor.onBehalfOf.name === 'Boss',
    }
    const runner = makeHookRunner({
      ...{ sandbox, plugins, records: recordingStore().records, maskRecords: unmasked },
      methods: makeRightMethods({ access, plugins }),
    })
    const run = (name: string) => {
      const actor = { kind: 'user' as const, id: 'u1', name, roles: [] }
      const tenant = { id: 't', slug: 'acme', schema: 't_acme' }
      const ctx = {
        tenant,
        actor,
        requestId: 'r',
        signal: new AbortController().signal,
        locale: 'en' as const,
        depth: 0,
      }
      const records = [{ id: 'd1', values: { name: 'x' }, old: { name: 'x' } }]
      return runner.runBefore(ctx, { entity: 'deal', hook: 'beforeUpdate', records })
    }
    expect(await run('Boss')).toMatchObject([{ changes: { name: 'Boss' } }])
    expect(await run('Clerk')).toMatchObject([{ kind: 'reject', message: 'Only who may approve discounts.' }])
  } finally {
    await sandbox.close()
  }
})

test('a manifest’s rights have names of their own', () => {
  expect(checkDeclarations(sample)).toEqual([])
  const wrong = { ...sample, rights: [...rights, ...rights, { name: 'constructor', label }] }
  expect(checkDeclarations(wrong).map(({ pointer }) => pointer)).toContain('/rights/1/name')
})
