import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { type Kysely, sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { insertAdminAudit } from '../audit/insert-admin-audit.ts'
import type { Actor, RequestContext, TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { findSchemas } from '../db/find-schemas.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import type { Job, JobQueue } from '../jobs/job-queue.ts'
import { becameRiskier } from './agreed-plan.ts'
import { type DraftTools, mergeForPublishing } from './draft-tools.ts'
import { planEdits } from './plan-draft.ts'
import { rebaseEdits } from './rebase-edits.ts'
import { SCHEDULE_CHANNEL } from './scheduled-publishes.ts'
import { spoken } from './spoken.ts'
import type { StartPublish } from './start-publish.ts'
import { changeSchedule, type StoredSchedule } from './stored-schedule.ts'
import { readCurrentVersion, readStoredVersion } from './stored-version.ts'

const QUEUE = 'scheduled-publish'
const ADMIN = 'admin'

type RunTools = DraftTools & { startPublish: StartPublish }

interface Due {
  tenant: TenantRef
  id: string
  dueAt: string
}

interface Start extends RunTools {
  jobs: Pick<JobQueue, 'enqueue' | 'work'>
  tenants: () => Promise<readonly TenantRef[]>
  onError: (error: unknown) => void
}

/**
 * Publishes at their time what was put off: as a job that waits in the queue until then, whichever process it reaches.
 * What was put off while no process listened is found at a start. Resolves to the function that ends it.
 */
export async function startScheduledPublishes(options: Start): Promise<() => Promise<void>> {
  const { database, jobs, tenants, onError } = options
  await jobs.work(QUEUE, ({ data }) => runScheduled(options, data as unknown as Due))
  const queue = (due: Due) => jobs.enqueue(QUEUE, [jobOf(due)]).catch(onError)
  const stop = await database.listen(SCHEDULE_CHANNEL, (payload) => void queue(JSON.parse(payload) as Due))
  const all = await tenants()
  const schemas = all.map(({ schema }) => schema)
  const found = new Set(await findSchemas(database, schemas, isWaiting))
  for (const tenant of all.filter(({ schema }) => found.has(schema))) {
    for (const due of await waiting(database, tenant)) await queue(due)
  }
  return stop
}

function jobOf({ tenant, id, dueAt }: Due): Job & { startAfter: Date } {
  return { id, data: { tenant: { ...tenant }, id, dueAt }, startAfter: new Date(dueAt) }
}

function isWaiting(schema: string) {
  return sql`exists (select 1 from ${sql.id(schema, '_scheduled_publish')} where status in ('waiting', 'running'))`
}

async function waiting(database: Database, { id: tenantId, slug, schema }: TenantRef): Promise<Due[]> {
  const query = database.tenant(schema).selectFrom('_scheduled_publish').select(['id', 'due_at'])
  const rows = await query.where('status', 'in', ['waiting', 'running']).execute()
  return rows.map(({ id, due_at }) => ({ tenant: { id: tenantId, slug, schema }, id, dueAt: due_at.toISOString() }))
}

/** A process that died at it leaves it `running`, and its job comes again: it is done once all the same. */
export async function runScheduled(tools: RunTools, { tenant, id }: Pick<Due, 'tenant' | 'id'>): Promise<void> {
  const db = tools.database.tenant(tenant.schema)
  const row = await changeSchedule(db, { id, from: ['waiting', 'running'], to: 'running' })
  if (row === null) return
  const ctx = contextOf(tenant, row)
  try {
    await publish(tools, ctx, row)
  } catch (failure) {
    const error =
      failure instanceof TenonError
        ? { code: failure.code, message: failure.message }
        : { code: 'INTERNAL' as const, message: spoken(ctx, FAULT) }
    await tools.database.transaction(tenant.schema, async (trx) => {
      if ((await changeSchedule(trx, { id, from: ['running'], to: 'refused', error })) === null) return
      await insertAdminAudit(trx, ctx, { action: 'scheduledPublish.refuse', id, details: { ...error } })
    })
    if (!(failure instanceof TenonError)) throw failure
  }
}

async function publish(tools: RunTools, ctx: RequestContext, row: StoredSchedule): Promise<void> {
  const db = tools.database.tenant(ctx.tenant.schema)
  await demandAdmin(db, ctx)
  const { edits, baseVersion } = await carriedOver(db, ctx, row)
  const plan = await planEdits(tools, ctx, { edits, counts: 'exact' })
  const [riskier] = becameRiskier(row.agreed, plan)
  if (riskier !== undefined) throw refused(ctx, riskier)
  const { document, packages, checkPackages } = await mergeForPublishing(tools, ctx, edits)
  const { version } = await tools.startPublish(ctx, {
    ...{ document, edits, baseVersion, packages, draftRevision: null },
    consent: row.agreed.lost > 0,
    ...(row.stages !== null && { stages: row.stages }),
    ...(row.note !== null && { note: row.note }),
    withinTransaction: async (trx, to) => {
      await checkPackages(trx)
      const done = await changeSchedule(trx, { id: row.id, from: ['running'], to: 'published', version: to })
      if (done === null) throw refused(ctx, OVER)
    },
  })
  // A publish that takes long goes on by itself, and tells how it ends.
  if (version === null) await changeSchedule(db, { id: row.id, from: ['running'], to: 'published' })
}

/** On another version than it was planned on, the edits are carried over; a choice has nobody to make it. */
async function carriedOver(db: Kysely<TenantTables>, ctx: RequestContext, row: StoredSchedule) {
  const current = await readCurrentVersion(db)
  const baseVersion = current?.version ?? 0
  if (baseVersion === row.base_version) return { edits: row.edits, baseVersion }
  const base: TenantEdits = (await readStoredVersion(db, row.base_version))?.edits ?? {}
  const { edits, conflicts } = rebaseEdits({ base, theirs: current?.edits ?? {}, mine: row.edits })
  if (conflicts.length > 0) throw refused(ctx, CONFLICTING)
  return { edits, baseVersion }
}

/** Who was an admin when they asked for it may be none any more. */
async function demandAdmin(db: Kysely<TenantTables>, ctx: RequestContext): Promise<void> {
  if (ctx.actor.kind !== 'user') return
  const query = db.selectFrom('_user').select(['active', 'roles']).where('id', '=', ctx.actor.id)
  const user = await query.executeTakeFirst()
  if (user?.active !== true || !user.roles.includes(ADMIN)) throw refused(ctx, NO_ADMIN)
}

const FROM_JOB = { channel: 'job' } as const

function contextOf({ id, slug, schema }: TenantRef, { actor, locale }: StoredSchedule): RequestContext {
  return Object.freeze({
    tenant: { id, slug, schema },
    actor: actor as unknown as Actor,
    requestId: uuidv7(),
    signal: new AbortController().signal,
    locale,
    depth: 0,
    origin: FROM_JOB,
  })
}

const FAULT = { en: 'A fault of the server: its log has the details.', 'zh-CN': '服务器故障：详情见其日志。' }
const OVER = { en: 'It is over already.', 'zh-CN': '它已结束。' }
const CONFLICTING = {
  en: 'Another version was published meanwhile that changes the same: publish the draft by hand.',
  'zh-CN': '期间发布的另一版本更改了相同内容：请手动发布草稿。',
}
const NO_ADMIN = { en: 'Whoever asked for it is no admin any more.', 'zh-CN': '安排者已不再是管理员。' }

function refused(ctx: RequestContext, text: { en: string; 'zh-CN'?: string }): TenonError {
  return new TenonError({ code: 'SCHEMA_CHANGE_REFUSED', message: spoken(ctx, text) })
}
