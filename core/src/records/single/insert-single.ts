import type { TenonRecord } from '@tenon/sdk/contract/record'
import { type RawBuilder, sql } from 'kysely'
import { actorReference } from '../../context/request-context.ts'
import type { ApprovedWrite } from '../approve-writes.ts'
import { runKept, slot } from '../kept-statement.ts'
import type { Queryable } from '../queryable.ts'
import { type RecordScope, tableOf } from '../record-scope.ts'
import { needsOwnStatement } from '../write-answers.ts'
import { boundValues, type WriteColumn, writeColumns } from '../write-columns.ts'
import { bound, targetsHeld } from './bound-columns.ts'
import { type NewRow, timed } from './new-row.ts'
import { type NumberedRow, numberedRow, numbersOf } from './numbered-row.ts'
import { singleAnswer } from './single-answer.ts'
import { singleShape } from './single-shape.ts'
import { singleStatement } from './single-statement.ts'
import { writtenAt } from './written-at.ts'

/**
 * Whether a new record can be stored by `insertSingle`: the server knows all that is to be written down of it, and each of its
 * references names one thing.
 */
export function isSingleInsert(scope: RecordScope, { values, typed }: ApprovedWrite): boolean {
  const { entity, access, cause, brief } = scope
  const { special } = singleShape(entity)
  if (needsOwnStatement(scope)) return false
  if (cause !== undefined || brief === true || access.standIn !== null) return false
  for (const name of special) if ((values[name] ?? null) !== null) return false
  return Object.values(typed).every((text) => text === null)
}

/**
 * Stores a new record and returns it as the actor may see it; null where a reference has no target: then nothing was written.
 * @throws LeftGroup where `grouped`, which has it stored with others of the same moment, as `writeInGroup` does
 */
export async function insertSingle(
  db: Queryable,
  scope: RecordScope,
  { row, notifies, grouped = false }: { row: NewRow; notifies: boolean; grouped?: boolean },
): Promise<TenonRecord | null> {
  const { entity, access, timeZone } = scope
  const { own, write } = row
  // Numbers may tell the day, which begins when it does where the tenant is.
  const zone = singleShape(entity).numbers ? timeZone : ''
  const { rows, built } = await runKept(db, {
    access,
    together: grouped ? 'writing' : undefined,
    key: `single create ${notifies} ${zone} ${row.kind}`,
    build: () => {
      const answer = singleAnswer(scope, { named: row.named, typed: false })
      return { answer, statement: insertStatement(scope, { row, answer: answer.columns, notifies }) }
    },
    values: Object.assign(boundValues(entity, write), own, {
      ...{ _record: JSON.stringify(own._record), _changes: JSON.stringify(own._changes) },
    }),
  })
  const [written] = rows
  return written === undefined
    ? null
    : built.answer.read(written, () => Object.assign(timed(row, written.at), numbersOf(entity, written)))
}

interface Parts {
  row: NewRow
  answer: RawBuilder<unknown>
  notifies: boolean
}

function insertStatement(scope: RecordScope, { row, answer, notifies }: Parts) {
  const at = writtenAt('r')
  const held = targetsHeld(scope, row.named)
  const numbered = numberedRow(scope, held)
  const body = numbered === null ? sql`` : sql` || ${numbered.body}`
  return singleStatement(scope, {
    ...(numbered !== null && { preparation: numbered.preparation, changes: numbered.changes }),
    ...{ notifies, answer: numbered === null ? answer : sql.join([answer, ...numbered.answer]) },
    change: insertRow(scope, row, { held, numbered }),
    facts: { action: 'create', type: 'record.created' },
    before: sql`null::jsonb`,
    after: sql`${slot('_record')}::jsonb || jsonb_build_object('createdAt', ${at}, 'updatedAt', ${at})${body}`,
    enters: scope.entity.pipelines.length > 0,
  })
}

function insertRow(
  scope: RecordScope,
  row: NewRow,
  { held, numbered }: { held: readonly RawBuilder<unknown>[]; numbered: NumberedRow | null },
): RawBuilder<unknown> {
  const columns = filledColumns(scope, row)
  const values = [...columns.map(bound), ...(numbered?.values ?? [])]
  const conditions = numbered === null ? held : [sql`not exists (select 1 from missing)`]
  return sql`insert into ${tableOf(scope.ctx, scope.entity)} (${newRowNames(columns, numbered?.columns)})
    select ${newRowValues(scope, sql`${slot('_id')}::uuid`)}, ${sql.join(values)}
    ${conditions.length === 0 ? sql`` : sql`where ${sql.join(conditions, sql` and `)}`} returning *`
}

/** Columns of fields that statements for rows of the kind are about. */
export function filledColumns({ entity }: RecordScope, { part }: Pick<NewRow, 'part'>): WriteColumn[] {
  return writeColumns(entity, part === undefined ? undefined : new Set([...part.fields, 'ownerId', 'stage']))
}

const OWN_NAMES = ['id', 'version', 'created_at', 'created_by', 'updated_at', 'updated_by']

export function newRowNames(columns: readonly WriteColumn[], more: readonly string[] = []): RawBuilder<unknown> {
  return sql.join([...OWN_NAMES, ...columns.map(({ name }) => name), ...more].map((name) => sql.id(name)))
}

/** What every new record begins with, in the order of `newRowNames`. */
export function newRowValues({ ctx }: RecordScope, id: RawBuilder<unknown>): RawBuilder<unknown> {
  const actor = sql`${actorReference(ctx.actor)}::text`
  return sql`${id}, 1, now(), ${actor}, now(), ${actor}`
}
