import {
  APPROVAL_STATUSES,
  type ApprovalIdInput,
  type DecideMoveInput,
  type ListApprovalsInput,
  type RequestApprovalInput,
} from '@tenon/sdk/contract/approvals-api'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { z } from 'zod'

/** A schema that takes and gives exactly `T`: nothing is coerced at the edge. */
type Exact<T> = z.ZodType<T, T>

const name = z.string().min(1).max(200)
const id = z.uuid()
const status = z.exactOptional(z.enum(APPROVAL_STATUSES))
const comment = z.exactOptional(z.string().max(1_000))
// What is in them is checked by the model.
const values = z.exactOptional(z.record(z.string(), z.unknown()) as unknown as Exact<JsonObject>)

export const requestApprovalInput: Exact<RequestApprovalInput> = z.strictObject({
  entity: name,
  id,
  version: z.int().min(0),
  stage: name,
  pipeline: z.exactOptional(name),
  values,
  comment,
})
export const listApprovalsInput: Exact<ListApprovalsInput> = z.discriminatedUnion('of', [
  z.strictObject({ of: z.literal('toDecide') }),
  z.strictObject({ of: z.literal('asked'), status }),
  z.strictObject({ of: z.literal('record'), entity: name, id, status }),
])
export const approvalIdInput: Exact<ApprovalIdInput> = z.strictObject({ id })
export const decideMoveInput: Exact<DecideMoveInput> = z.strictObject({ id, agree: z.boolean(), comment })
