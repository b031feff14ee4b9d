import type { PipelineReportInput } from '@tenon/sdk/contract/pipeline-report'
import type { RecordFilter } from '@tenon/sdk/contract/query'
import type { CreationInput } from '@tenon/sdk/contract/stage-creation'
import { z } from 'zod'

/** A schema that takes and gives exactly `T`: nothing is coerced at the edge. */
type Exact<T> = z.ZodType<T, T>

const name = z.string().min(1).max(200)
const day = z.string().max(20)

export const pipelineReportInput: Exact<PipelineReportInput> = z.strictObject({
  entity: name,
  pipeline: name,
  from: day,
  to: day,
  // What is in it is checked by `compileFilter`, within its own bounds.
  where: z.exactOptional(z.unknown() as unknown as Exact<RecordFilter>),
})
export const creationInput: Exact<CreationInput> = z.strictObject({ history: z.uuid(), name })
