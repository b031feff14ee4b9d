import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { type RawBuilder, sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { originOf } from '../../audit/origin-of.ts'
import { actorReference } from '../../context/request-context.ts'
import type { ApprovedWrite } from '../approve-writes.ts'
import { firstValuesOf } from '../first-values.ts'
import { runKept, slot } from '../kept-statement.ts'
import type { Queryable } from '../queryable.ts'
import { type RecordScope, tableOf } from '../record-scope.ts'
import { needsOwnStatement } from '../write-answers.ts'
import { boundValues, writeColumns } from '../write-columns.ts'
import { writtenPart } from '../written-part.ts'
import { bound, targetsHeld } from './bound-columns.ts'
import { singleAnswer } from './single-answer.ts'
import { newRecord } from './single-record.ts'
import { singleShape } from './single-shape.ts'
import { singleStatement } from './single-statement.ts'
import { writtenAt } from './written-at.ts'

/**
 * Whether a new record can be stored by `insertSingle`: the server knows all that is to be written down of it, and each of its
 * references names one thing.
 */
export function isSingleInsert(scope: RecordScope, { values, typed }: ApprovedWrite): boolean {
  const { entity, access, cause, brief } = scope
  const { numbers, special } = singleShape(entity)
  if (numbers || entity.computedFields.length > 0 || needsOwnStatement(scope)) return false
  if (cause !== undefined || brief === true || access.standIn !== null) return false
  for (const name of special) if ((values[name] ?? null) !== null) return false
  return Object.values(typed).every((text) => text === null)
}

/** Stores a new record and returns it as the actor may see it; null where a reference has no target: then nothing was written. */
export async function insertSingle(
  db: Queryable,
  scope: RecordScope,
  { write, notifies }: { write: ApprovedWrite; notifies: boolean },
): Promise<TenonRecord | null> {
  const { ctx, entity, access } = scope
  const named = singleShape(entity).references.filter((name) => (write.values[name] ?? null) !== null)
  const part = writtenPart(entity, { has: (name) => (write.values[name] ?? null) !== null })
  const id = uuidv7()
  const record = newRecord(scope, id, write)
  const { rows, built } = await runKept(db, {
    access,
    key: `single create ${notifies} ${named.join()} ${part === undefined ? '' : [...part].join()}`,
    build: () => {
      const answer = singleAnswer(scope, { named, typed: false })
      const change = insertRow(scope, { part, named })
      return { answer, statement: insertStatement(scope, { change, answer: answer.columns, notifies }) }
    },
    values: Object.assign(boundValues(entity, write), {
      ...{ _id: id, _audit: uuidv7(), _event: uuidv7(), _history: entity.pipelines.length > 0 ? uuidv7() : null },
      ...{ _record: JSON.stringify(record), _changes: JSON.stringify(firstValuesOf(entity, [write])?.[0] ?? {}) },
      ...{ _request: ctx.requestId, _depth: ctx.depth, _origin: originOf(ctx) },
    }),
  })
  const [row] = rows
  return row === undefined ? null : built.answer.read(row, () => timed(record, row.at))
}

function timed(record: JsonObject, at: string): JsonObject {
  record['createdAt'] = at
  record['updatedAt'] = at
  return record
}

interface Parts {
  change: RawBuilder<unknown>
  answer: RawBuilder<unknown>
  notifies: boolean
}

function insertStatement({ entity, ...scope }: RecordScope, parts: Parts) {
  const at = writtenAt('r')
  return singleStatement(
    { entity, ...scope },
    {
      ...parts,
      facts: { action: 'create', type: 'record.created' },
      before: sql`null::jsonb`,
      after: sql`${slot('_record')}::jsonb || jsonb_build_object('createdAt', ${at}, 'updatedAt', ${at})`,
      enters: entity.pipelines.length > 0,
    },
  )
}

function insertRow(
  scope: RecordScope,
  { part, named }: { part: ReadonlySet<string> | undefined; named: readonly string[] },
): RawBuilder<unknown> {
  const { ctx, entity } = scope
  const written = part === undefined ? undefined : new Set([...part, 'ownerId', 'stage'])
  const columns = writeColumns(entity, written)
  const actor = sql`${actorReference(ctx.actor)}::text`
  const names = ['id', 'version', 'created_at', 'created_by', 'updated_at', 'updated_by']
  const held = targetsHeld(scope, named)
  return sql`insert into ${tableOf(ctx, entity)} (${sql.join([...names, ...columns.map(({ name }) => name)].map((name) => sql.id(name)))})
    select ${sql.join([sql`${slot('_id')}::uuid, 1, now(), ${actor}, now(), ${actor}`, ...columns.map(bound)])}
    ${held.length === 0 ? sql`` : sql`where ${sql.join(held, sql` and `)}`} returning *`
}
