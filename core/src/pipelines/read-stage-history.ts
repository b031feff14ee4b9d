import type { RecordIdInput } from '@tenon/sdk/contract/api-contract'
import type { StageHistory, StagePlace, StageStayEntry, StageTotal } from '@tenon/sdk/contract/stage-history'
import { DEFAULT_CALENDAR } from '@tenon/sdk/contract/working-calendar'
import { type RawBuilder, sql } from 'kysely'
import type { TenantCalendars, WorkingCalendars } from '../calendars/working-calendars.ts'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { CompiledEntity } from '../model/compiled-model.ts'
import { isUuid } from '../records/is-uuid.ts'
import { recordNotFound } from '../records/record-not-found.ts'
import {
  makeOpenScope,
  type RecordScope,
  type ScopeDependencies,
  systemTable,
  tableOf,
} from '../records/record-scope.ts'
import { rowPredicate } from '../records/row-predicate.ts'

const MAX_ENTRIES = 500

export type ReadStageHistory = (ctx: RequestContext, input: RecordIdInput) => Promise<StageHistory>

interface Dependencies extends ScopeDependencies {
  database: Database
  calendars: Pick<WorkingCalendars, 'of'>
}

/** Makes the function that reads how long a record was in which stage, the present stay first. */
export function makeReadStageHistory({ database, calendars, ...dependencies }: Dependencies): ReadStageHistory {
  const openScope = makeOpenScope(dependencies)
  return async (ctx, { entity: name, id }) => {
    const scope = await openScope(ctx, { entity: name, action: 'read' })
    const { access, entity } = scope
    // It says who moved the record: for those who may know who wrote it, never for end customers.
    const allowed = ['updatedBy', 'pipeline', 'stage', 'stageEnteredAt'].every((field) => access.canRead(field))
    if (!allowed || !isUuid(id)) throw recordNotFound(scope, id)
    const { rows } = await readRows(database, scope, id)
    const [row] = rows
    if (row === undefined) throw recordNotFound(scope, id)
    const known = await calendars.of(ctx.tenant)
    const stays = row.entries.map((entry, index) => asStay({ entity, calendars: known }, row, { entry, index }))
    return { stays, totals: totalsOf(stays) }
  }
}

interface StoredEntry {
  id: string
  at: string
  pipeline: string
  to_stage: string
  actor: string
  actor_name: string
  reason: string | null
  approved_by: string[]
  /** Of the entry after this one: how long the stay was that began with this one. */
  left_at: string | null
  seconds: number | null
  working_seconds: number | null
}

interface StoredRow {
  stage: string | null
  due_at: string | null
  stale_at: string | null
  now: string
  entries: StoredEntry[]
}

function readRows(database: Database, scope: RecordScope, id: string) {
  const { ctx, entity, access } = scope
  const column = (name: string) =>
    entity.pipelines.length === 0 ? sql`null` : name === 'stage' ? sql`r.stage` : time(sql.ref(`r.${name}`))
  // What other parts keep with an entry is shown where it is there.
  return sql<StoredRow>`
    select ${column('stage')} as stage, ${column('stage_due_at')} as due_at, ${column('stage_stale_at')} as stale_at,
      ${time(sql`now()`)} as now, coalesce((
        select jsonb_agg(to_jsonb(e) order by e.id desc) from (
          select h.id, ${time(sql`h.at`)} as at, h.pipeline, h.to_stage, h.actor, ${nameOf(scope, sql`h.actor`)} as actor_name,
            to_jsonb(h) -> 'override' ->> 'reason' as reason,
            coalesce((select jsonb_agg(${nameOf(scope, sql`a.actor`)}) from jsonb_array_elements_text(
              case jsonb_typeof(to_jsonb(h) -> 'approved_by') when 'array' then to_jsonb(h) -> 'approved_by' end
            ) a(actor)), '[]') as approved_by,
            lead(${time(sql`h.at`)}) over later as left_at, lead(h.duration_seconds) over later as seconds,
            lead(h.working_seconds) over later as working_seconds
          from ${systemTable(ctx, '_stage_history')} h
          where h.entity = ${entity.name}::text and h.record_id = r.id
          window later as (order by h.id) order by h.id desc limit ${MAX_ENTRIES}
        ) e), '[]') as entries
    from ${tableOf(ctx, entity)} r
    where r.id = ${id}::uuid and ${rowPredicate(access, { action: 'read', alias: 'r' })}`.execute(
    database.tenant(ctx.tenant.schema),
  )
}

function time(at: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`to_char(${at} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}

function nameOf({ ctx }: RecordScope, actor: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`coalesce((select u.name from ${systemTable(ctx, '_user')} u where ${actor} = 'user:' || u.id), ${actor})`
}

interface Ground {
  entity: CompiledEntity
  calendars: TenantCalendars
}

function asStay(
  { entity, calendars }: Ground,
  row: StoredRow,
  { entry, index }: { entry: StoredEntry; index: number },
): StageStayEntry {
  const present = index === 0 && row.stage !== null
  const spent = present ? spentUntil(row.now, entry.at) : entry.seconds
  return {
    ...placeOf(entity, entry),
    id: entry.id,
    enteredAt: entry.at,
    leftAt: entry.left_at,
    elapsedSeconds: spent,
    workingSeconds: present ? workedUntil({ entity, calendars }, entry, row.now) : entry.working_seconds,
    actor: entry.actor,
    actorName: entry.actor_name,
    overrideReason: entry.reason,
    approvedBy: entry.approved_by,
    dueAt: present ? row.due_at : null,
    staleAt: present ? row.stale_at : null,
  }
}

function placeOf({ pipelines }: CompiledEntity, { pipeline: name, to_stage: stage }: StoredEntry): StagePlace {
  const pipeline = pipelines.find((one) => one.name === name)
  const found = pipeline?.stages.get(stage)
  return {
    pipeline: name,
    pipelineLabel: pipeline?.schema.label ?? { en: name },
    stage,
    stageLabel: found?.label ?? { en: stage },
    category: found?.category ?? null,
  }
}

function spentUntil(now: string, at: string): number {
  return Math.max(0, Math.round((Date.parse(now) - Date.parse(at)) / 1000))
}

function workedUntil({ entity, calendars }: Ground, { pipeline: name, at }: StoredEntry, now: string): number {
  const calendar = entity.pipelines.find((one) => one.name === name)?.schema.calendar ?? DEFAULT_CALENDAR
  return Math.max(0, Math.round(calendars.find(calendar).time.between(Date.parse(at), Date.parse(now)) / 1000))
}

function totalsOf(stays: readonly StageStayEntry[]): StageTotal[] {
  const totals = new Map<string, StageTotal>()
  for (const { pipeline, pipelineLabel, stage, stageLabel, category, ...stay } of [...stays].reverse()) {
    const key = `${pipeline} ${stage}`
    const place = { pipeline, pipelineLabel, stage, stageLabel, category }
    const known = totals.get(key) ?? { ...place, stays: 0, elapsedSeconds: 0, workingSeconds: 0 }
    totals.set(key, {
      ...known,
      stays: known.stays + 1,
      elapsedSeconds: known.elapsedSeconds + (stay.elapsedSeconds ?? 0),
      workingSeconds: known.workingSeconds + (stay.workingSeconds ?? 0),
    })
  }
  return [...totals.values()]
}
