import { randomBytes } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import type { TestRuntime, TestTenant, TestTenantOptions } from '@tenon/sdk/contract/test-tenant'
import type { RequestContext, TenantRef } from '../context/request-context.ts'
import { systemContext } from '../context/system-context.ts'
import { createTenon, type Tenon, type TenonOptions } from '../create-tenon.ts'
import { pgliteTemplate } from '../db/pglite-template.ts'
import { checkPlugin } from '../plugins/check-plugin.ts'
import { describeProblem } from '../plugins/describe-problem.ts'
import type { PluginShelves } from '../plugins/load-with-dependencies.ts'
import { deliverEvents } from './deliver-events.ts'
import { emptyTenant } from './empty-tenant.ts'
import { type FakeClock, stopClock } from './fake-clock.ts'
import { makeFixtures } from './make-fixtures.ts'
import { makeTestActor } from './make-test-actor.ts'
import { makeTestPeople } from './make-test-people.ts'
import { makeTestTools } from './make-test-tools.ts'

export interface TestRuntimeOptions {
  /** Folder of the plugin that is tested. */
  folder: string
  /** Where the plugins that it needs are looked for. */
  shelves: PluginShelves
}

const START = '2026-01-05T09:00:00Z'
const DAY = 86_400_000
const HOUR = 3_600_000
const MINUTE = 60_000

type HookLog = Parameters<NonNullable<TenonOptions['onPluginLog']>>[0]

interface Started {
  tenon: Tenon
  tenant: TenantRef
  clock: FakeClock
  logs: HookLog[]
  /** Id of the tested plugin. */
  plugin: string
}

/** One Tenon for all tests of a process, started by the first; each test finds its tenant empty. */
export function makeTestRuntime(options: TestRuntimeOptions): TestRuntime {
  let started: Promise<Started> | null = null
  let round = 0
  return {
    async openTenant(wanted: TestTenantOptions): Promise<TestTenant> {
      started ??= start(options)
      round += 1
      const own = round
      const check = () => {
        if (round === own) return
        throw new Error('This tenant was emptied for a later test: open one in each test, and run tests one by one.')
      }
      return openTenant(await started, wanted, check)
    },
  }
}

async function start({ folder, shelves }: TestRuntimeOptions): Promise<Started> {
  const logs: HookLog[] = []
  const tenon = await createTenon(testConfig(await pgliteTemplate()), { onPluginLog: (entry) => void logs.push(entry) })
  const { packages, problems } = await checkPlugin(await realpath(folder), {
    loadPluginFolder: tenon.loadPluginFolder,
    shelves,
  })
  if (problems.length > 0) throw new Error(problems.map(describeProblem).join('\n'))
  const clock = await stopClock(tenon.database, new Date(START))
  const tenant = await tenon.createTenant({ slug: 'test', name: 'Test' })
  await tenon.installPlugins(systemContext(tenant), packages)
  return { tenon, tenant, clock, logs, plugin: packages.at(-1)?.manifest.id ?? '' }
}

async function openTenant(
  { tenon, tenant, clock, logs, plugin }: Started,
  { now = START, roles = {}, fixtures = {} }: TestTenantOptions,
  check: () => void,
): Promise<TestTenant> {
  await emptyTenant(tenon, tenant, roles)
  await clock.set(new Date(now))
  logs.length = 0
  const { records } = tenon.services
  const actor = (ctx: RequestContext) => ({
    ...makeTestActor(records, { ctx, check }),
    ...makeTestTools(tenon, { ctx, check, plugin }),
  })
  const system = actor(systemContext(tenant))
  const person = makeTestPeople({ tenon, tenant, roles: Object.keys(roles) })
  return {
    system,
    as: async (wanted, { locale = 'en' } = {}) => {
      check()
      const ctx = { ...systemContext(tenant), actor: await person([wanted].flat()), locale }
      return actor(ctx)
    },
    clock: {
      now: clock.now,
      set: (time) => clock.set(new Date(time)),
      advance: ({ days = 0, hours = 0, minutes = 0, seconds = 0 }) =>
        clock.set(new Date(clock.now().getTime() + days * DAY + hours * HOUR + minutes * MINUTE + seconds * 1000)),
    },
    fixtures: await makeFixtures(system, fixtures),
    settle: () => {
      check()
      return deliverEvents(tenon, tenant)
    },
    get logs() {
      return logs.map(({ target, level, message }) => ({ hook: target, level, message }))
    },
  }
}

function testConfig(template: Blob): Parameters<typeof createTenon>[0] {
  return {
    database: { kind: 'pglite', folder: null, template },
    folder: '',
    host: 'localhost',
    port: 0,
    baseUrl: 'http://localhost',
    secret: randomBytes(32).toString('base64url'),
    logLevel: 'silent',
    trustedProxies: false,
    metricsToken: undefined,
  }
}
