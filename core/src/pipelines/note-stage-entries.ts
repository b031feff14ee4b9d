import type { RecordEvent } from '@tenon/sdk/contract/record-event'
import { sql } from 'kysely'
import type { TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { ModelStore } from '../model/model-store.ts'

export const CREATION_CHANNEL = 'tenon_stage_creations'

/** Writes down what entering stages creates, for events that say so; the same however often it hears of them. */
export type NoteStageEntries = (tenant: TenantRef, events: readonly RecordEvent[]) => Promise<void>

const ENTERING: ReadonlySet<string> = new Set(['record.created', 'record.stageChanged'])

interface Dependencies {
  database: Database
  models: Pick<ModelStore, 'get'>
}

export function makeNoteStageEntries({ database, models }: Dependencies): NoteStageEntries {
  return async (tenant, events) => {
    const entering = events.filter(({ type }) => ENTERING.has(type))
    if (entering.length === 0) return
    const { pipelines } = await models.get(tenant)
    const wanted = entering.flatMap(({ id, recordId, entity, actor, depth, after }) => {
      const [pipeline, stage, at] = [after?.['pipeline'], after?.['stage'], after?.['stageEnteredAt']]
      const found = pipelines.get(String(pipeline))?.stages.get(String(stage))
      return (found?.entry?.creates ?? []).map(({ name }) => {
        return { event: id, record: recordId, entity, actor, depth, name, pipeline, stage, at }
      })
    })
    if (wanted.length > 0) await store(database, tenant.schema, wanted)
  }
}

async function store(database: Database, schema: string, wanted: readonly object[]): Promise<void> {
  await sql`
    with noted as (
      insert into ${sql.id(schema, '_stage_creation')}
        (history_id, name, entity, record_id, pipeline, stage, actor, depth, event_id, status)
      select h.id, w.name, w.entity, w.record, w.pipeline, w.stage, w.actor, w.depth, w.event, 'waiting'
      from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as w(event uuid, record uuid, entity text, actor text,
          depth int, name text, pipeline text, stage text, at timestamptz)
        join ${sql.id(schema, '_stage_history')} h on h.entity = w.entity and h.record_id = w.record
          and h.pipeline = w.pipeline and h.to_stage = w.stage and date_trunc('milliseconds', h.at) = w.at
      on conflict (history_id, name) do nothing returning 1
    )
    select pg_notify(${CREATION_CHANNEL}, ${schema}) from (select count(*) as noted from noted) n where n.noted > 0`.execute(
    database.tenant(schema),
  )
}
