import { type RawBuilder, sql } from 'kysely'
import type { TenantCalendars, WorkingCalendars } from '../calendars/working-calendars.ts'
import type { TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { CompiledEntity } from '../model/compiled-model.ts'
import type { ModelStore } from '../model/model-store.ts'
import { earlier, stageLimits } from '../records/stage-stay.ts'
import { NO_RULES, stayRules } from './stay-rules.ts'

const BATCH = 1_000
/** Writes that were under way by older rules have been stored by then. */
const LATE_SECONDS = 120
/** The first pass, and one for what was written by older rules during it. */
const PASSES = 2

export interface RecalculateStaysDependencies {
  database: Database
  models: Pick<ModelStore, 'get' | 'invalidate'>
  calendars: Pick<WorkingCalendars, 'of' | 'forget'>
}

interface Rules {
  entity: CompiledEntity
  calendars: TenantCalendars
  text: string
}

/** One batch's share of an entity; resolves to whether there may be more to do now, and how many records changed. */
export type RecalculateStays = (
  tenant: TenantRef,
  entity: string,
) => Promise<{ more: boolean; changed: number; done: boolean }>

/**
 * Makes the function that works out again when an entity's records are due and stale, after its pipelines, a calendar or
 * the tenant's zone has changed: a batch at a time, in the order of ids, so that any process can go on with it. Records
 * keep their version; there is no audit entry and no event, since nobody has changed anything.
 */
export function makeRecalculateStays(dependencies: RecalculateStaysDependencies): RecalculateStays {
  const { database } = dependencies
  return async (tenant, name) => {
    const rules = await currentRules(dependencies, tenant, name)
    if (rules === null) return { more: false, changed: 0, done: false }
    const db = database.tenant(tenant.schema)
    const known = await db.selectFrom('_stage_times').select('rules').where('entity', '=', name).executeTakeFirst()
    if ((known?.rules ?? NO_RULES) !== rules.text) {
      // This process may be the one that has not heard of the change yet.
      const fresh = await freshRules(dependencies, tenant, name)
      if (fresh === null || (known?.rules ?? NO_RULES) === fresh.text) return { more: false, changed: 0, done: false }
      await beginPasses(database, tenant, fresh)
      return doBatch(database, tenant, fresh)
    }
    return doBatch(database, tenant, rules)
  }
}

async function currentRules(
  { models, calendars }: RecalculateStaysDependencies,
  tenant: TenantRef,
  name: string,
): Promise<Rules | null> {
  const entity = (await models.get(tenant)).entities.get(name)
  if (entity === undefined || entity.pipelines.length === 0) return null
  const known = await calendars.of(tenant)
  return { entity, calendars: known, text: stayRules(entity, known) }
}

async function freshRules(
  dependencies: RecalculateStaysDependencies,
  tenant: TenantRef,
  name: string,
): Promise<Rules | null> {
  dependencies.models.invalidate(tenant)
  dependencies.calendars.forget(tenant)
  return currentRules(dependencies, tenant, name)
}

async function beginPasses(database: Database, { schema }: TenantRef, { entity, text }: Rules): Promise<void> {
  const start = { rules: text, after: null, passes: 0 }
  await database
    .tenant(schema)
    .insertInto('_stage_times')
    .values({ entity: entity.name, ...start })
    .onConflict((conflict) => conflict.column('entity').doUpdateSet({ ...start, changed_at: sql`now()` }))
    .execute()
}

/** When the next pass over an entity's records may begin: a select for a statement of several. */
export function timeOfNextPass(schema: string): RawBuilder<unknown> {
  return sql`select min(case when passes = 0 then now() else changed_at + make_interval(secs => ${LATE_SECONDS}::int) end)
    from ${sql.id(schema, '_stage_times')} where passes < ${PASSES}::int`
}

/** The next batch of the pass under way, unless another process is at it. */
async function doBatch(database: Database, { schema }: TenantRef, { entity, calendars, text }: Rules) {
  return database.transaction(schema, async (trx) => {
    const state = await trx
      .selectFrom('_stage_times')
      .select(['after', 'passes'])
      .where('entity', '=', entity.name)
      .where('rules', '=', text)
      .where('passes', '<', PASSES)
      .where(sql<boolean>`(passes = 0 or changed_at < now() - make_interval(secs => ${LATE_SECONDS}::int))`)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst()
    if (state === undefined) return { more: false, changed: 0, done: false }
    const rows = await readStays(trx, { schema, entity, after: state.after })
    const changed = await storeLimits(trx, { schema, entity, calendars }, rows)
    const done = rows.length < BATCH
    const progress = done ? { after: null, passes: state.passes + 1 } : { after: rows.at(-1)?.id ?? null }
    await trx.updateTable('_stage_times').set(progress).where('entity', '=', entity.name).execute()
    return { more: !done, changed, done }
  })
}

interface StoredStay {
  id: string
  pipeline: string
  stage: string
  entered: string
  due: string | null
  stale: string | null
}

type Queryable = Parameters<ReturnType<typeof sql>['execute']>[0]

/** Deleted ones too, which may be restored. */
async function readStays(
  db: Queryable,
  { schema, entity, after }: { schema: string; entity: CompiledEntity; after: string | null },
): Promise<StoredStay[]> {
  const time = (column: string) =>
    sql`to_char(${sql.ref(`r.${column}`)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
  const { rows } = await sql<StoredStay>`select r.id, r.pipeline, r.stage, ${time('stage_entered_at')} as entered,
      ${time('stage_due_at')} as due, ${time('stage_stale_at')} as stale
    from ${sql.id(schema, entity.table)} r
    where r.stage is not null and r.pipeline is not null and r.stage_entered_at is not null
      and ${after === null ? sql`true` : sql`r.id > ${after}::uuid`}
    order by r.id limit ${BATCH}`.execute(db)
  return rows
}

interface LimitsOf {
  schema: string
  entity: CompiledEntity
  calendars: TenantCalendars
}

/** A record that has moved on meanwhile has other limits by then, and keeps them. */
async function storeLimits(
  db: Queryable,
  { schema, entity, calendars }: LimitsOf,
  stays: readonly StoredStay[],
): Promise<number> {
  const changed = stays.flatMap(({ id, pipeline, stage, entered, due, stale }) => {
    const { dueAt, staleAt } = stageLimits(entity, calendars, { place: { pipeline, stage }, at: Date.parse(entered) })
    if (dueAt === due && staleAt === stale) return []
    return [{ id, pipeline, stage, entered, due: dueAt, stale: staleAt, notice: earlier(dueAt, staleAt) }]
  })
  if (changed.length === 0) return 0
  const { rows } = await sql`update ${sql.id(schema, entity.table)} r
    set stage_due_at = i.due, stage_stale_at = i.stale, stage_notice_at = i.notice
    from jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) as i(id uuid, pipeline text, stage text,
      entered timestamptz, due timestamptz, stale timestamptz, notice timestamptz)
    where r.id = i.id and r.pipeline = i.pipeline and r.stage = i.stage
      and date_trunc('milliseconds', r.stage_entered_at) = i.entered
    returning r.id`.execute(db)
  return rows.length
}
