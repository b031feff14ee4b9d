import type { TestActor, TestTenantOptions } from '@tenon/sdk/contract/test-tenant'
import { installAgain } from './install-again.ts'
import { type MadeFixtures, makeFixtures } from './make-fixtures.ts'
import { orderIds } from './order-ids.ts'
import { START, type StartedTenant } from './start-test-tenant.ts'
import type { TestTurn } from './test-turns.ts'

/**
 * Brings the tenant to where a test begins: as the plugin's install leaves it, with what the options ask for. Resolves
 * to the fixtures. What hooks kept in variables while these were made is forgotten, whether they were made just now or
 * for an earlier test.
 */
export async function layGround(
  started: StartedTenant,
  options: TestTenantOptions,
  { system, turn }: { system: Pick<TestActor, 'create'>; turn: TestTurn },
): Promise<MadeFixtures> {
  const { tenon, tenant, clock, packages, keptFixtures, logs, renewPlugins } = started
  await empty(started, options)
  const kept = await keptFixtures.restore(options)
  orderIds(clock, kept?.last ?? null)
  if (kept !== null) logs.push(...kept.logs)
  else await installAgain(tenon, packages, { tenant, signal: turn.signal })
  const made = await makeFixtures(system, options.fixtures ?? {}, kept?.made)
  const isNew = kept === null ? Object.keys(made).length > 0 || hasInstallHooks(started) : made !== kept.made
  if (isNew) {
    await keptFixtures.keep(options, { made, logs })
    renewPlugins()
  }
  return made
}

/** Nothing of the test before is there any more; the clock, the roles and the plugin's settings are those asked for. */
async function empty(
  { emptyTenant, schedules, renewPlugins, answerWith, setUp, logs }: StartedTenant,
  { now = START, roles = {}, rights = {}, settings = {}, secrets = {}, http }: TestTenantOptions,
): Promise<void> {
  // First, so that what is written about it goes with the rest.
  await setUp({ settings, secrets })
  renewPlugins()
  await emptyTenant(new Date(now), { roles, rights })
  await schedules.restart()
  answerWith(http ?? null)
  logs.length = 0
}

function hasInstallHooks({ packages }: StartedTenant): boolean {
  return packages.some(({ hooks }) => hooks.lifecycle.includes('onInstall'))
}
