import type {
  ActorChanges,
  FindAuditInput,
  PlanRestoreInput,
  RecordAsOfInput,
  RestoreStateInput,
  TimelineInput,
  UndoBatchInput,
} from '@tenon/sdk/contract/audit-api'
import { z } from 'zod'
import { pointInTimeInput } from './point-in-time-input.ts'

type Exact<T> = z.ZodType<T, T>

const name = z.string().min(1).max(200)
const moment = z.exactOptional(pointInTimeInput)
const filter = {
  actor: z.exactOptional(name),
  field: z.exactOptional(name),
  action: z.exactOptional(name),
  from: moment,
  to: moment,
  limit: z.exactOptional(z.int().min(1).max(200)),
  after: z.exactOptional(z.string().max(8_000)),
}

export const timelineInput: Exact<TimelineInput> = z.strictObject({ entity: name, id: z.uuid(), ...filter })
export const findAuditInput: Exact<FindAuditInput> = z.strictObject({
  entity: z.exactOptional(name),
  grouped: z.exactOptional(z.boolean()),
  group: z.exactOptional(name),
  ...filter,
})

const actorChanges = { actor: name, from: pointInTimeInput, to: pointInTimeInput }
export const actorChangesInput: Exact<ActorChanges> = z.strictObject(actorChanges)
export const undoBatchInput: Exact<UndoBatchInput> = z.strictObject({
  ...actorChanges,
  after: z.exactOptional(z.string().max(100)),
})

const pastState = {
  entity: name,
  id: z.uuid(),
  entry: z.uuid(),
  side: z.enum(['before', 'after']),
  fields: z.exactOptional(z.array(name).min(1).max(200)),
}
export const planRestoreInput: Exact<PlanRestoreInput> = z.strictObject(pastState)
export const restoreStateInput: Exact<RestoreStateInput> = z.strictObject({ ...pastState, version: z.int().min(0) })
export const recordAsOfInput: Exact<RecordAsOfInput> = z.strictObject({
  entity: name,
  id: z.uuid(),
  at: pointInTimeInput,
})
