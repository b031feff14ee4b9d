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
}

/**
 * INSERT of one entry per row of the CTE `document` whose stage or pipeline changed, with the seconds that
 * the record was in the stage before.
 */
export function insertStageHistory({ ctx, entity, actor, passed, agreed }: StageFacts): RawBuilder<unknown> {
  return sql`insert into ${sql.id(ctx.tenant.schema, '_stage_history')}
    (id, entity, record_id, pipeline, from_stage, to_stage, at, actor, duration_seconds, override, approval, approved_by)
    select d._history_id, ${entity}::text, d.id, d.after ->> 'pipeline', d.before ->> 'stage', d.after ->> 'stage',
      now(), ${actor}::text, extract(epoch from now() - d.entered_at)::bigint,
      ${passed == null ? null : JSON.stringify(passed)}::jsonb, ${agreed?.approval ?? null}::uuid,
      ${agreed == null ? null : JSON.stringify(agreed.by)}::jsonb
    from document d
    where d.after ->> 'stage' is not null and (d.after ->> 'pipeline', d.after ->> 'stage')
      is distinct from (d.before ->> 'pipeline', d.before ->> 'stage')`
}
