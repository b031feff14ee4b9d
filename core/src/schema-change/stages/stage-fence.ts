import { type RawBuilder, sql } from 'kysely'
import type { CompiledEntity } from '../../model/compiled-model.ts'
import type { TablePlace } from '../ddl.ts'
import { sqlText } from '../sql-text.ts'

/** SQLSTATE with which a write into a stage that is gone is refused; Tenon's own. */
export const STAGE_GONE = 'TN001'

/** Name of the trigger, and of the function that all of a tenant's tables share. */
export const STAGE_FENCE = '_stage_fence'

const BODY = sqlText(sql`begin
  if new.stage is null or (tg_op = 'UPDATE'
    and new.stage is not distinct from old.stage and new.pipeline is not distinct from old.pipeline) then
    return new;
  end if;
  if not coalesce(new.pipeline || '/' || new.stage = any(tg_argv), false) then
    raise exception 'the model has no such stage any more' using errcode = ${sql.lit(STAGE_GONE)};
  end if;
  return new;
end`)

/**
 * From then on nobody enters a stage that the model does not have: not even a process that has not heard of the new
 * version yet. Creating the trigger waits for writes under way, so that whoever looks after it sees them all.
 */
export function createStageFence(place: TablePlace, { pipelines }: CompiledEntity): RawBuilder<unknown>[] {
  const stages = pipelines.flatMap(({ name, stages: of }) => [...of.keys()].map((stage) => `${name}/${stage}`))
  const call = sql.id(place.schema, STAGE_FENCE)
  const values = stages.length === 0 ? sql`` : sql.join(stages.map((stage) => sql.lit(stage)))
  return [
    sql`create or replace function ${call}() returns trigger language plpgsql as ${sql.lit(BODY)}`,
    sql`create or replace trigger ${sql.id(STAGE_FENCE)} before insert or update of pipeline, stage on ${sql.id(place.schema, place.table)} for each row execute function ${call}(${values})`,
  ]
}
