import type { ApprovalStatus } from '@tenon/sdk/contract/approvals-api'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { Problem } from '@tenon/sdk/contract/tenon-error'
import type { Jsonb, NullableJsonb, NullableTimestamp, Timestamp } from './column-types.ts'

/** Requests that somebody agrees to a move. Names of entity, pipelines, stages and fields are keys. */
export interface MoveApprovalTable {
  id: string
  status: ApprovalStatus
  entity: string
  record_id: string
  from_pipeline: string
  from_stage: string
  /** When the record had entered the stage that it was in. */
  entered_at: NullableTimestamp
  to_pipeline: string
  to_stage: string
  /** Written along with the move. */
  record_values: Jsonb<JsonObject>
  comment: string | null
  requested_by: string
  requested_at: Timestamp
  /** Names of the rules about transitions that wanted it. */
  rules: Jsonb<string[]>
  /** Of these, who has agreed: rule → actor. */
  agreed: Jsonb<Record<string, string>>
  /** Why the move was refused when it was agreed to. */
  refusal: NullableJsonb<{ message: string; problems: Problem[]; at: string }>
  decided_by: string | null
  decided_at: NullableTimestamp
  decision_comment: string | null
}
