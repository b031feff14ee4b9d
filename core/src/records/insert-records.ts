import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { TAGS_FIELD, type TenonRecord } from '@tenon/sdk/contract/record'
import { type RawBuilder, sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { actorReference } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { outboxNotice } from '../events/outbox-notice.ts'
import { hasCommonTags } from '../model/common-tags.ts'
import type { CompiledField } from '../model/compiled-model.ts'
import type { ApprovedWrite } from './approve-writes.ts'
import { fileColumns, fileLocks, keepFiles } from './file-columns.ts'
import { firstValuesOf } from './first-values.ts'
import type { Queryable } from './queryable.ts'
import { type RecordScope, tableOf } from './record-scope.ts'
import { referenceColumns, referenceLocks } from './reference-locks.ts'
import { type InputTexts, runWrite } from './run-write.ts'
import { numberText, takeNumbers } from './sequence-numbers.ts'
import { isSingleInsert } from './single/insert-single.ts'
import { storeNew } from './single/store-single.ts'
import { claimCause, isClaimed, settleCause } from './stage-cause.ts'
import { keepTyped, type TypedTexts, withTyped } from './typed-texts.ts'
import { type AnsweredRow, answeredRecord, BRIEF_ANSWER, recordAnswer } from './write-answer.ts'
import { asOne, needsOwnStatement, readWritten } from './write-answers.ts'
import { columnValues, TAGS_WRITE_COLUMN, type WriteColumn, writeColumns } from './write-columns.ts'
import { inputTexts, writeInput } from './write-input.ts'
import { ID_ANSWER, type WriteAnswer, writeStatement } from './write-statement.ts'
import { writtenPart } from './written-part.ts'

interface InsertInput {
  writes: readonly ApprovedWrite[]
  database: Pick<Database, 'kind' | 'hears' | 'tell'>
  /** Of each record; null: new ones. */
  ids: readonly string[] | null
}

/**
 * Stores new records in one statement and returns them as the actor may see them, in order.
 * Empty where a reference has no target: then nothing was written.
 */
export async function insertRecords(
  db: Queryable,
  given: RecordScope,
  { writes, database, ids }: InsertInput,
): Promise<TenonRecord[]> {
  const { entity } = given
  const [only] = writes
  if (only !== undefined && writes.length === 1 && ids === null && isSingleInsert(given, only)) {
    const notice = outboxNotice(database, { schema: given.ctx.tenant.schema, isTransaction: db.isTransaction })
    const together = database.kind === 'postgres' && !db.isTransaction
    const record = await storeNew(db, given, { write: only, notice, together })
    return record === null ? [] : [record]
  }
  const filled = new Set(writes.flatMap(({ values }) => Object.keys(values).filter((name) => values[name] !== null)))
  const tagged = filled.has(TAGS_FIELD) && hasCommonTags(entity)
  const scope = tagged ? { ...given, tagged } : given
  const part = writtenPart(entity, filled)?.fields
  const written = part === undefined ? undefined : new Set([...part, 'ownerId', 'stage'])
  const columns = [...writeColumns(entity, written), ...(tagged ? [TAGS_WRITE_COLUMN] : [])]
  const sequences = [...entity.fields.values()].filter(({ type }) => type === 'sequence')
  const firsts = firstValuesOf(entity, writes)
  const rows = writes.map((write, index) => ({
    ...{ id: ids?.[index] ?? uuidv7(), columns: columnValues(entity, write) as JsonObject, write },
    ...(firsts !== null && { changes: firsts[index] ?? null }),
  }))
  const typed = rows.map(({ id, write }) => ({ id, typed: onlyTyped(write.typed) }))
  const files = fileColumns(scope, filled)
  const taken: InputTexts = { texts: inputTexts(rows, columns), count: writes.length }
  const statement = <Row>(asked: RecordScope, { texts, count }: InputTexts, answer: WriteAnswer) =>
    writeStatement<Row>(asked, {
      facts: {
        ...{ action: 'create', type: 'record.created' },
        ...(scope.cause !== undefined && { reason: scope.cause.reason }),
      },
      input: writeInput(texts, columns),
      preparation: [
        ...referenceLocks(asked, referenceColumns(asked, filled), fileLocks(asked, files)),
        ...sequences.map((field, index) => takeNumbers(asked, field, { index, count })),
        ...claimCause(asked),
      ],
      change: insertRows(asked, columns, sequences),
      part,
      told: firsts !== null,
      consequences: [...keepTyped(asked, { rows: typed }), ...keepFiles(asked, files), ...settleCause(asked)],
      answer,
    })
  const brief = scope.brief === true
  // Numbers may tell the day, which begins when it does where the tenant is.
  const zone = sequences.length > 0 ? scope.timeZone : ''
  if (!brief && needsOwnStatement(scope)) {
    return asOne(db, async (trx) => {
      const { rows: written } = await statement<{ id: string }>(scope, taken, ID_ANSWER).execute(trx)
      return readWritten(
        trx,
        scope,
        written.map(({ id }) => id),
      )
    })
  }
  const answered = await runWrite(db, scope, {
    // What else a statement holds comes from the entity, or from the rights.
    key: isPlain({ scope, files, typed })
      ? `create${brief ? ' brief' : ''}${firsts === null ? '' : ' told'} ${zone} ${[...filled].sort().join()}`
      : null,
    input: taken,
    build: (asked, input) =>
      statement<AnsweredRow>(asked, input, brief ? BRIEF_ANSWER : recordAnswer(asked, { typed: false })),
  })
  if (brief) return answered.map(answeredRecord)
  return answered.map((row, index) => withTyped(answeredRecord(row), scope, typed[index]?.typed ?? {}))
}

interface Parts {
  scope: RecordScope
  files: readonly unknown[]
  typed: ReadonlyArray<{ typed: TypedTexts }>
}

/** Whether the statement says nothing of this write alone but what its input says. */
function isPlain({ scope, files, typed }: Parts): boolean {
  const isTyped = typed.some((row) => Object.keys(row.typed).length > 0)
  return scope.cause === undefined && files.length === 0 && !isTyped
}

/** A new record has no texts to forget. */
function onlyTyped(typed: TypedTexts): TypedTexts {
  return Object.fromEntries(Object.entries(typed).filter(([, text]) => text !== null))
}

function insertRows(
  scope: RecordScope,
  columns: readonly WriteColumn[],
  sequences: readonly CompiledField[],
): RawBuilder<unknown> {
  const { ctx, entity } = scope
  const actor = sql`${actorReference(ctx.actor)}::text`
  const names = [
    ...['id', 'version', 'created_at', 'created_by', 'updated_at', 'updated_by'],
    ...columns.map(({ name }) => name),
    ...sequences.flatMap((field) => field.columns.map(({ name }) => name)),
  ]
  const values = [
    sql`i._id, 1, now(), ${actor}, now(), ${actor}`,
    ...columns.map(({ name }) => sql`${sql.ref(`i.${name}`)}`),
    ...sequences.map((field, index) => numberText(scope, field, { index, position: sql`i._ord` })),
  ]
  return sql`insert into ${tableOf(ctx, entity)} (${sql.join(names.map((name) => sql.id(name)))})
    select ${sql.join(values)} from input i where not exists (select 1 from missing) and ${isClaimed(scope)}
    returning *`
}
