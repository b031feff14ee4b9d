import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { actorReference } from '../context/request-context.ts'
import type { ExpandableRecord } from './expanding/expand-records.ts'
import { expressionTime } from './expression-time.ts'
import type { RecordScope } from './record-scope.ts'
import type { RuledWrite } from './ruled-write.ts'

/** A record as the write would leave it, and as it was, common fields among them. */
export function wholeRecord(scope: RecordScope, { id, old, before, place, whole }: RuledWrite): ExpandableRecord {
  const now = expressionTime(scope.ctx).toISOString()
  const by = actorReference(scope.ctx.actor)
  const version = typeof before?.['version'] === 'number' ? before['version'] + 1 : 1
  const moves = place !== null && (old?.['stage'] !== place.stage || old['pipeline'] !== place.pipeline)
  const record: JsonObject = {
    ...{ createdAt: now, createdBy: by },
    ...before,
    ...whole,
    ...{ id, version, updatedAt: now, updatedBy: by },
    ...(moves && { stageEnteredAt: now }),
  }
  return { record, old: old === null ? null : { ...before, ...old } }
}
