import type {
  CheckDuplicatesInput,
  DuplicateGroupsInput,
  DuplicateRuleInput,
  FindDuplicatesInput,
  SetApartInput,
} from '@tenon/sdk/contract/duplicates-api'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { MergeRecordsInput, UnmergeRecordsInput } from '@tenon/sdk/contract/record-merge'
import { z } from 'zod'

/** A schema that takes and gives exactly `T`: nothing is coerced at the edge. */
type Exact<T> = z.ZodType<T, T>

const name = z.string().min(1).max(200)
const record = z.strictObject({ id: z.uuid(), version: z.int().min(0) })
const values = z.record(z.string(), z.unknown()) as unknown as Exact<JsonObject>

export const mergeRecordsInput: Exact<MergeRecordsInput> = z.strictObject({
  entity: name,
  into: record,
  from: z.array(record).min(1).max(20),
  values,
})

export const unmergeRecordsInput: Exact<UnmergeRecordsInput> = z.strictObject({ entity: name, merge: z.uuid() })

export const checkDuplicatesInput: Exact<CheckDuplicatesInput> = z.strictObject({
  entity: name,
  values,
  id: z.exactOptional(z.uuid()),
})

export const findDuplicatesInput: Exact<FindDuplicatesInput> = z.strictObject({
  entity: name,
  rule: name,
  after: z.exactOptional(z.string().max(100)),
})

export const duplicateRuleInput: Exact<DuplicateRuleInput> = z.strictObject({ entity: name, rule: name })

export const duplicateGroupsInput: Exact<DuplicateGroupsInput> = z.strictObject({
  entity: name,
  rule: name,
  after: z.exactOptional(z.uuid()),
  limit: z.exactOptional(z.int().min(1).max(200)),
})

export const setApartInput: Exact<SetApartInput> = z.strictObject({
  entity: name,
  ids: z.array(z.uuid()).min(2).max(20),
})
