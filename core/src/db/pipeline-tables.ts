import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { PassedRules } from '@tenon/sdk/contract/stage-moves'
import type { Holiday, MakeUpWorkday, WorkingCalendar } from '@tenon/sdk/contract/working-calendar'
import type { Generated } from 'kysely'
import type { Jsonb, NullableJsonb, NullableTimestamp, Timestamp } from './column-types.ts'

/** Tables about time in pipelines, in a tenant's schema. */
export interface PipelineTables {
  /** An entry is a record's arrival in a stage; durations are those of the stay that it ended. */
  _stage_history: {
    id: string
    entity: string
    record_id: string
    pipeline: string
    from_pipeline: string | null
    from_stage: string | null
    to_stage: string
    at: Timestamp
    actor: string
    duration_seconds: number | null
    working_seconds: number | null
    override: NullableJsonb<PassedRules>
    approval: string | null
    approved_by: NullableJsonb<string[]>
    /** `publish` where a publish moved the record; null where somebody did. */
    cause: string | null
    /** Version that the publish led to. */
    model_version: number | null
  }
  _working_calendar: {
    name: string
    label: Jsonb<LocalizedText>
    time_zone: string | null
    week: Jsonb<WorkingCalendar['week']>
    holidays: Jsonb<Holiday[]>
    workdays: Jsonb<MakeUpWorkday[]>
    revision: number
    updated_at: Timestamp
  }
  /** Of each record, the last stay of which it was told that it was overdue or stale. */
  _stage_notice: { record_id: string; kind: 'overdue' | 'stale'; entered_at: Date }
  /** By which rules an entity's records have their due times, and how far a change of them has come. */
  _stage_times: {
    entity: string
    rules: string
    /** Id of the last record that the pass under way has come to. */
    after: string | null
    /** Passes over the records that are done: the second is for what was written by older rules during the first. */
    passes: number
    changed_at: Timestamp
  }
  /** Records to create because another entered a stage; one per stay and declaration. */
  _stage_creation: {
    /** Of the entry in `_stage_history`. */
    history_id: string
    name: string
    entity: string
    record_id: string
    pipeline: string
    stage: string
    actor: string
    depth: number
    /** The event of the entry, for as long as it is kept; it has the record as it entered, and as it was before. */
    event_id: string
    status: 'waiting' | 'done' | 'failed' | 'dismissed'
    attempts: Generated<number>
    created_entity: string | null
    created_id: string | null
    error: string | null
    at: Timestamp
    /** Not to be taken before. */
    run_at: Timestamp
    /** From then on the run under way is taken for dead. */
    locked_until: NullableTimestamp
    finished_at: NullableTimestamp
  }
}
