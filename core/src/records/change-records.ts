import type { TenonRecord } from '@tenon/sdk/contract/record'
import { type RawBuilder, sql } from 'kysely'
import { actorReference } from '../context/request-context.ts'
import { type FileColumn, fileLocks, keepFiles } from './file-columns.ts'
import type { Queryable } from './queryable.ts'
import { type RecordScope, tableOf } from './record-scope.ts'
import { type ReferenceColumn, referenceLocks } from './reference-locks.ts'
import { selectWritten } from './select-written.ts'
import { keepTyped, type TypedTexts, withTyped } from './typed-texts.ts'
import { asOne, needsOwnStatement, readWritten } from './write-answers.ts'
import type { WriteColumn } from './write-columns.ts'
import { type WriteRow, writeInput } from './write-input.ts'
import { type WriteFacts, writeStatement } from './write-statement.ts'

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
export async function changeRecords(db: Queryable, scope: RecordScope, change: RecordChange): Promise<TenonRecord[]> {
  if (needsOwnStatement(scope)) {
    return asOne(db, async (trx) => {
      const { rows } = await changeStatement<{ id: string }>(scope, change, sql`r.id`).execute(trx)
      return readWritten(
        trx,
        scope,
        rows.map(({ id }) => id),
      )
    })
  }
  const answer = sql`${selectWritten(scope, { alias: 'r', typed: true })} as record`
  const { rows } = await changeStatement<{ record: TenonRecord }>(scope, change, answer).execute(db)
  const typed = new Map(change.typed?.map((row) => [row.id, row.typed]))
  return rows.map(({ record }) => withTyped(record, scope, typed.get(record.id) ?? {}))
}

/** The same without an answer, for records that change because another one does; resolves to how many did. */
export async function changeSilently(db: Queryable, scope: RecordScope, change: RecordChange): Promise<number> {
  const { rows } = await changeStatement<{ id: string }>(scope, change, sql`r.id`).execute(db)
  return rows.length
}

function changeStatement<Row>(scope: RecordScope, change: RecordChange, answer: RawBuilder<unknown>): RawBuilder<Row> {
  const { facts, rows, columns, references, files = [] } = change
  return writeStatement<Row>(scope, {
    facts,
    input: writeInput(rows, columns),
    preparation: referenceLocks(scope, references, fileLocks(scope, files)),
    change: updateRows(scope, change),
    consequences: [...keepTyped(scope, { rows: change.typed ?? [] }), ...keepFiles(scope, files)],
    answer,
  })
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
