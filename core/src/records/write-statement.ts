import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { RecordEventType } from '@tenon/sdk/contract/record-event'
import type { PassedRules } from '@tenon/sdk/contract/stage-moves'
import { type RawBuilder, sql } from 'kysely'
import { insertAudit } from '../audit/insert-audit.ts'
import { originOf } from '../audit/origin-of.ts'
import { actorReference, type RequestContext } from '../context/request-context.ts'
import { insertEvents, notifyOutbox } from '../events/insert-events.ts'
import type { CompiledEntity } from '../model/compiled-model.ts'
import { actedFor } from './acted-for.ts'
import { insertStageHistory, type StageCause } from './insert-stage-history.ts'
import type { MergedFact } from './merging/merged-fact.ts'
import { type RecordScope, tableOf } from './record-scope.ts'
import type { RestoredEach, RestoredFrom } from './restoring/restored-from.ts'
import { changedJson, completeJson } from './row-json.ts'
import type { AgreedMove } from './stage-change.ts'

/** What is written down about a change, beside the record itself. */
export interface WriteFacts {
  action: 'create' | 'update' | 'delete' | 'restore'
  /** Null where nobody is told, as of deleted records that stay so. */
  type: RecordEventType | null
  reason?: string
  /** Rules of the pipeline that an override passed over. */
  passed?: PassedRules | null
  /** Who had agreed to the move. */
  agreed?: Pick<AgreedMove, 'approval' | 'by'> | null
  cause?: StageCause
  /** The earlier state that values were taken from. */
  restored?: RestoredFrom | undefined
  restoredEach?: RestoredEach | undefined
  /** The merge that it is part of, or the undoing of one. */
  merged?: MergedFact | undefined
}

interface WriteParts {
  facts: WriteFacts
  /** CTE `input`. */
  input: RawBuilder<unknown>
  /** CTEs before the change: reference locks, sequences. */
  preparation: readonly RawBuilder<unknown>[]
  /** INSERT or UPDATE … RETURNING all columns. */
  change: RawBuilder<unknown>
  /** CTEs after the change that write what follows from it. */
  consequences: readonly RawBuilder<unknown>[]
  answer: WriteAnswer
  /** The declared fields that have values in new records, or may have changed in old ones; missing: any. */
  part?: ReadonlySet<string> | undefined
  /** Whether each row of the input says what changed. */
  told?: boolean
}

/** What the caller wants back. */
export interface WriteAnswer {
  /** SELECT list over `r` (the changed rows), and over `d`, what is written down of them, where that is asked for. */
  columns: RawBuilder<unknown>
  ofDocument: boolean
}

export const ID_ANSWER: WriteAnswer = { columns: sql`r.id`, ofDocument: false }

/**
 * One statement, one round trip: the change, its stage history, audit entries, outbox events and the
 * notification, all or none. Without changed rows it writes nothing and returns no row.
 */
export function writeStatement<Row>(scope: RecordScope, parts: WriteParts): RawBuilder<Row> {
  const { ctx, entity } = scope
  const { facts, input, preparation, change, consequences, answer, part, told = false } = parts
  const context = { ctx, entity: entity.name, actor: actorReference(ctx.actor) }
  const origin = scope.origin === undefined ? originOf(ctx) : scope.origin
  const ctes = [
    input,
    ...preparation,
    sql`before as materialized (${beforeRows(scope, facts)})`,
    sql`changed as (${change})`,
    ...consequences,
    sql`document as materialized (
      select i._ord, i._audit_id, i._event_id, i._history_id, r.id, r.version,
        b.body as before, ${stayParts(scope)}, i._changes, ${bodyAfter(scope, facts, part)} as after ${behalf(scope, facts)}
      from changed r join input i on i._id = r.id left join before b on b.id = r.id
    )`,
    sql`audited as (${insertAudit({ ...context, ...auditFacts(facts), origin, standsIn: scope.access.standIn !== null, told })})`,
    ...(facts.type === null ? [] : [sql`emitted as (${insertEvents({ ...context, type: facts.type })})`]),
    ...trashed(scope, facts),
    ...(facts.action === 'delete' && asksApproval(entity) ? [sql`lapsed as (${lapseApprovals(ctx)})`] : []),
    ...(entity.pipelines.length > 0 ? [sql`staged as (${insertStageHistory({ ...context, ...facts })})`] : []),
  ]
  return sql<Row>`with ${sql.join(ctes, sql`, `)}
    select ${answer.columns} from changed r join input i on i._id = r.id
      ${answer.ofDocument ? sql`join document d on d.id = r.id` : sql``}, ${notifyOutbox(ctx)} notified order by i._ord`
}

