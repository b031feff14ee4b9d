import type { MoveStageInput } from '@tenon/sdk/contract/api-contract'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { RequestContext } from '../context/request-context.ts'
import type { UpdateRecord } from '../records/update-record.ts'

export type MoveStage = (ctx: RequestContext, input: MoveStageInput) => Promise<TenonRecord>

/** Makes the function that moves a record to another stage: an update like any other, so that no rule is passed by. */
export function makeMoveStage({ updateRecord }: { updateRecord: UpdateRecord }): MoveStage {
  return (ctx, { entity, id, version, stage, pipeline, override }) =>
    updateRecord(ctx, {
      ...{ entity, id, version },
      values: { stage, ...(pipeline !== undefined && { pipeline }) },
      ...(override !== undefined && { override }),
    })
}
