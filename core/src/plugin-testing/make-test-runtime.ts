import type { TestRuntime, TestTenant, TestTenantOptions } from '@tenon/sdk/contract/test-tenant'
import type { RequestContext } from '../context/request-context.ts'
import { systemContext } from '../context/system-context.ts'
import { checkRights } from './check-rights.ts'
import { checkRoles } from './check-roles.ts'
import { installAgain } from './install-again.ts'
import { makeFixtures } from './make-fixtures.ts'
import { makeTestActor } from './make-test-actor.ts'
import { makeTestClock } from './make-test-clock.ts'
import { makeTestTools } from './make-test-tools.ts'
import { receiveInTest } from './receive-in-test.ts'
import { settleTenant } from './settle-tenant.ts'
import { START, type StartedTenant, startTestTenant, type TestRuntimeOptions } from './start-test-tenant.ts'

/** One Tenon for all tests of a process, started by the first; each test finds its tenant empty. */
export function makeTestRuntime(options: TestRuntimeOptions): TestRuntime & { writeCoverage(): Promise<void> } {
  let started: Promise<StartedTenant> | null = null
  let round = 0
  return {
    async openTenant(wanted: TestTenantOptions): Promise<TestTenant> {
      started ??= startTestTenant(options)
      round += 1
      const own = round
      const check = () => {
        if (round === own) return
        throw new Error('This tenant was emptied for a later test: open one in each test, and run tests one by one.')
      }
      return openTenant(await started, wanted, check)
    },
    /** Writes what has run of the plugin's code; nothing where no test has opened a tenant. */
    async writeCoverage() {
      const coverage = (await started?.catch(() => null))?.coverage ?? null
      if (coverage === null || options.coverageFile === undefined) return
      await coverage.collect()
      await coverage.write(options.coverageFile)
    },
  }
}

async function openTenant(
  started: StartedTenant,
  { now = START, roles = {}, rights = {}, fixtures = {}, settings = {}, secrets = {}, http }: TestTenantOptions,
  check: () => void,
): Promise<TestTenant> {
  const { tenon, tenant, clock, schedules, person, entities, logs, traced, coverage, packages, plugin } = started
  checkRights(rights, { roles: Object.keys(roles), packages: started.packages })
  await started.emptyTenant(new Date(now), { roles, rights })
  await schedules.restart()
  started.forgetFailures()
  started.answerWith(http ?? null)
  logs.length = 0
  await started.setUp({ settings, secrets })
  await installAgain(tenon, tenant, packages)
  const { records } = tenon.services
  // After every step, because the next one may have the child killed that has counted.
  const step = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work
    } catch (error) {
      throw traced.explain(error)
    } finally {
      await coverage?.collect()
    }
  }
  const actor = (ctx: RequestContext) => ({
    ...makeTestActor(records, { ctx, check, entities, step }),
    ...makeTestTools(tenon, { ctx, check, plugin: plugin.manifest.id, step }),
  })
  const system = actor(systemContext(tenant))
  return {
    system,
    as: async (wanted, { locale = 'en' } = {}) => {
      check()
      checkRoles([wanted].flat(), Object.keys(roles))
      const ctx = { ...systemContext(tenant), actor: await person([wanted].flat()), locale }
      return actor(ctx)
    },
    clock: makeTestClock(clock, { check, move: (to) => step(schedules.move(to)) }),
    fixtures: await makeFixtures(system, fixtures),
    settle: async () => {
      check()
      await step(settleTenant(tenon, tenant))
    },
    receive: async (webhook, request = {}) => {
      check()
      return step(receiveInTest({ ...tenon, tenant, plugin }, webhook, request))
    },
    get logs() {
      return logs.map(({ target, level, message }) => ({ hook: target, level, message }))
    },
  }
}
