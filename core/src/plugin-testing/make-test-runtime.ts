import type { TestRuntime, TestTenant, TestTenantOptions } from '@tenon/sdk/contract/test-tenant'
import type { RequestContext } from '../context/request-context.ts'
import { systemContext } from '../context/system-context.ts'
import { tellLateStays } from '../pipelines/tell-late-stays.ts'
import { checkPerson } from './check-arguments.ts'
import { checkOptions } from './check-options.ts'
import { checkRights } from './check-rights.ts'
import { checkRoles } from './check-roles.ts'
import { layGround } from './lay-ground.ts'
import { makeTestActor } from './make-test-actor.ts'
import { makeTestClock } from './make-test-clock.ts'
import { makeTestTools } from './make-test-tools.ts'
import { receiveInTest } from './receive-in-test.ts'
import { rehearse } from './rehearse.ts'
import { settleTenant } from './settle-tenant.ts'
import { type StartedTenant, startTestTenant, type TestRuntimeOptions } from './start-test-tenant.ts'
import { makeTestTurns, type TestTurn } from './test-turns.ts'

/** One Tenon for all tests of a process, started by the first; each test finds its tenant as it was installed. */
export function makeTestRuntime(options: TestRuntimeOptions): TestRuntime & { writeCoverage(): Promise<void> } {
  let started: Promise<StartedTenant> | null = null
  const turns = makeTestTurns()

  async function open(tenant: StartedTenant, wanted: TestTenantOptions): Promise<TestTenant> {
    const turn = await turns.next()
    return turn.track(openTenant(tenant, wanted, turn))
  }

  async function start(first: TestTenantOptions): Promise<StartedTenant> {
    const tenant = await startTestTenant(options)
    // What it runs of the plugin would be counted.
    if (tenant.coverage === null) await rehearse({ ...tenant, openTenant: (wanted) => open(tenant, wanted) }, first)
    return tenant
  }

  return {
    async openTenant(wanted: TestTenantOptions): Promise<TestTenant> {
      checkOptions(wanted)
      started ??= start(wanted)
      return open(await started, wanted)
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

async function openTenant(started: StartedTenant, options: TestTenantOptions, turn: TestTurn): Promise<TestTenant> {
  const { tenon, tenant, clock, person, entities, logs, traced, coverage, packages, plugin } = started
  const { roles = {}, rights = {} } = options
  checkRights(rights, { roles: Object.keys(roles), packages })
  const { check } = turn
  // After every step, because the next one may have the child killed that has counted.
  const run = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work
    } catch (error) {
      throw traced.explain(error)
    } finally {
      await coverage?.collect()
    }
  }
  const step = <T>(work: Promise<T>): Promise<T> => turn.track(run(work))
  const actor = (ctx: RequestContext) => ({
    ...makeTestActor(tenon.services.records, { ctx, check, entities, step }),
    ...makeTestTools(tenon, { ctx, check, plugin: plugin.manifest.id, step }),
  })
  const system = actor(systemContext(tenant))
  const fixtures = await layGround(started, options, { system, turn })
  return {
    system,
    as: async (wanted, { locale = 'en' } = {}) => {
      check()
      checkPerson(wanted, locale)
      checkRoles([wanted].flat(), Object.keys(roles))
      const ctx = { ...systemContext(tenant), actor: await person([wanted].flat()), locale }
      return actor(ctx)
    },
    clock: makeTestClock(clock, { check, move: (to) => step(moveClock(started, to)) }),
    fixtures,
    settle: async () => {
      check()
      await step(settleTenant(tenon, tenant, turn))
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

/** What becomes due on the way: schedules, and stays in stages that have become too long. */
async function moveClock({ tenon, tenant, schedules, model }: StartedTenant, to: Date): Promise<void> {
  await schedules.move(to)
  for (const entity of model.entities.values()) {
    if (entity.pipelines.length > 0) while (await tellLateStays(tenon.database, tenant.schema, entity));
  }
}
