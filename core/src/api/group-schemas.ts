import { GROUP_MEASURES, GROUP_PERIODS, type GroupRecordsInput } from '@tenon/sdk/contract/group-records'
import type { RecordFilter } from '@tenon/sdk/contract/query'
import { z } from 'zod'

const name = z.string().min(1).max(200)
const path = z.string().min(1).max(1_000)
const direction = z.exactOptional(z.enum(['asc', 'desc']))
// `compileFilter` says what is wrong where, within its own bounds.
const filter = z.unknown() as unknown as z.ZodType<RecordFilter, RecordFilter>

/** How many of each are allowed is for the verb to say. */
export const groupRecordsInput: z.ZodType<GroupRecordsInput, GroupRecordsInput> = z.strictObject({
  entity: name,
  where: z.exactOptional(filter),
  search: z.exactOptional(z.string().max(200)),
  groupBy: z
    .array(z.union([path, z.strictObject({ field: path, per: z.exactOptional(z.enum(GROUP_PERIODS)) })]))
    .max(20),
  measures: z.exactOptional(
    z.record(
      z.string().min(1).max(100),
      z.strictObject({ measure: z.enum(GROUP_MEASURES), field: z.exactOptional(path) }),
    ),
  ),
  sort: z.exactOptional(
    z
      .array(
        z.union([z.strictObject({ key: z.int().min(0), direction }), z.strictObject({ measure: name, direction })]),
      )
      .max(50),
  ),
  limit: z.exactOptional(z.int()),
})
