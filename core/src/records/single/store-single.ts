import type { TenonRecord } from '@tenon/sdk/contract/record'
import { actorReference } from '../../context/request-context.ts'
import type { OutboxNotice } from '../../events/outbox-notice.ts'
import { WrittenEvent } from '../../events/written-event.ts'
import type { CompiledEntity } from '../../model/compiled-model.ts'
import type { ApprovedWrite } from '../approve-writes.ts'
import type { Queryable } from '../queryable.ts'
import type { RecordScope } from '../record-scope.ts'
import { type ChangedRow, changedRow, type JudgedChange } from './changed-row.ts'
import { insertSeveral } from './insert-several.ts'
import { insertSingle } from './insert-single.ts'
import { type NewRow, newRow } from './new-row.ts'
import { singleShape } from './single-shape.ts'
import { STALE } from './stale-names.ts'
import { updateSeveral } from './update-several.ts'
import { updateSingle } from './update-single.ts'
import { writeTogether } from './write-together.ts'

interface HowStored {
  /** How relays hear of it; they have once it is stored. */
  notice: OutboxNotice
  /** Whether it may go in one statement with others of the same moment. */
  together: boolean
}

/**
 * Stores a new record of which `isSingleInsert` holds, and returns it as the actor may see it; null where a reference has no
 * target: then nothing was written.
 */
export async function storeNew(
  db: Queryable,
  scope: RecordScope,
  { write, notice, together }: HowStored & { write: ApprovedWrite },
): Promise<TenonRecord | null> {
  const row = newRow(scope, write)
  // Writers of numbers wait for each other.
  const waits = singleShape(scope.entity).numbers || mayWait(scope.entity, write, Object.keys(write.values))
  const may = together && !waits
  const record = await insertRow(db, scope, { row, notifies: notice.inStatement, together: may })
  const written = { own: row.own, record: row.record, version: 1 }
  if (record !== null) notice.committed(writtenEvent(scope, 'record.created', written))
  return record
}

interface Storing<Row> {
  row: Row
  notifies: boolean
  together: boolean
}

async function insertRow(
  db: Queryable,
  scope: RecordScope,
  { row, notifies, together }: Storing<NewRow>,
): Promise<TenonRecord | null> {
  if (together) {
    const joined = await writeTogether({
      ...{ of: scope.access, kind: `create ${notifies} ${row.kind}`, id: `${row.own._id}`, write: row },
      one: (row) => insertSingle(db, scope, { row, notifies, grouped: true }),
      several: (rows) => insertSeveral(db, scope, { rows, notifies }),
    })
    if (joined !== null) return joined
  }
  return insertSingle(db, scope, { row, notifies })
}

/**
 * Makes a change of which `isSingleUpdate` holds, and returns the record as the actor may see it; null where it is no longer
 * the row that was seen, or a reference has no target: then nothing was written.
 */
export async function storeChanged(
  db: Queryable,
  scope: RecordScope,
  { notice, together, ...judged }: HowStored & JudgedChange,
): Promise<TenonRecord | null> {
  const row = changedRow(scope, judged)
  const may = together && !mayWait(scope.entity, judged.write, judged.changed)
  const record = await updateRow(db, scope, { row, notifies: notice.inStatement, together: may })
  const version = Number(judged.seen.record['version']) + 1
  const written = { own: row.own, record: row.shown, version }
  if (record !== null) notice.committed(writtenEvent(scope, 'record.updated', written))
  return record
}

async function updateRow(
  db: Queryable,
  scope: RecordScope,
  { row, notifies, together }: Storing<ChangedRow>,
): Promise<TenonRecord | null> {
  if (together) {
    const joined = await writeTogether({
      ...{ of: scope.access, kind: `update ${notifies} ${row.kind}`, id: `${row.own._id}`, write: row },
      several: (rows) => updateSeveral(db, scope, { rows, notifies }),
    })
    if (joined !== null) return joined
  }
  return updateSingle(db, scope, { row, notifies })
}

type Written = Pick<NewRow, 'record'> & Pick<NewRow | ChangedRow, 'own'> & { version: number }

/** None of a record with values that are to be worked out again: more follows of that than telling subscribers. */
function writtenEvent(
  { ctx, entity }: RecordScope,
  type: 'record.created' | 'record.updated',
  { own, record, version }: Written,
): WrittenEvent | undefined {
  if (Object.hasOwn(record, STALE)) return undefined
  const actor = actorReference(ctx.actor)
  return new WrittenEvent(`${own._event}`, { type, entity: entity.name, recordId: `${own._id}`, version, actor })
}

/** Whether a row with new values of these fields can have to wait for who writes the same value of what must be unique. */
function mayWait(
  { fields, uniqueGroups }: CompiledEntity,
  { values }: ApprovedWrite,
  names: Iterable<string>,
): boolean {
  const unique = new Set(uniqueGroups.flatMap((group) => group.fields.map(({ name }) => name)))
  for (const name of names) {
    const isUnique = unique.has(name) || fields.get(name)?.schema.unique === true
    if (isUnique && (values[name] ?? null) !== null) return true
  }
  return false
}
