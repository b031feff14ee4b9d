import type { TenantRef } from '../context/request-context.ts'
import type { Tenon } from '../create-tenon.ts'
import { fireDueSchedules } from '../schedules/fire-due-schedules.ts'
import { restartSchedules } from '../schedules/restart-schedules.ts'
import type { FakeClock } from './fake-clock.ts'

interface Moved {
  tenon: Pick<Tenon, 'database'>
  tenant: TenantRef
  clock: FakeClock
}

/**
 * Puts the clock forward, and fires the schedules that have come due on the way: each once, as after a time in which
 * nothing was running. Back in time, schedules wait for their next time from there.
 */
export async function moveClock({ tenon, tenant, clock }: Moved, to: Date): Promise<void> {
  const back = to.getTime() < clock.now().getTime()
  await clock.set(to)
  if (back) await restartSchedules(tenon.database, tenant)
  else await fireDueSchedules(tenon.database, rethrow)
}

function rethrow(error: unknown): never {
  throw error
}