function bodyAfter(scope: RecordScope, { action }: WriteFacts, part: WriteParts['part']): RawBuilder<JsonValue> {
  const { entity, tagged = false } = scope
  const before = sql<JsonValue>`b.body`
  const changed = action === 'create' || part === undefined ? null : changedJson(entity, 'r', { before, part, tagged })
  if (changed !== null) return changed
  return completeJson(entity, 'r', { tagged, part: action === 'create' ? part : undefined })
}

/** When the stay before began and the one after, and the work in the former. */
function stayParts({ entity }: RecordScope): RawBuilder<unknown> {
  const entering = entity.pipelines.length > 0 ? sql`r.stage_entered_at` : sql`null::timestamptz`
  return sql`b.stage_entered_at as entered_at, ${entering} as entering_at, i._worked`
}

/** Of whoever stands in for others: for whom. Before the change, where there was one: it may have made the record one's own. */
function behalf({ access }: RecordScope, { action }: WriteFacts): RawBuilder<unknown> {
  const known = action === 'create' ? actedFor(access, { action, alias: 'r' }) : access.standIn && sql`b.behalf`
  return known === null ? sql`` : sql`, ${known} as behalf`
}

function behalfBefore({ access }: RecordScope, { action }: WriteFacts): RawBuilder<unknown> {
  const known = actedFor(access, { action: action === 'delete' ? 'delete' : 'update', alias: 'r' })
  return known === null ? sql`` : sql`, ${known} as behalf`
}

/** The rows as they were. A statement sees the tables as they were when it began, so this is before the change. */
function beforeRows(scope: RecordScope, facts: WriteFacts): RawBuilder<unknown> {
  const { ctx, entity } = scope
  const { action } = facts
  if (action === 'create') {
    return sql`select null::uuid as id, null::jsonb as body, null::timestamptz as stage_entered_at where false`
  }
  const entered = entity.pipelines.length > 0 ? sql`r.stage_entered_at` : sql`null::timestamptz as stage_entered_at`
  return sql`select r.id, ${completeJson(entity, 'r', scope)} as body, ${entered} ${behalfBefore(scope, facts)}
    from ${tableOf(ctx, entity)} r join input i on i._id = r.id`
}

/** An override's reason is the entry's; beside it stands what was passed over, and who agreed to what. */
function auditFacts({ action, reason, passed, agreed, restored, restoredEach, merged }: WriteFacts) {
  const told = passed?.reason ?? reason
  const details = {
    ...((passed ?? null) !== null && { override: passed }),
    ...((agreed ?? null) !== null && { approval: { id: agreed?.approval, by: agreed?.by } }),
    ...(restored !== undefined && { restored }),
    ...(merged !== undefined && { merged }),
  }
  return {
    action,
    ...(told !== undefined && { reason: told }),
    ...(Object.keys(details).length > 0 && { details }),
    ...(restoredEach !== undefined && { detailsOf: mapValues(restoredEach) }),
  }
}

function mapValues(restoredEach: RestoredEach): Record<string, object> {
  return Object.fromEntries(Object.entries(restoredEach).map(([id, restored]) => [id, { restored }]))
}

/** Deleted records are listed apart, so that they are found without looking through all. Other writes have nothing to do with it. */
function trashed({ ctx, entity }: RecordScope, { action, reason }: WriteFacts): RawBuilder<unknown>[] {
  const trash = sql.id(ctx.tenant.schema, '_trash')
  if (action === 'restore')
    return [sql`untrashed as (delete from ${trash} t using document d where t.record_id = d.id)`]
  if (action !== 'delete') return []
  return [
    sql`trashed as (insert into ${trash} (record_id, entity, at, actor, reason)
      select d.id, ${entity.name}::text, now(), ${actorReference(ctx.actor)}::text, ${reason ?? null}::text from document d
      on conflict (record_id) do update set at = excluded.at, actor = excluded.actor, reason = excluded.reason, kept_from = now())`,
  ]
}

function asksApproval({ pipelines }: CompiledEntity): boolean {
  return pipelines.some(({ schema }) => schema.transitionRules?.some(({ approval }) => approval !== undefined) === true)
}

/** A record that comes back comes back without what was asked for about it. */
function lapseApprovals({ tenant }: RequestContext): RawBuilder<unknown> {
  return sql`update ${sql.id(tenant.schema, '_move_approval')} a set status = 'lapsed', decided_at = now()
    from document d where a.record_id = d.id and a.status = 'open'`
}
