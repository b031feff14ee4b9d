import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { COMMON_FIELDS, SETTABLE_COMMON_FIELDS } from '@tenon/sdk/contract/record'
import type { CheckedExpression } from '@tenon/sdk/expression/check-expression'
import { sql } from 'kysely'
import { actorReference } from '../context/request-context.ts'
import type { ExpandableRecord } from './expanding/expand-records.ts'
import { expressionTime } from './expression-time.ts'
import { idArray } from './find-followers.ts'
import type { Queryable } from './queryable.ts'
import { type RecordScope, tableOf } from './record-scope.ts'
import { namedColumns, rowJson } from './row-json.ts'
import type { RuledWrite } from './ruled-write.ts'

interface Wanted {
  writes: readonly RuledWrite[]
  expressions: Iterable<CheckedExpression>
}

/** Records as the writes would leave them, and as they were, with the common fields that expressions name. */
export async function wholeRecords(
  db: Queryable,
  scope: RecordScope,
  { writes, expressions }: Wanted,
): Promise<ExpandableRecord[]> {
  const named = new Set([...expressions].flatMap(({ references }) => references.map(({ path }) => path[0] ?? '')))
  const common = COMMON_FIELDS.filter((name) => named.has(name) && !SETTABLE_COMMON_FIELDS.some((one) => one === name))
  const ids = writes.flatMap(({ id }) => id ?? [])
  const before =
    common.length === 0 || ids.length === 0 ? new Map() : await readCommon(db, scope, { names: common, ids })
  return writes.map((write) => wholeRecord(scope, write, before.get(write.id) ?? {}))
}

async function readCommon(
  db: Queryable,
  { ctx, entity }: RecordScope,
  { names, ids }: { names: readonly string[]; ids: readonly string[] },
): Promise<Map<string | null, JsonObject>> {
  const body = rowJson(namedColumns(entity, { names: ['id', ...names], alias: 't' }))
  const { rows } = await sql<{ id: string; body: JsonObject }>`
    select t.id, ${body} as body from ${tableOf(ctx, entity)} t where t.id = any(${idArray(ids)})`.execute(db)
  return new Map(rows.map(({ id, body }) => [id, body]))
}

function wholeRecord(scope: RecordScope, { id, old, place, whole }: RuledWrite, before: JsonObject): ExpandableRecord {
  const now = expressionTime(scope.ctx).toISOString()
  const by = actorReference(scope.ctx.actor)
  const version = typeof before['version'] === 'number' ? before['version'] + 1 : 1
  const moves = place !== null && (old?.['stage'] !== place.stage || old['pipeline'] !== place.pipeline)
  const written: JsonObject = {
    ...{ createdAt: now, createdBy: by },
    ...before,
    ...{ id, version, updatedAt: now, updatedBy: by },
    ...(moves && { stageEnteredAt: now }),
  }
  return { record: { ...whole, ...written }, old: old === null ? null : { ...old, ...before } }
}
