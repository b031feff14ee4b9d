import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import type { TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { watchSchemas } from '../db/watch-schemas.ts'
import { RECALCULATION_QUEUE, recalculationJob } from '../events/recalculation-jobs.ts'
import type { Job, JobQueue } from '../jobs/job-queue.ts'
import { MODEL_CHANNEL } from '../model/model-store.ts'

/** Writes that were under way with the code from before have been stored by then. */
const LATE_MS = 120_000
/** Notices can be lost; what they would have said is found by looking. */
const SWEEP_MS = 3_600_000
const LATELY_MS = 2 * SWEEP_MS
const LATELY = sql`${sql.lit(LATELY_MS / 1_000)} * interval '1 second'`
/** A process that died may have been at work on a version that is no older; its job is given up only minutes later. */
const RECENT_MS = 24 * SWEEP_MS
const TENANTS_PER_LOOK = 200

export interface CodeWatchOptions {
  database: Database
  jobs: Pick<JobQueue, 'enqueue'>
  tenants: () => Promise<readonly TenantRef[]>
  onError: (error: unknown) => void
}

/**
 * Queues the recalculation of a tenant's computed fields when its model has changed, since their code may be another:
 * upon the notice of it, at a start for what was published while nobody listened, and now and then for lost notices.
 * A version's jobs are queued once, whoever notices it. Resolves to the function that ends the watch.
 */
export async function watchComputedCode(options: CodeWatchOptions): Promise<() => Promise<void>> {
  const { database, jobs, tenants, onError } = options

  async function notice(payload: string): Promise<void> {
    const { schema, version } = JSON.parse(payload) as { schema: string; version: number }
    const tenant = (await tenants()).find((one) => one.schema === schema)
    if (tenant === undefined) return
    const [found] = await computedVersions(database, [tenant], null)
    if (found !== undefined) await jobs.enqueue(RECALCULATION_QUEUE, versionJobs(tenant, version))
  }

  const findPublished = watchSchemas(database, {
    tables: ['_model_version'],
    condition: (schema) =>
      sql`exists (select 1 from ${sql.id(schema, '_model_version')} where created_at > now() - ${LATELY})`,
    until: (schema) => sql`(select max(created_at) + ${LATELY} from ${sql.id(schema, '_model_version')}
      where created_at > now() - ${LATELY})`,
  })

  /** Of what was published lately. A version is a write: where there was none, none is looked for. */
  async function sweepPublished(): Promise<void> {
    const all = await tenants()
    const published = new Set(await findPublished(all.map(({ schema }) => schema)))
    const some = all.filter(({ schema }) => published.has(schema))
    await sweep(some, new Date(Date.now() - LATELY_MS))
  }

  async function sweep(all: readonly TenantRef[], since: Date | null, resume = false): Promise<void> {
    for (let at = 0; at < all.length; at += TENANTS_PER_LOOK) {
      const found = await computedVersions(database, all.slice(at, at + TENANTS_PER_LOOK), since)
      const queued = found.flatMap(({ tenant, version }) =>
        resume ? [recalculationJob(tenant, { kind: 'model' }, { name: uuidv7() })] : versionJobs(tenant, version),
      )
      if (queued.length > 0) await jobs.enqueue(RECALCULATION_QUEUE, queued)
    }
  }

  const stop = await database.listen(MODEL_CHANNEL, (payload) => void notice(payload).catch(onError))
  const timer = setInterval(() => void sweepPublished().catch(onError), SWEEP_MS)
  timer.unref()
  await tenants()
    .then(async (all) => {
      await sweep(all, null)
      await sweep(all, new Date(Date.now() - RECENT_MS), true)
    })
    .catch(onError)
  return async () => {
    clearInterval(timer)
    await stop()
  }
}

function versionJobs({ id, slug, schema }: TenantRef, version: number): Job[] {
  const tenant = { id, slug, schema }
  const startAfter = new Date(Date.now() + LATE_MS)
  return [
    recalculationJob(tenant, { kind: 'model' }, { name: `version ${version}` }),
    recalculationJob(tenant, { kind: 'model' }, { name: `version ${version} late`, startAfter }),
  ]
}

/** Of these tenants, the versions in force of those that have computed fields, published since then. */
async function computedVersions(database: Database, tenants: readonly TenantRef[], since: Date | null) {
  if (tenants.length === 0) return []
  const looks = tenants.map(
    ({ schema }) => sql`(select ${schema}::text as schema, version from (
      select version, document, created_at from ${sql.id(schema, '_model_version')} order by version desc limit 1) m
      where ${since === null ? sql`true` : sql`m.created_at > ${since.toISOString()}::timestamptz`}
        and strpos(m.document::text, '"fieldCode"') > 0)`,
  )
  const { rows } = await sql<{ schema: string; version: number }>`${sql.join(looks, sql` union all `)}`.execute(
    database.control,
  )
  return rows.flatMap(({ schema, version }) => {
    const tenant = tenants.find((one) => one.schema === schema)
    return tenant === undefined ? [] : [{ tenant, version }]
  })
}
