import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { type RawBuilder, sql } from 'kysely'
import { insertAudit } from '../../audit/insert-audit.ts'
import { actorReference } from '../../context/request-context.ts'
import { insertEvents, notifyOutbox } from '../../events/insert-events.ts'
import { insertStageHistory } from '../insert-stage-history.ts'
import { runKept, slot } from '../kept-statement.ts'
import type { Queryable } from '../queryable.ts'
import type { RecordScope } from '../record-scope.ts'
import type { WriteColumn } from '../write-columns.ts'
import { arrayInput, columnText } from '../write-input.ts'
import type { WriteFacts } from '../write-statement.ts'
import { type SingleRow, singleAnswer } from './single-answer.ts'

/** One of the records, with what the statement is given of it, by column. */
export interface SeveralRow {
  id: string
  values: JsonObject
  /** The whole record, once it is known when it was written. */
  record: (at: string) => JsonObject
}

export interface SeveralParts {
  /** Tells the statement from others over the entity. */
  key: string
  facts: Pick<WriteFacts, 'action'> & { type: NonNullable<WriteFacts['type']> }
  columns: readonly WriteColumn[]
  notifies: boolean
  /** For `singleAnswer`. */
  asked: { named: readonly string[]; typed: boolean }
  /** CTEs over `input`, the rows, of which `changed` has the written ones. */
  change: () => readonly RawBuilder<unknown>[]
  /** The record's JSON before and after, over `r`, the written row, and `i`, the row of `input`. */
  before: RawBuilder<unknown>
  after: RawBuilder<unknown>
  /** Whether the records enter a stage, as new ones do. */
  enters: boolean
}

type AnswerRow = SingleRow & { $id: string }

/**
 * As `singleStatement` does, for several records that are written at one moment: each has its own audit entry and event, and
 * its own answer. Null for a record that was not written.
 */
export async function writeSeveral(
  db: Queryable,
  scope: RecordScope,
  { rows, ...parts }: SeveralParts & { rows: readonly SeveralRow[] },
): Promise<Array<TenonRecord | null>> {
  const { columns, asked, key } = parts
  const column = ({ name, type }: WriteColumn) => [
    name,
    columnText(
      rows.map(({ values }) => values[name] ?? null),
      type,
    ),
  ]
  const { rows: written, built } = await runKept(db, {
    access: scope.access,
    key,
    build: () => {
      const answer = singleAnswer(scope, asked)
      return { answer, statement: severalStatement(scope, { ...parts, answer: answer.columns }) }
    },
    values: Object.fromEntries(columns.map(column)),
  })
  const byId = new Map(written.map((row) => [row.$id, row]))
  return rows.map(({ id, record }) => {
    const row = byId.get(id)
    return row === undefined ? null : built.answer.read(row, () => record(row.at))
  })
}

function severalStatement(
  { ctx, entity }: RecordScope,
  { answer, ...parts }: SeveralParts & { answer: RawBuilder<unknown> },
): RawBuilder<AnswerRow> {
  const { columns, facts, change, enters, notifies } = parts
  const asked = { ...ctx, requestId: told<string>('_request'), depth: told<number>('_depth') }
  const context = { ctx: asked, entity: entity.name, actor: actorReference(ctx.actor) }
  // Read by a question of their own, so that PostgreSQL plans once for any number of rows: it plans anew for each that it sees.
  const texts = columns.map(({ name }) => sql`(select ${slot(name)}::text)` as unknown as string)
  const ctes = [
    arrayInput(texts, columns),
    ...change(),
    documentOf(parts),
    sql`audited as (${insertAudit({ ...context, action: facts.action, origin: told<string>('_origin'), told: true })})`,
    sql`emitted as (${insertEvents({ ...context, type: facts.type })})`,
    ...(enters ? [sql`staged as (${insertStageHistory(context)})`] : []),
  ]
  return sql<AnswerRow>`with ${sql.join(ctes)} select r.id as "$id", ${answer} from changed r
    ${notifies ? sql`, ${notifyOutbox(ctx)} notified` : sql``}`
}

/** What a row of `document` says, in place of a value. */
function told<T>(column: string): T {
  return sql.ref(`d.${column}`) as unknown as T
}

function documentOf({ before, after, enters }: Pick<SeveralParts, 'before' | 'after' | 'enters'>): RawBuilder<unknown> {
  const stay = enters
    ? sql`, i._history as _history_id, null::timestamptz as entered_at, r.stage_entered_at as entering_at, null::bigint as _worked`
    : sql``
  return sql`document as materialized (
    select i._audit as _audit_id, i._event as _event_id, r.id, r.version, i._request, i._depth, i._origin, i._changes,
      ${before} as before, ${after} as after ${stay}
    from changed r join input i on i._id = r.id)`
}
