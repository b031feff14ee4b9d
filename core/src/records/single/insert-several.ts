import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { type RawBuilder, sql } from 'kysely'
import { insertAudit } from '../../audit/insert-audit.ts'
import { actorReference } from '../../context/request-context.ts'
import { insertEvents, notifyOutbox } from '../../events/insert-events.ts'
import { arrayText } from '../array-text.ts'
import { insertStageHistory } from '../insert-stage-history.ts'
import { runKept, slot } from '../kept-statement.ts'
import type { Queryable } from '../queryable.ts'
import { type RecordScope, tableOf } from '../record-scope.ts'
import { columnValues, type WriteColumn } from '../write-columns.ts'
import { arrayInput } from '../write-input.ts'
import { targetsHeld } from './bound-columns.ts'
import { filledColumns, newRowNames, newRowValues } from './insert-single.ts'
import { NEW_ROW_COLUMNS, type NewRow, timed } from './new-row.ts'
import { type SingleAnswer, type SingleRow, singleAnswer } from './single-answer.ts'
import { writtenAt } from './written-at.ts'

interface Several {
  /** Of one kind. */
  rows: readonly NewRow[]
  notifies: boolean
}

type AnswerRow = SingleRow & { $id: string }

/**
 * Stores new records of one kind, each as `insertSingle` stores it, in one statement, and returns them in order as the actor
 * may see them. Null for one that names what is not there, or what somebody else holds: others don't wait for it.
 */
export async function insertSeveral(
  db: Queryable,
  scope: RecordScope,
  { rows, notifies }: Several,
): Promise<Array<TenonRecord | null>> {
  const { entity, access } = scope
  const [like] = rows
  if (like === undefined) return []
  const columns: readonly WriteColumn[] = [...NEW_ROW_COLUMNS, ...filledColumns(scope, like)]
  const values = rows.map(({ own, write }): JsonObject => ({ ...columnValues(entity, write), ...own }))
  const { rows: written, built } = await runKept(db, {
    access,
    key: `several creates ${notifies} ${like.kind}`,
    build: () => {
      const answer = singleAnswer(scope, { named: like.named, typed: false })
      return { answer, statement: insertStatement(scope, { columns, like, answer, notifies }) }
    },
    values: Object.fromEntries(
      columns.map(({ name, type }) => [
        name,
        arrayText(
          values.map((one) => one[name] ?? null),
          type,
        ),
      ]),
    ),
  })
  const byId = new Map(written.map((row) => [row.$id, row]))
  return rows.map((row) => {
    const answered = byId.get(`${row.own._id}`)
    return answered === undefined ? null : built.answer.read(answered, () => timed(row, answered.at))
  })
}

interface Parts {
  columns: readonly WriteColumn[]
  like: NewRow
  answer: SingleAnswer
  notifies: boolean
}

function insertStatement(scope: RecordScope, { columns, like, answer, notifies }: Parts): RawBuilder<AnswerRow> {
  const { ctx, entity } = scope
  const enters = entity.pipelines.length > 0
  const asked = { ...ctx, requestId: told<string>('_request'), depth: told<number>('_depth') }
  const context = { ctx: asked, entity: entity.name, actor: actorReference(ctx.actor) }
  const ctes = [
    arrayInput(
      columns.map(({ name }) => slot<string>(name)),
      columns,
    ),
    sql`changed as (${insertRows(scope, like)})`,
    documentOf(enters),
    sql`audited as (${insertAudit({ ...context, action: 'create', origin: told<string>('_origin'), told: true })})`,
    sql`emitted as (${insertEvents({ ...context, type: 'record.created' })})`,
    ...(enters ? [sql`staged as (${insertStageHistory(context)})`] : []),
  ]
  return sql<AnswerRow>`with ${sql.join(ctes)} select r.id as "$id", ${answer.columns} from changed r
    ${notifies ? sql`, ${notifyOutbox(ctx)} notified` : sql``}`
}

/** What a row of `document` says, in place of a value. */
function told<T>(column: string): T {
  return sql.ref(`d.${column}`) as unknown as T
}

function insertRows(scope: RecordScope, like: NewRow): RawBuilder<unknown> {
  const columns = filledColumns(scope, like)
  const id = (column: string) => sql.ref(`i.${column}`)
  const held = targetsHeld(scope, like.named, { id, held: 'passOver' })
  return sql`insert into ${tableOf(scope.ctx, scope.entity)} (${newRowNames(columns)})
    select ${newRowValues(scope, id('_id'))}, ${sql.join(columns.map(({ name }) => id(name)))} from input i
    ${held.length === 0 ? sql`` : sql`where ${sql.join(held, sql` and `)}`} returning *`
}

function documentOf(enters: boolean): RawBuilder<unknown> {
  const at = writtenAt('r')
  const stay = enters
    ? sql`, i._history as _history_id, null::timestamptz as entered_at, r.stage_entered_at as entering_at, null::bigint as _worked`
    : sql``
  return sql`document as materialized (
    select i._audit as _audit_id, i._event as _event_id, r.id, r.version, i._request, i._depth, i._origin, i._changes,
      null::jsonb as before, i._record || jsonb_build_object('createdAt', ${at}, 'updatedAt', ${at}) as after ${stay}
    from changed r join input i on i._id = r.id)`
}
