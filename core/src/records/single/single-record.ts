import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { actorReference } from '../../context/request-context.ts'
import type { ApprovedWrite } from '../approve-writes.ts'
import type { RecordScope } from '../record-scope.ts'
import { singleShape } from './single-shape.ts'
import { STALE, staleNames } from './stale-names.ts'

type Written = Pick<ApprovedWrite, 'values' | 'codes' | 'place' | 'stay'>

/** The new record as PostgreSQL would tell it, but for its times of creation and change, which PostgreSQL gives. */
export function newRecord(
  { ctx, entity }: RecordScope,
  id: string,
  { values, codes, place, stay }: Written,
): JsonObject {
  const by = actorReference(ctx.actor)
  const record: JsonObject = { ...singleShape(entity).empty }
  for (const name in values) if (name in record) record[name] = values[name] ?? null
  Object.assign(record, { id, version: 1, createdBy: by, updatedBy: by })
  if (place !== null) Object.assign(record, { pipeline: place.pipeline, stage: place.stage })
  if (stay !== null) {
    Object.assign(record, { stageEnteredAt: stay.enteredAt, stageDueAt: stay.dueAt, stageStaleAt: stay.staleAt })
  }
  const stale = staleNames(entity, codes)
  if (stale !== null) record[STALE] = stale
  return record
}

interface Changed {
  /** The whole record before. */
  before: JsonObject
  values: JsonObject
  codes: ApprovedWrite['codes']
  /** Fields that really change; none of them is the stage. */
  changed: ReadonlySet<string>
}

/**
 * What is another one in a record after a change, but for the time of it, which PostgreSQL gives. It is added to the record
 * before without what that has under `STALE`.
 */
export function changedParts({ ctx, entity }: RecordScope, { before, values, codes, changed }: Changed): JsonObject {
  const parts: JsonObject = { version: (before['version'] as number) + 1, updatedBy: actorReference(ctx.actor) }
  for (const name of changed) parts[name] = values[name] ?? null
  const stale = staleNames(entity, codes, before)
  if (stale !== null) parts[STALE] = stale
  return parts
}

/** What the audit trail says of such a change. */
export function changesOf({ before, values, changed }: Omit<Changed, 'codes'>): JsonObject {
  const changes: JsonObject = {}
  for (const name of changed) changes[name] = { old: before[name] ?? null, new: values[name] ?? null }
  return changes
}
