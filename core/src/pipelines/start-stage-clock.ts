import type { LiveMessage } from '@tenon/sdk/contract/record-event'
import { sql } from 'kysely'
import { CALENDAR_CHANNEL } from '../calendars/working-calendars.ts'
import type { TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { SETTINGS_CHANNEL } from '../db/tenant-zones.ts'
import { watchSchemas } from '../db/watch-schemas.ts'
import { LIVE_CHANNEL } from '../events/channels.ts'
import { workPerTenant } from '../jobs/work-per-tenant.ts'
import { MODEL_CHANNEL, type ModelStore } from '../model/model-store.ts'
import { makeRecalculateStays, type RecalculateStaysDependencies } from './recalculate-stays.ts'
import { tellLateStays } from './tell-late-stays.ts'
import { watchStays } from './watch-stays.ts'

/** How late it may be told that a record is late. */
const SWEEP_MILLISECONDS = 60_000
/** Every so many sweeps all tenants that have pipelines are looked at: notices of changes can be lost. */
const ALL_EVERY = 30

export interface StageClockOptions extends RecalculateStaysDependencies {
  models: Pick<ModelStore, 'get' | 'invalidate'>
  tenants: () => Promise<readonly TenantRef[]>
  onError: (error: unknown) => void
  sweepMilliseconds?: number
}

export interface StageClock {
  /** Has a tenant looked at now. */
  wake(schema: string): void
  /** Resolves when what was under way is done. */
  close(): Promise<void>
}

/**
 * Keeps stays in stages by the clock: tells which records have become overdue and stale, and works due times out again
 * when what they follow from has changed. Tenants whose stages set no limits are looked at when their model changes, and
 * now and then; those that nobody writes to, when the next of their records becomes late. Several processes may each run one.
 */
export async function startStageClock(options: StageClockOptions): Promise<StageClock> {
  const { database, tenants, onError, sweepMilliseconds = SWEEP_MILLISECONDS } = options
  const known = new Map<string, TenantRef>()
  const recalculate = makeRecalculateStays(options)
  const watch = watchStays(database)
  const findLimits = watchSchemas(database, { tables: ['_stage_times'], condition: hasLimits })
  const findPipelines = watchSchemas(database, { tables: ['_stage_times', '_model_version'], condition: hasPipelines })

  async function loadTenants(): Promise<void> {
    const all = await tenants()
    known.clear()
    for (const { id, slug, schema } of all) known.set(schema, { id, slug, schema })
  }

  const working = workPerTenant(
    async (schema, isClosed) => {
      if (!known.has(schema)) await loadTenants()
      const tenant = known.get(schema)
      if (tenant === undefined) return
      const model = await options.models.get(tenant)
      const entities = [...model.entities.values()].filter(({ pipelines }) => pipelines.length > 0)
      const noteLook = await watch.begin(schema, entities)
      for (const entity of entities) {
        let changed = 0
        for (let more = true; more && !isClosed(); ) {
          const batch = await recalculate(tenant, entity.name)
          changed += batch.changed
          more = batch.more
        }
        if (changed > 0) await tellPages(database, schema, entity.name)
        while (!isClosed() && (await tellLateStays(database, schema, entity)));
      }
      if (!isClosed()) await noteLook()
    },
    { onError },
  )

  let sweeps = 0
  async function sweep(): Promise<void> {
    const all = sweeps++ % ALL_EVERY === 0
    if (all) await loadTenants()
    const schemas = await (all ? findPipelines : findLimits)([...known.keys()])
    for (const schema of await watch.unsettled(schemas)) working.wake(schema)
  }

  const stops = await Promise.all([
    database.listen(CALENDAR_CHANNEL, working.wake),
    database.listen(SETTINGS_CHANNEL, working.wake),
    database.listen(MODEL_CHANNEL, (payload) => working.wake((JSON.parse(payload) as { schema: string }).schema)),
  ])
  const timer = setInterval(() => void sweep().catch(onError), sweepMilliseconds)
  timer.unref()
  await sweep().catch(onError)
  return {
    wake: working.wake,
    close: async () => {
      clearInterval(timer)
      await Promise.all(stops.map((stop) => stop()))
      await working.close()
    },
  }
}

/** Whether an entity's stages set limits, or did: the others' records become nothing by the clock. */
function hasLimits(schema: string) {
  return sql`exists (select 1 from ${sql.id(schema, '_stage_times')})`
}

/** Whether its stages could set limits: the models of the other tenants need not be there for it. */
function hasPipelines(schema: string) {
  return sql`${hasLimits(schema)} or coalesce((select (document -> 'pipelines')::text <> '{}'
    from ${sql.id(schema, '_model_version')} order by version desc limit 1), false)`
}

/** Open pages read again. */
async function tellPages(database: Database, schema: string, entity: string): Promise<void> {
  const message: LiveMessage = { type: 'records.recalculated', entity }
  await sql`select pg_notify(${LIVE_CHANNEL}, ${JSON.stringify({ schema, message })})`.execute(database.tenant(schema))
}
