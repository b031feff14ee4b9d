import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { type RawBuilder, sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { actorReference } from '../context/request-context.ts'
import type { CompiledField } from '../model/compiled-model.ts'
import type { ApprovedWrite } from './approve-writes.ts'
import { fileColumns, fileLocks, keepFiles } from './file-columns.ts'
import type { Queryable } from './queryable.ts'
import { type RecordScope, tableOf } from './record-scope.ts'
import { referenceColumns, referenceLocks } from './reference-locks.ts'
import { selectWritten } from './select-written.ts'
import { numberText, takeNumbers } from './sequence-numbers.ts'
import { claimCause, isClaimed, settleCause } from './stage-cause.ts'
import { keepTyped, type TypedTexts, withTyped } from './typed-texts.ts'
import { asOne, needsOwnStatement, readWritten } from './write-answers.ts'
import { columnValues, type WriteColumn, writeColumns } from './write-columns.ts'
import { writeInput } from './write-input.ts'
import { writeStatement } from './write-statement.ts'

/**
 * Stores new records in one statement and returns them as the actor may see them, in order.
 * Empty where a reference has no target: then nothing was written.
 */
export async function insertRecords(
  db: Queryable,
  scope: RecordScope,
  writes: readonly ApprovedWrite[],
): Promise<TenonRecord[]> {
  const { entity } = scope
  const columns = writeColumns(entity)
  const sequences = [...entity.fields.values()].filter(({ type }) => type === 'sequence')
  const rows = writes.map((write) => ({ id: uuidv7(), columns: columnValues(entity, write) as JsonObject, write }))
  const typed = rows.map(({ id, write }) => ({ id, typed: onlyTyped(write.typed) }))
  const filled = new Set(writes.flatMap(({ values }) => Object.keys(values).filter((name) => values[name] !== null)))
  const files = fileColumns(scope, filled)
  const statement = <Row>(answer: RawBuilder<unknown>) =>
    writeStatement<Row>(scope, {
      facts: {
        ...{ action: 'create', type: 'record.created' },
        ...(scope.cause !== undefined && { reason: scope.cause.reason }),
      },
      input: writeInput(rows, columns),
      preparation: [
        ...referenceLocks(scope, referenceColumns(scope, filled), fileLocks(scope, files)),
        ...sequences.map((field, index) => takeNumbers(scope, field, { index, count: writes.length })),
        ...claimCause(scope),
      ],
      change: insertRows(scope, columns, sequences),
      consequences: [...keepTyped(scope, { rows: typed }), ...keepFiles(scope, files), ...settleCause(scope)],
      answer,
    })
  if (needsOwnStatement(scope)) {
    return asOne(db, async (trx) => {
      const { rows: written } = await statement<{ id: string }>(sql`r.id`).execute(trx)
      return readWritten(
        trx,
        scope,
        written.map(({ id }) => id),
      )
    })
  }
  const answer = sql`${selectWritten(scope, { alias: 'r' })} as record`
  const { rows: answered } = await statement<{ record: TenonRecord }>(answer).execute(db)
  return answered.map(({ record }, index) => withTyped(record, scope, typed[index]?.typed ?? {}))
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
    ...sequences.map((field, index) => numberText(scope, field, index)),
  ]
  return sql`insert into ${tableOf(ctx, entity)} (${sql.join(names.map((name) => sql.id(name)))})
    select ${sql.join(values)} from input i where not exists (select 1 from missing) and ${isClaimed(scope)}
    returning *`
}
