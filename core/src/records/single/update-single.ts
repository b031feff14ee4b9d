import type { TenonRecord } from '@tenon/sdk/contract/record'
import { type RawBuilder, sql } from 'kysely'
import { actorReference } from '../../context/request-context.ts'
import { runKept, slot } from '../kept-statement.ts'
import type { Queryable } from '../queryable.ts'
import { type RecordScope, tableOf } from '../record-scope.ts'
import { needsOwnStatement } from '../write-answers.ts'
import { boundValues, type WriteColumn, writeColumns } from '../write-columns.ts'
import { bound, targetsHeld } from './bound-columns.ts'
import type { ChangedRow, JudgedChange } from './changed-row.ts'
import { singleAnswer } from './single-answer.ts'
import { singleShape } from './single-shape.ts'
import { singleStatement } from './single-statement.ts'
import { STALE, writtenFields } from './stale-names.ts'
import { writtenAt } from './written-at.ts'

/** Whether a change can be made by `updateSingle`: none that moves the record, or of which more is written down. */
export function isSingleUpdate(scope: RecordScope, { seen, write, changed }: JudgedChange): boolean {
  const { entity, access } = scope
  const { passed, agreed, typed } = write
  if (needsOwnStatement(scope) || access.standIn !== null) return false
  if (passed !== null || agreed !== null || changed.has('stage')) return false
  const { empty, special } = singleShape(entity)
  // Rules that ask about tags have them read, which nobody else is told.
  for (const name in seen.record) if (!(name in empty) && name !== STALE) return false
  for (const name of writtenFields(entity, { before: seen.record, codes: write.codes, changed })) {
    if (special.has(name) || Object.hasOwn(typed, name)) return false
  }
  return true
}

/**
 * Changes a record that is still the very row that was seen, so that what it was is known, and returns it as the actor may
 * see it. Null where it is another one by now, or a reference has no target: then nothing was written.
 */
export async function updateSingle(
  db: Queryable,
  scope: RecordScope,
  { row, notifies }: { row: ChangedRow; notifies: boolean },
): Promise<TenonRecord | null> {
  const { own, write, set, named, kind } = row
  const { rows, built } = await runKept(db, {
    access: scope.access,
    key: `single update ${notifies} ${kind} ${named.join()}`,
    build: () => {
      const answer = singleAnswer(scope, { named, typed: true })
      return { answer, statement: updateStatement(scope, { set, answer: answer.columns, notifies }) }
    },
    values: Object.assign(boundValues(scope.entity, write), own, {
      ...{ _before: JSON.stringify(own._before), _after: JSON.stringify(own._after) },
      ...{ _changes: JSON.stringify(own._changes) },
    }),
  })
  const [written] = rows
  if (written === undefined) return null
  return built.answer.read(written, () => Object.assign(row.shown, { updatedAt: written.at }))
}

interface Parts {
  set: ReadonlySet<string>
  answer: RawBuilder<unknown>
  notifies: boolean
}

function updateStatement(scope: RecordScope, { set, answer, notifies }: Parts) {
  return singleStatement(scope, {
    ...{ answer, notifies, enters: false },
    change: updateRow(scope, set),
    facts: { action: 'update', type: 'record.updated' },
    before: sql`${slot('_before')}::jsonb`,
    after: bodyAfter(sql`${slot('_after')}::jsonb`),
  })
}

/** The record's JSON after a change, over the row `r`, with the time of the change. */
export function bodyAfter(after: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`${after} || jsonb_build_object('updatedAt', ${writtenAt('r')})`
}

function updateRow(scope: RecordScope, set: ReadonlySet<string>): RawBuilder<unknown> {
  const { ctx, entity } = scope
  const sets = changeOf(scope, set, bound)
  const conditions = [
    sql`r.id = ${slot('_id')}::uuid and r.version = ${slot('_version')}::int and r.deleted_at is null`,
    // Some changes leave the version as it is, such as that of an owner who is no more.
    sql`r.xmin = ${slot('_row')}::text::xid`,
    ...targetsHeld(scope, [...set]),
  ]
  return sql`update ${tableOf(ctx, entity)} r set ${sets} where ${sql.join(conditions, sql` and `)} returning r.*`
}

/** SET list of a change of the fields, over the row `r`. */
export function changeOf(
  { ctx, entity }: RecordScope,
  fields: ReadonlySet<string>,
  toValue: (column: WriteColumn) => RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql.join([
    sql`version = r.version + 1, updated_at = now(), updated_by = ${actorReference(ctx.actor)}::text`,
    ...writeColumns(entity, fields).map((column) => sql`${sql.id(column.name)} = ${toValue(column)}`),
  ])
}
