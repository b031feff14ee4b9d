import { CONSEQUENCE_REASONS } from '@tenon/sdk/contract/consequence-reasons'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { CompiledEntity, CompiledField } from '../model/compiled-model.ts'
import { changeSilently, type RecordChange } from './change-records.ts'
import { idArray, namesOneOf } from './find-followers.ts'
import { fullScope } from './full-scope.ts'
import { placeOf } from './place-in-pipeline.ts'
import type { Queryable } from './queryable.ts'
import { type RecordScope, systemTable, tableOf } from './record-scope.ts'
import { restoration } from './restoration.ts'
import { completeJson } from './row-json.ts'
import { writeInRoom } from './stage-room.ts'
import { storedValues } from './stored-values.ts'
import { violatedIndex } from './violated-index.ts'

/** Records whose values are in memory at once. */
const BATCH = 200

/** What came back together with a record, and what stays in the trash because something stands in its way. */
export interface Along {
  returned: number
  left: number
}

/** Whether a deletion of such a record may take others along. */
export function takesAlong({ referencedBy }: CompiledEntity): boolean {
  return referencedBy.some(({ onDelete }) => onDelete === 'cascade')
}

/** When the record was deleted, exactly: whatever that deletion took along has the same time. Null for one that is not in the trash. */
export async function deletionTime(trx: Queryable, { ctx }: RecordScope, id: string): Promise<string | null> {
  const { rows } = await sql<{ at: string }>`
    select at::text as at from ${systemTable(ctx, '_trash')} where record_id = ${id}::uuid`.execute(trx)
  return rows[0]?.at ?? null
}

/**
 * Brings back what the deletion of a record at that time took along, in the transaction in which the record came back, level
 * by level. What was deleted by itself stays deleted; so does what cannot come back: another record that it names is gone,
 * a value of its own is taken meanwhile, its stage is full. `database` is bound to the transaction.
 */
export async function bringAlong(
  database: Database,
  scope: RecordScope,
  { trx, id, at }: { trx: Queryable; id: string; at: string },
): Promise<Along> {
  const along: Along = { returned: 0, left: 0 }
  let level: Group[] = [{ entity: scope.entity, ids: [id] }]
  while (level.length > 0) {
    const next: Group[] = []
    for (const target of level) {
      for (const { entity, field } of cascades(scope, target.entity)) {
        const waiting = await takenAlong(trx, fullScope(scope, entity), { field, target, at })
        const ids = await returnEach(database, fullScope(scope, entity), { trx, waiting })
        along.returned += ids.length
        along.left += waiting.length - ids.length
        if (ids.length > 0) next.push({ entity, ids })
      }
    }
    level = next
  }
  return along
}

interface Group {
  entity: CompiledEntity
  ids: string[]
}

function cascades({ model }: RecordScope, { referencedBy }: CompiledEntity) {
  return referencedBy.flatMap(({ entity: name, field: key, onDelete }) => {
    const entity = model.entities.get(name)
    const field = entity?.fields.get(key)
    return onDelete === 'cascade' && entity !== undefined && field !== undefined ? [{ entity, field }] : []
  })
}

/** Deleted in the same transaction, and as a consequence: what somebody deleted by itself has no reason in the trash. */
async function takenAlong(
  trx: Queryable,
  { ctx, entity }: RecordScope,
  { field, target, at }: { field: CompiledField; target: Group; at: string },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select r.id from ${tableOf(ctx, entity)} r
    join ${systemTable(ctx, '_trash')} t on t.record_id = r.id and t.at = ${at}::timestamptz
      and t.reason is not null and t.merge_id is null
    where ${namesOneOf(field, target)} and r.deleted_at is not null order by r.id for update of r`.execute(trx)
  return rows.map(({ id }) => id)
}

interface Waiting {
  trx: Queryable
  waiting: readonly string[]
}

/** The ids of those that came back. */
async function returnEach(database: Database, scope: RecordScope, { trx, waiting }: Waiting): Promise<string[]> {
  const back: string[] = []
  for (let at = 0; at < waiting.length; at += BATCH) {
    const records = await readDeleted(trx, scope, waiting.slice(at, at + BATCH))
    if (await canReturn(database, scope, { trx, records })) back.push(...records.map(({ id }) => id))
    // One of them stands in the way of all; the others come back by themselves.
    else for (const one of records) if (await canReturn(database, scope, { trx, records: [one] })) back.push(one.id)
  }
  return back
}

interface Deleted {
  id: string
  version: number
  values: JsonObject
}

async function readDeleted(trx: Queryable, { ctx, entity }: RecordScope, ids: readonly string[]): Promise<Deleted[]> {
  const { rows } = await sql<{ id: string; version: number; body: JsonObject }>`
    select r.id, r.version, ${completeJson(entity, 'r', {})} as body from ${tableOf(ctx, entity)} r
    where r.id = any(${idArray(ids)}) order by r.id`.execute(trx)
  return rows.map(({ body, ...row }) => ({ ...row, values: storedValues(entity, body) }))
}

/** Brings all of them back, or none; true where it did. */
async function canReturn(
  database: Database,
  scope: RecordScope,
  { trx, records }: { trx: Queryable; records: readonly Deleted[] },
): Promise<boolean> {
  const change: RecordChange = restoration(scope, records, CONSEQUENCE_REASONS.restored)
  await sql`savepoint along`.execute(trx)
  try {
    const outcome = await writeInRoom(database, scope, {
      places: records.map(({ values }) => placeOf(values)),
      write: (db) => changeSilently(db, scope, change),
    })
    if ('written' in outcome && outcome.written === records.length) {
      await sql`release savepoint along`.execute(trx)
      return true
    }
  } catch (error) {
    if (violatedIndex(scope.entity, error) === null) throw error
  }
  await sql`rollback to savepoint along`.execute(trx)
  await sql`release savepoint along`.execute(trx)
  return false
}
