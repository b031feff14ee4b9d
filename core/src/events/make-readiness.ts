import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { CONTROL_SCHEMA, type Database } from '../db/database.ts'
import { LAST_CONTROL_MIGRATION } from '../db/migrate-control.ts'
import { LAST_TENANT_MIGRATION } from '../db/migrate-tenants.ts'

const ANSWER_MILLISECONDS = 1_000
/** Four times the pause between two looks into all outboxes. */
const SWEEP_MILLISECONDS = 120_000
const WATCHED_MILLISECONDS = 60_000

export interface Readiness {
  /** Whether requests should be sent to this process: its database answers and is up to date, its outboxes are looked at. */
  isReady(): Promise<boolean>
  /** Whether somebody has asked of late, who then should have the time to hear of an end. */
  isWatched(): boolean
  /** All outboxes were looked into. */
  noteSweep(): void
  /** From here on it is not ready: the process is about to end. */
  stop(): void
}

export function makeReadiness({
  database,
  now = () => performance.now(),
}: {
  database: Database
  now?: () => number
}): Readiness {
  let [sweptAt, askedAt] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
  let stopped = false

  async function isReady(): Promise<boolean> {
    askedAt = now()
    if (stopped || now() - sweptAt > SWEEP_MILLISECONDS) return false
    const late = sleep(ANSWER_MILLISECONDS, false, { ref: false })
    return Promise.race([isUpToDate(database).catch(() => false), late])
  }

  return {
    isReady,
    isWatched: () => now() - askedAt < WATCHED_MILLISECONDS,
    noteSweep: () => {
      sweptAt = now()
    },
    stop: () => {
      stopped = true
    },
  }
}

/** A newer Tenon may have gone further already: this one serves on while that one takes over. */
async function isUpToDate(database: Database): Promise<boolean> {
  const { rows } = await sql<{ ready: boolean }>`select
    exists (select 1 from ${sql.id(CONTROL_SCHEMA, '_migration')} where name = ${LAST_CONTROL_MIGRATION}::text)
    and not exists (select 1 from ${sql.id(CONTROL_SCHEMA, 'tenant')}
      where migration is null or migration collate "C" < ${LAST_TENANT_MIGRATION}::text) as ready`.execute(
    database.control,
  )
  return rows[0]?.ready === true
}
