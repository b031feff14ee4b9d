import type { TenonRecord } from '@tenon/sdk/contract/record'
import { type RawBuilder, sql } from 'kysely'
import { actorReference } from '../context/request-context.ts'
import { TAGS_COLUMN } from '../model/common-tags.ts'
import { type FileColumn, fileLocks, keepFiles } from './file-columns.ts'
import { withOwnLabel } from './own-label.ts'
import type { Queryable } from './queryable.ts'
import { type RecordScope, tableOf } from './record-scope.ts'
import { type ReferenceColumn, referenceLocks } from './reference-locks.ts'
import { runWrite } from './run-write.ts'
import { keepTyped, type TypedTexts, withTyped } from './typed-texts.ts'
import { type AnsweredRow, answeredRecord, recordAnswer } from './write-answer.ts'
import { asOne, needsOwnStatement, readWritten } from './write-answers.ts'
import type { WriteColumn } from './write-columns.ts'
import { inputTexts, type WriteRow, writeInput } from './write-input.ts'
import { ID_ANSWER, type WriteAnswer, type WriteFacts, writeStatement } from './write-statement.ts'

export interface RecordChange {
  facts: WriteFacts
  rows: readonly WriteRow[]
  /** Field columns that change, set from the rows. */
  columns: readonly WriteColumn[]
  /** Other assignments, such as `deleted_at = now()`. */
  assignments: readonly RawBuilder<unknown>[]
  references: readonly ReferenceColumn[]
  /** Columns among them that name files. */
  files?: readonly FileColumn[]
  /** What was typed for the fields that change, by record. */
  typed?: ReadonlyArray<{ id: string; typed: TypedTexts }>
  /** Which rows may change: live ones, or deleted ones. */
  deleted: boolean
}

/**
 * Changes existing records in one statement. Rows whose version has moved on, or that are no longer there, stay
 * as they are and are not returned; nothing is written where a reference has no target.
 */
export async function changeRecords(db: Queryable, given: RecordScope, change: RecordChange): Promise<TenonRecord[]> {
  const scope = scopeOf(given, change)
  if (needsOwnStatement(scope)) {
    return asOne(db, async (trx) => {
      const { rows } = await changeStatement<{ id: string }>(scope, change, ID_ANSWER).execute(trx)
      return readWritten(
        trx,
        scope,
        rows.map(({ id }) => id),
      )
    })
  }
  const rows = await runWrite(db, scope, {
    key: plainKey(change),
    input: { texts: inputTexts(change.rows, change.columns), count: change.rows.length },
    build: (asked, { texts }) =>
      changeStatement<AnsweredRow>(asked, { ...change, input: texts }, recordAnswer(asked, { typed: true })),
  })
  const typed = new Map(change.typed?.map((row) => [row.id, row.typed]))
  return rows
    .map((row) => withOwnLabel(answeredRecord(row), scope))
    .map((record) => withTyped(record, scope, typed.get(record.id) ?? {}))
}

/** The same without an answer, for records that change because another one does; resolves to how many did. */
export async function changeSilently(db: Queryable, scope: RecordScope, change: RecordChange): Promise<number> {
  const { rows } = await changeStatement<{ id: string }>(scopeOf(scope, change), change, ID_ANSWER).execute(db)
  return rows.length
}

function scopeOf(scope: RecordScope, { columns }: RecordChange): RecordScope {
  return columns.some(({ name }) => name === TAGS_COLUMN) ? { ...scope, tagged: true } : scope
}

/** Null where the statement says more of this write than its input does. */
function plainKey(change: RecordChange): string | null {
  const { facts, columns, assignments, references, files = [], typed = [], deleted } = change
  const isTyped = typed.some((row) => Object.keys(row.typed).length > 0)
  const { action, type, reason, passed, agreed, cause, restored, restoredEach, merged } = facts
  const isPlain = [reason, passed, agreed, cause, restored, restoredEach, merged].every(
    (fact) => fact === undefined || fact === null,
  )
  if (!isPlain || isTyped || assignments.length + files.length > 0) return null
  const names = [columns.map(({ name }) => name), references.map(({ column }) => column)]
  return `${action} ${type} ${deleted} ${isVersioned(change.rows)} ${names.map((list) => list.join()).join(' ')}`
}

function changeStatement<Row>(
  scope: RecordScope,
  change: RecordChange & { input?: readonly string[] },
  answer: WriteAnswer,
): RawBuilder<Row> {
  const { facts, rows, columns, references, files = [], input = inputTexts(rows, columns) } = change
  return writeStatement<Row>(scope, {
    facts,
    part: changedPart(scope, change),
    input: writeInput(input, columns),
    preparation: referenceLocks(scope, references, fileLocks(scope, files)),
    change: updateRows(scope, change),
    consequences: [...keepTyped(scope, { rows: change.typed ?? [] }), ...keepFiles(scope, files)],
    answer,
  })
}

/**
 * Which fields may change; undefined where that is not told by the columns, or where rows whose versions nobody has checked
 * may have changed otherwise since the statement began.
 */
function changedPart(
  { entity }: RecordScope,
  { facts, rows, columns, assignments }: RecordChange,
): ReadonlySet<string> | undefined {
  if (!isVersioned(rows) || (facts.action === 'update' && assignments.length > 0)) return undefined
  const changing = new Set(columns.map(({ name }) => name))
  const fields = [...entity.fields.values()].filter((field) => field.columns.some(({ name }) => changing.has(name)))
  return new Set(fields.map(({ name }) => name))
}

function isVersioned(rows: readonly WriteRow[]): boolean {
  return rows.every(({ version }) => version !== undefined)
}

function updateRows(scope: RecordScope, { columns, assignments, deleted }: RecordChange): RawBuilder<unknown> {
  const { ctx, entity } = scope
  const sets = [
    sql`version = r.version + 1, updated_at = now(), updated_by = ${actorReference(ctx.actor)}::text`,
    ...columns.map(({ name }) => sql`${sql.id(name)} = ${sql.ref(`i.${name}`)}`),
    ...assignments,
  ]
  return sql`update ${tableOf(ctx, entity)} r set ${sql.join(sets)} from input i
    where r.id = i._id and (i._version is null or r.version = i._version)
      and r.deleted_at ${deleted ? sql`is not null` : sql`is null`} and not exists (select 1 from missing)
    returning r.*`
}
