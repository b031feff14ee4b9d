import { sql } from 'kysely'
import type { TenantRef } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import { SETTINGS_CHANNEL } from '../../db/tenant-zones.ts'
import { watchSchemas } from '../../db/watch-schemas.ts'
import { OUTBOX_CHANNEL } from '../../events/channels.ts'
import { listenAndSweep } from '../../jobs/listen-and-sweep.ts'
import { workPerTenant } from '../../jobs/work-per-tenant.ts'
import { countPending } from './count-rollups.ts'
import { foldRollups } from './fold-rollups.ts'
import { followTimeZone, isInOtherZone } from './follow-time-zone.ts'
import type { RollupWork } from './rollup-work.ts'
import { ROLLUPS_CHANNEL } from './rollups-channel.ts'

/** What plain SQL has written is told by nobody. */
const SWEEP_MILLISECONDS = 60_000
/** Under a stream of writes, their notes are put into the totals so often. */
const GATHER_MILLISECONDS = 1_000

interface RollupGround {
  database: Database
  tenants: () => Promise<readonly TenantRef[]>
  onError: (error: unknown) => void
  /** Is kept up to date. */
  work: RollupWork
}

/**
 * Keeps rollups short to read: counts those that a publish has left, and folds what writes note. Tenants that nobody writes
 * to cost nothing. Resolves to what ends it.
 */
export async function startRollupWork({
  database,
  tenants,
  onError,
  work,
}: RollupGround): Promise<() => Promise<void>> {
  /** Tenants that have any. */
  const known = new Set<string>()
  const findRollups = watchSchemas(database, {
    tables: ['_rollup'],
    condition: (schema) => sql`exists (select 1 from ${sql.id(schema, '_rollup')})`,
  })
  const findBehind = watchSchemas(database, {
    tables: ['_rollup', '_rollup_delta', '_setting'],
    condition: (schema) => sql`${isToCountOrFold(schema)} or ${isInOtherZone(schema)}`,
  })
  const working = workPerTenant(
    async (schema, isClosed) => {
      known.add(schema)
      await followTimeZone(database, schema)
      await countPending({ database, work }, schema, isClosed)
      await foldRollups(database, schema, isClosed)
    },
    { onError, pauseMilliseconds: GATHER_MILLISECONDS },
  )
  const wakeKnown = (schema: string) => {
    if (known.has(schema)) working.wake(schema)
  }
  const findWork = async () => {
    const schemas = (await tenants()).map(({ schema }) => schema)
    const found = await findRollups(schemas)
    known.clear()
    for (const schema of found) known.add(schema)
    return findBehind(found)
  }
  const stops = await Promise.all(
    [OUTBOX_CHANNEL, SETTINGS_CHANNEL].map((channel) => database.listen(channel, wakeKnown)),
  )
  const { close } = await listenAndSweep({ database, onError }, working, {
    channel: ROLLUPS_CHANNEL,
    sweepMilliseconds: SWEEP_MILLISECONDS,
    findWork,
  })
  return async () => {
    await Promise.all(stops.map((stop) => stop()))
    await close()
  }
}

function isToCountOrFold(schema: string) {
  return sql`exists (select 1 from ${sql.id(schema, '_rollup')} r where filled_at is null
    or exists (select 1 from ${sql.id(schema, '_rollup_delta')} d where d.rollup = r.id))`
}
