import type { PassedRules } from '@tenon/sdk/contract/stage-moves'
import { type RawBuilder, sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { AgreedMove } from './stage-change.ts'

interface StageFacts {
  ctx: RequestContext
  entity: string
  actor: string
  /** Rules that were passed over, and who had agreed. */
  passed?: PassedRules | null
  agreed?: Pick<AgreedMove, 'approval' | 'by'> | null
  /** What moved the records where it was nobody's own decision about each of them. */
  cause?: StageCause
}

/** A publish that took the stage away or brought it back, with the version that it led to. */
export interface StageCause {
  kind: 'publish'
  version: number
}

/**
 * INSERT of one entry per row of the CTE `document` whose stage or pipeline changed, with the seconds that
 * the record was in the stage before, by the clock and at work.
 */
export function insertStageHistory({ ctx, entity, actor, passed, agreed, cause }: StageFacts): RawBuilder<unknown> {
  return sql`insert into ${sql.id(ctx.tenant.schema, '_stage_history')}
    (id, entity, record_id, pipeline, from_pipeline, from_stage, to_stage, at, actor, duration_seconds, working_seconds,
      override, approval, approved_by, cause, model_version)
    select d._history_id, ${entity}::text, d.id, d.after ->> 'pipeline', d.before ->> 'pipeline', d.before ->> 'stage',
      d.after ->> 'stage', coalesce(d.entering_at, now()), ${actor}::text,
      case when d.entered_at <= d.entering_at then extract(epoch from d.entering_at - d.entered_at)::bigint
        when d.entered_at is not null then 0 end, d._worked,
      ${passed == null ? null : JSON.stringify(passed)}::jsonb, ${agreed?.approval ?? null}::uuid,
      ${agreed == null ? null : JSON.stringify(agreed.by)}::jsonb,
      ${cause?.kind ?? null}::text, ${cause?.version ?? null}::int
    from document d
    where d.after ->> 'stage' is not null and (d.after ->> 'pipeline', d.after ->> 'stage')
      is distinct from (d.before ->> 'pipeline', d.before ->> 'stage')`
}
