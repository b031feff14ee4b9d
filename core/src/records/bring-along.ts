import { CONSEQUENCE_REASONS } from '@tenon/sdk/contract/consequence-reasons'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { CompiledEntity, CompiledField } from '../model/compiled-model.ts'
import { changeSilently, type RecordChange } from './change-records.ts'
import { clearReference } from './delete-record.ts'
import { idArray, namesOneOf, readLinks } from './find-followers.ts'
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
  /** Whether a reference to what stays was emptied, of the record or of what came back with it. */
  cleared: boolean
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

/** SELECT of the ids of what the deletion at that time took along, as far as it still lies in the trash. */
export function takenAt(scope: RecordScope, at: string): RawBuilder<unknown> {
  return sql`select t.record_id from ${systemTable(scope.ctx, '_trash')} t
    where t.at = ${at}::timestamptz and ${wentAlong(scope, 't')}`
}

/** Of entities of which a deletion can take records along: with the time, an index tells which they are. */
function wentAlong(scope: RecordScope, alias: string): RawBuilder<boolean> {
  const names = new Set<string>()
  for (let level = [scope.entity]; level.length > 0; ) {
    const next = level.flatMap((target) => cascades(scope, target).map(({ entity }) => entity))
    level = next.filter(({ name }) => !names.has(name))
    for (const { name } of level) names.add(name)
  }
  const column = (name: string) => sql.ref(`${alias}.${name}`)
  return sql<boolean>`${column('entity')} = any(${[...names]}::text[]) and ${column('reason')} is not null
    and ${column('merge_id')} is null`
}

/** Ids of what went along when these were deleted, as far as it still lies in the trash. */
export async function takenWith(database: Database, scope: RecordScope, ids: readonly string[]): Promise<string[]> {
  const { ctx } = scope
  const { rows } = await sql<{ id: string }>`
    select o.record_id as id from ${systemTable(ctx, '_trash')} t
    join ${systemTable(ctx, '_trash')} o on o.at = t.at and ${wentAlong(scope, 'o')}
    where t.record_id = any(${idArray(ids)})`.execute(database.tenant(ctx.tenant.schema))
  return rows.map(({ id }) => id)
}

/** A record names what does not come back with it. */
export const NAMES_DELETED = new Error('What the record names stays in the trash.')

interface Returned {
  trx: Queryable
  id: string
  at: string
}

/**
 * Brings back what the deletion of a record at that time took along, in the transaction in which the record came back, level
 * by level; these may name each other, and the record them. What was deleted by itself stays deleted; so does what cannot come
 * back: another record that it names is gone, a value of its own is taken meanwhile, its stage is full. A reference to
 * such is emptied where its rule allows. `database` is bound to the transaction.
 * @throws NAMES_DELETED where the record itself must name what stays
 */
export async function bringAlong(database: Database, scope: RecordScope, returned: Returned): Promise<Along> {
  const { trx, at } = returned
  await sql`savepoint together`.execute(trx)
  let reached = await bringLevels(database, scope, { ...returned, coming: takenAt(scope, at) })
  let cleared = await clearDangling(trx, scope, { at, left: reached.left })
  if (cleared === null) {
    // Some could come back only if others did: then each has to find there what it names.
    await sql`rollback to savepoint together`.execute(trx)
    reached = await bringLevels(database, scope, returned)
    cleared = await clearDangling(trx, scope, { at, left: reached.left })
    if (cleared === null) throw NAMES_DELETED
  }
  await sql`release savepoint together`.execute(trx)
  return { returned: reached.returned, left: reached.left.length, cleared }
}

interface Reached {
  returned: number
  /** Ids of what was tried and stays in the trash. */
  left: string[]
}

async function bringLevels(
  database: Database,
  scope: RecordScope,
  { trx, id, at, coming = null }: Returned & { coming?: RawBuilder<unknown> | null },
): Promise<Reached> {
  const reached: Reached = { returned: 0, left: [] }
  let level: Group[] = [{ entity: scope.entity, ids: [id] }]
  while (level.length > 0) {
    const next: Group[] = []
    for (const target of level) {
      for (const { entity, field } of cascades(scope, target.entity)) {
        const waiting = await takenAlong(trx, fullScope(scope, entity), { field, target, at })
        const ids = await returnEach(database, fullScope(scope, entity), { trx, waiting, coming })
        reached.returned += ids.length
        const back = new Set(ids)
        reached.left.push(...waiting.filter((one) => !back.has(one)))
        if (ids.length > 0) next.push({ entity, ids })
      }
    }
    level = next
  }
  return reached
}

/**
 * Empties references of what has come back to what was tried and has not; true where there were any. Null where one has to
 * stay, or names what was not tried: then nobody may have come back that names it.
 */
async function clearDangling(
  trx: Queryable,
  scope: RecordScope,
  { at, left }: { at: string; left: readonly string[] },
): Promise<boolean | null> {
  const { ctx, model } = scope
  const { rows } = await sql<{ entity: string; ids: string[] }>`
    select t.entity, array_agg(t.record_id) as ids from ${systemTable(ctx, '_trash')} t
    where t.record_id in (${takenAt(scope, at)}) group by t.entity order by t.entity`.execute(trx)
  const tried = new Set(left)
  let isCleared = false
  for (const { entity: name, ids } of rows) {
    const entity = model.entities.get(name)
    if (entity === undefined) continue
    for (const isTried of [true, false]) {
      const gone = ids.filter((one) => tried.has(one) === isTried)
      for (const link of gone.length === 0 ? [] : await readLinks(trx, scope, { entity, ids: gone })) {
        if (!isTried || link.onDelete !== 'setNull') return null
        await clearReference(trx, scope, { ...link, gone })
        isCleared = true
      }
    }
  }
  return isCleared
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
  coming: RawBuilder<unknown> | null
}

/** The ids of those that came back. */
async function returnEach(
  database: Database,
  scope: RecordScope,
  { trx, waiting, coming }: Waiting,
): Promise<string[]> {
  const back: string[] = []
  for (let at = 0; at < waiting.length; at += BATCH) {
    const records = await readDeleted(trx, scope, waiting.slice(at, at + BATCH))
    if (await canReturn(database, scope, { trx, records, coming })) back.push(...records.map(({ id }) => id))
    // One of them stands in the way of all; the others come back by themselves.
    else
      for (const one of records)
        if (await canReturn(database, scope, { trx, records: [one], coming })) back.push(one.id)
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
  { trx, records, coming }: Omit<Waiting, 'waiting'> & { records: readonly Deleted[] },
): Promise<boolean> {
  const change: RecordChange = restoration(scope, records, { reason: CONSEQUENCE_REASONS.restored, coming })
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
