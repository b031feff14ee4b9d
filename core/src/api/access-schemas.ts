import type {
  DelegateInput,
  ExplainAccessInput,
  SetTerritoryInput,
  ShareRecordInput,
  UnshareRecordInput,
  ViewAsInput,
} from '@tenon/sdk/contract/access-api'
import { z } from 'zod'
import { pointInTimeInput } from './point-in-time-input.ts'

/** A schema that takes and gives exactly `T`: nothing is coerced at the edge. */
type Exact<T> = z.ZodType<T, T>

const name = z.string().min(1).max(200)
const id = z.uuid()
const MAX_RULES = 200
const MAX_MEMBERS = 10_000

export const shareRecordInput: Exact<ShareRecordInput> = z.strictObject({
  entity: name,
  id: name,
  with: z.strictObject({ kind: z.enum(['user', 'team']), id }),
  edit: z.boolean(),
  until: z.exactOptional(pointInTimeInput.nullable()),
})
export const unshareRecordInput: Exact<UnshareRecordInput> = z.strictObject({ entity: name, id: name, share: id })
export const delegateInput: Exact<DelegateInput> = z.strictObject({
  absentId: z.exactOptional(id),
  standInId: id,
  from: pointInTimeInput,
  until: pointInTimeInput,
})
export const delegationIdInput: Exact<{ id: string }> = z.strictObject({ id })
export const territoryIdInput: Exact<{ id: string }> = z.strictObject({ id })
export const setTerritoryInput: Exact<SetTerritoryInput> = z.strictObject({
  id: z.exactOptional(id),
  name: z.string().max(200),
  parentId: id.nullable(),
  rules: z.record(name, z.string().max(10_000).regex(/\S/)).refine((rules) => Object.keys(rules).length <= MAX_RULES),
  memberIds: z.array(id).max(MAX_MEMBERS),
})
export const hasRightInput: Exact<{ right: string }> = z.strictObject({ right: name })
export const explainAccessInput: Exact<ExplainAccessInput> = z.strictObject({
  entity: name,
  id: name,
  action: z.enum(['read', 'update', 'delete']),
  field: z.exactOptional(name),
  userId: z.exactOptional(id),
})
export const viewAsInput: Exact<ViewAsInput> = z.union([z.strictObject({ userId: id }), z.strictObject({ role: name })])
