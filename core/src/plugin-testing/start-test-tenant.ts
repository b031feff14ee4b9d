import { randomBytes } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { defaultFilesConfig } from '../config/read-files-config.ts'
import type { Actor, TenantRef } from '../context/request-context.ts'
import { systemContext } from '../context/system-context.ts'
import { createTenon, type Tenon } from '../create-tenon.ts'
import { findTenant } from '../db/find-tenant.ts'
import { cachedScript } from '../hooks/cached-script.ts'
import type { CompiledModel } from '../model/compiled-model.ts'
import { checkPlugin } from '../plugins/check-plugin.ts'
import { describeProblem } from '../plugins/describe-problem.ts'
import { makeLoadPluginFolder } from '../plugins/load-plugin-folder.ts'
import type { PluginShelves } from '../plugins/plugin-shelves.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { type EmptyTenant, makeEmptyTenant } from './empty-tenant.ts'
import { type FakeClock, stopClock } from './fake-clock.ts'
import { makeHookCoverage } from './hook-coverage.ts'
import { type KeptFixtures, makeKeptFixtures } from './kept-fixtures.ts'
import { makeTestNetwork, type TestNetwork } from './make-test-network.ts'
import { makeTestPeople } from './make-test-people.ts'
import { type HookLog, makeTestSandbox } from './make-test-sandbox.ts'
import { makeTestSchedules, type TestSchedules } from './make-test-schedules.ts'
import { makeTestSetup } from './make-test-setup.ts'
import { readWorkTables } from './read-work-tables.ts'
import { makeSavedRows } from './saved-rows.ts'
import { TEST_TENANT, testTemplate } from './test-template.ts'
import { makeTracedPlugins, type TracedPlugins } from './traced-plugins.ts'

export interface TestRuntimeOptions {
  /** Folder of the plugin that is tested. */
  folder: string
  /** Where the plugins that it needs are looked for. */
  shelves: PluginShelves
  /** Where to write what has run of the plugin's code; nothing is counted without. */
  coverageFile?: string | undefined
}

/** What is started once and used by all tests of a process. */
export interface StartedTenant {
  tenon: Tenon
  tenant: TenantRef
  clock: FakeClock
  emptyTenant: EmptyTenant
  keptFixtures: KeptFixtures
  schedules: TestSchedules
  /** Has plugins begin anew: nothing they keep in variables, and no failure, log or kill so far, is known any more. */
  renewPlugins: () => void
  person: (roles: string[]) => Promise<Actor>
  setUp: ReturnType<typeof makeTestSetup>
  answerWith: TestNetwork['answerWith']
  /** Names of all entities. */
  entities: readonly string[]
  /** What the plugin and those that it needs make together. */
  model: CompiledModel
  logs: HookLog[]
  /** In the order of their dependencies. */
  packages: readonly PluginPackage[]
  /** The one that is tested. */
  plugin: PluginPackage
  traced: TracedPlugins
  /** Null where nothing is counted. */
  coverage: ReturnType<typeof makeHookCoverage> | null
}

/** Where the clock stands unless a test says otherwise: a Monday. */
export const START = '2026-01-05T09:00:00Z'

/** Starts Tenon on an in-memory database with a tenant that has the plugin, and what it needs, installed. */
export async function startTestTenant(options: TestRuntimeOptions): Promise<StartedTenant> {
  const {
    sandbox,
    logs,
    renew: renewPlugins,
    expect,
  } = makeTestSandbox({
    coverage: options.coverageFile !== undefined,
  })
  const network = makeTestNetwork()
  // Side by side: the plugin is checked without the database.
  const traced = makeTracedPlugins()
  const folder = await realpath(options.folder)
  const checking = checkForTests({ ...options, folder, traced }, sandbox)
  checking.catch(() => undefined)
  const tenon = await createTenon(testConfig(await testTemplate()), { sandbox, fetchUrl: network.fetchUrl })
  const { packages, plugin, model } = await checking
  const clock = await stopClock(tenon.database, new Date(START))
  const tenant = await findTenant(tenon.database, TEST_TENANT)
  const script = cachedScript(plugin)
  if (script !== null) expect({ tenantId: tenant.id, script, kind: 'beforeHook' })
  await tenon.installPlugins(systemContext(tenant), packages)
  const tables = await readWorkTables(tenon.database, tenant.schema)
  return {
    tenon,
    tenant,
    clock,
    emptyTenant: makeEmptyTenant(tenon, { tenant, clock, tables }),
    keptFixtures: makeKeptFixtures(makeSavedRows(tenon.database, { schema: tenant.schema, tables })),
    schedules: makeTestSchedules({ database: tenon.database, tenant, clock, packages }),
    renewPlugins,
    person: makeTestPeople(tenon, tenant),
    setUp: makeTestSetup(tenon, { ctx: systemContext(tenant), plugin: plugin.manifest.id }),
    answerWith: network.answerWith,
    entities: [...model.entities.keys()].sort(),
    model,
    logs,
    packages,
    plugin,
    traced,
    coverage: options.coverageFile === undefined ? null : makeHookCoverage({ sandbox, traced, folder }),
  }
}

async function checkForTests(
  { folder, shelves, traced }: TestRuntimeOptions & { traced: TracedPlugins },
  sandbox: Sandbox,
) {
  const loadPluginFolder = makeLoadPluginFolder(sandbox, traced.bundle)
  const { packages, problems, model } = await checkPlugin(folder, { loadPluginFolder, shelves })
  const plugin = packages.at(-1)
  if (model === null || plugin === undefined) throw new Error(problems.map(describeProblem).join('\n'))
  return { packages, plugin, model }
}

function testConfig(template: Blob): Parameters<typeof createTenon>[0] {
  return {
    database: { kind: 'pglite', folder: null, template, keepsStatements: true },
    folder: '',
    // Nobody uploads anything here.
    files: defaultFilesConfig(join(tmpdir(), 'tenon-plugin-tests')),
    host: 'localhost',
    port: 0,
    baseUrl: 'http://localhost',
    secret: randomBytes(32).toString('base64url'),
    logLevel: 'silent',
    trustedProxies: false,
    metricsToken: undefined,
    pluginHttp: true,
  }
}
