import {
  BULK_ROW_STATES,
  type BulkOperation,
  type BulkReportInput,
  type BulkTarget,
  type MergeGroup,
  type RecentBulkInput,
  type StartBulkInput,
} from '@tenon/sdk/contract/bulk-api'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { MERGE_TAKES } from '@tenon/sdk/contract/merge-values'
import type { RecordFilter } from '@tenon/sdk/contract/query'
import { TAG_LIMITS } from '@tenon/sdk/contract/tags-api'
import { z } from 'zod'
import { batchMode } from './envelope-schemas.ts'

/** A schema that takes and gives exactly `T`: nothing is coerced at the edge. */
type Exact<T> = z.ZodType<T, T>

const name = z.string().min(1).max(200)
// What is in them is checked by the model and by `compileFilter`, within their own bounds.
const jsonObject = z.record(z.string(), z.unknown()) as unknown as Exact<JsonObject>
const filter = z.unknown() as unknown as Exact<RecordFilter>

const version = z.strictObject({ id: z.uuid(), version: z.int().min(0) })
const group: Exact<MergeGroup> = z.strictObject({
  into: version,
  from: z.array(version).min(1).max(20),
  values: z.exactOptional(jsonObject),
})

const target: Exact<BulkTarget> = z.union([
  z.strictObject({ ids: z.array(z.uuid()).min(1).max(10_000) }),
  z.strictObject({ groups: z.array(group).min(1).max(5_000) }),
  z.strictObject({ where: z.exactOptional(filter), search: z.exactOptional(z.string().max(200)) }),
])

const tags = z.array(z.uuid()).max(TAG_LIMITS.perRecord)

const operation: Exact<BulkOperation> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('update'), values: jsonObject }),
  z.strictObject({ kind: z.literal('assign'), ownerId: z.uuid().nullable() }),
  z.strictObject({ kind: z.literal('tag'), add: z.exactOptional(tags), remove: z.exactOptional(tags) }),
  z.strictObject({ kind: z.literal('delete') }),
  z.strictObject({ kind: z.literal('restore') }),
  z.strictObject({ kind: z.literal('merge'), take: z.exactOptional(z.enum(MERGE_TAKES)) }),
])

export const startBulkInput: Exact<StartBulkInput> = z.strictObject({
  entity: name,
  target,
  operation,
  mode: z.exactOptional(batchMode),
  reason: z.exactOptional(z.string().trim().min(1).max(500)),
})
export const bulkIdInput: Exact<{ id: string }> = z.strictObject({ id: z.uuid() })
export const recentBulkInput: z.ZodOptional<Exact<RecentBulkInput>> = z.optional(
  z.strictObject({ entity: z.exactOptional(name), limit: z.exactOptional(z.int().min(1).max(100)) }),
)
export const bulkReportInput: Exact<BulkReportInput> = z.strictObject({
  id: z.uuid(),
  state: z.exactOptional(z.enum(BULK_ROW_STATES)),
  after: z.exactOptional(z.uuid()),
  limit: z.exactOptional(z.int().min(1).max(200)),
})
