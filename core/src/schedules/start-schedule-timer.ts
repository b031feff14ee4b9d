import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { fireDueSchedules } from './fire-due-schedules.ts'
import { SCHEDULE_CHANNEL, SCHEDULES } from './sync-schedules.ts'

const LONGEST_SLEEP_MILLISECONDS = 60_000
const SHORTEST_SLEEP_MILLISECONDS = 250

/**
 * Fires the schedules of all tenants when they are due: one timer, which sleeps until the next due time, a minute at
 * most. Several processes may each run one. Resolves to the function that stops it.
 */
export async function startScheduleTimer({
  database,
  onError,
}: {
  database: Database
  onError: (error: unknown) => void
}): Promise<() => Promise<void>> {
  let timer: NodeJS.Timeout | undefined
  let round: Promise<void> | null = null
  let again = false
  let closed = false

  async function look(): Promise<void> {
    await fireDueSchedules(database, onError)
    plan(await sleepOf(database))
  }

  function plan(milliseconds: number): void {
    clearTimeout(timer)
    if (closed) return
    timer = setTimeout(wake, milliseconds)
    timer.unref()
  }

  function wake(): void {
    if (round !== null) again = true
    if (closed || round !== null) return
    again = false
    round = look()
      .catch((error: unknown) => {
        onError(error)
        plan(LONGEST_SLEEP_MILLISECONDS)
      })
      .finally(() => {
        round = null
        if (again) wake()
      })
  }

  const stop = await database.listen(SCHEDULE_CHANNEL, wake)
  wake()
  return async () => {
    closed = true
    clearTimeout(timer)
    await stop()
    await round
  }
}

/** By the database's clock, which decides what is due. */
async function sleepOf(database: Database): Promise<number> {
  const { rows } = await sql<{ wait: number | null }>`
    select (extract(epoch from min(next_run_at) - now()) * 1000)::float8 as wait
    from ${SCHEDULES} where not paused`.execute(database.control)
  const wait = rows[0]?.wait ?? LONGEST_SLEEP_MILLISECONDS
  return Math.min(Math.max(wait, SHORTEST_SLEEP_MILLISECONDS), LONGEST_SLEEP_MILLISECONDS)
}
