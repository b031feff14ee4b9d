import { type RawBuilder, sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'

interface StageFacts {
  ctx: RequestContext
  entity: string
  actor: string
}

/**
 * INSERT of one entry per row of the CTE `document` whose stage or pipeline changed, with the seconds that
 * the record was in the stage before, by the clock and at work.
 */
export function insertStageHistory({ ctx, entity, actor }: StageFacts): RawBuilder<unknown> {
  return sql`insert into ${sql.id(ctx.tenant.schema, '_stage_history')}
    (id, entity, record_id, pipeline, from_pipeline, from_stage, to_stage, at, actor, duration_seconds, working_seconds)
    select d._history_id, ${entity}::text, d.id, d.after ->> 'pipeline', d.before ->> 'pipeline', d.before ->> 'stage',
      d.after ->> 'stage', coalesce(d.entering_at, now()), ${actor}::text,
      case when d.entered_at <= d.entering_at then extract(epoch from d.entering_at - d.entered_at)::bigint
        when d.entered_at is not null then 0 end, d._worked
    from document d
    where d.after ->> 'stage' is not null and (d.after ->> 'pipeline', d.after ->> 'stage')
      is distinct from (d.before ->> 'pipeline', d.before ->> 'stage')`
}
