import type { RecentRunsInput, RunActionInput } from '@tenon/sdk/contract/action-run'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { RunMetricInput } from '@tenon/sdk/contract/metrics-api'
import type { RecordFilter } from '@tenon/sdk/contract/query'
import { z } from 'zod'
import { pointInTimeInput } from './point-in-time-input.ts'

/** A schema that takes and gives exactly `T`: nothing is coerced at the edge. */
type Exact<T> = z.ZodType<T, T>

const name = z.string().min(1).max(200)
// What is in them is checked by the model and by `compileFilter`, within their own bounds.
const jsonObject = z.record(z.string(), z.unknown()) as unknown as Exact<JsonObject>
const filter = z.unknown() as unknown as Exact<RecordFilter>

/** What of a run is not told by the address that it is posted to. */
export const runBody = {
  ids: z.exactOptional(z.array(z.uuid()).max(10_000)),
  where: z.exactOptional(filter),
  search: z.exactOptional(z.string().max(200)),
  form: z.exactOptional(jsonObject),
}

export const runActionInput: Exact<RunActionInput> = z.strictObject({ plugin: name, action: name, ...runBody })
export const runIdInput: Exact<{ id: string }> = z.strictObject({ id: z.uuid() })
export const recentRunsInput: z.ZodOptional<Exact<RecentRunsInput>> = z.optional(
  z.strictObject({ entity: z.exactOptional(name), limit: z.exactOptional(z.int().min(1).max(100)) }),
)
export const runMetricInput: Exact<RunMetricInput> = z.strictObject({
  plugin: name,
  name,
  from: pointInTimeInput,
  to: pointInTimeInput,
  timeZone: name,
})
