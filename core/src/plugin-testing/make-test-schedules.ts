import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { fireDueSchedules } from '../schedules/fire-due-schedules.ts'
import { restartSchedules } from '../schedules/restart-schedules.ts'
import type { FakeClock } from './fake-clock.ts'

export interface TestSchedules {
  /** Has them wait for their next time from now, as if they had never run. */
  restart(): Promise<void>
  /**
   * Puts the clock forward, and fires those that have come due on the way: each once, as after a time in which nothing
   * was running. Back in time, they wait for their next time from there.
   */
  move(to: Date): Promise<void>
}

interface Ground {
  database: Database
  tenant: TenantRef
  clock: Pick<FakeClock, 'now' | 'set'>
  packages: readonly PluginPackage[]
}

/** A tenant's schedules under a clock that jumps; the database is asked only where there are any, and they have moved. */
export function makeTestSchedules({ database, tenant, clock, packages }: Ground): TestSchedules {
  const none = packages.every(({ manifest }) => (manifest.schedules ?? []).length === 0)
  /** The time from which they wait; null once the clock has gone on. */
  let from: number | null = null

  async function restart(): Promise<void> {
    const now = clock.now().getTime()
    if (none || from === now) return
    await restartSchedules(database, tenant)
    from = now
  }

  return {
    restart,
    async move(to) {
      const back = to.getTime() < clock.now().getTime()
      await clock.set(to)
      if (back) return restart()
      from = null
      if (!none) await fireDueSchedules(database, rethrow)
    },
  }
}

function rethrow(error: unknown): never {
  throw error
}
