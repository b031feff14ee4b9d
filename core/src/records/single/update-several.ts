import type { TenonRecord } from '@tenon/sdk/contract/record'
import { type RawBuilder, sql } from 'kysely'
import type { Queryable } from '../queryable.ts'
import { type RecordScope, tableOf } from '../record-scope.ts'
import { columnValues, writeColumns } from '../write-columns.ts'
import { targetsHeld } from './bound-columns.ts'
import { CHANGED_ROW_COLUMNS, type ChangedRow } from './changed-row.ts'
import { writeSeveral } from './several-statement.ts'
import { singleShape } from './single-shape.ts'
import { bodyAfter, changeOf } from './update-single.ts'

/**
 * Makes changes of one kind, each as `updateSingle` makes it, of records that are different ones, in one statement, and
 * returns the records in order as the actor may see them. Null for one that is no longer the row that was seen, that names
 * what is not there, or that somebody else holds: others don't wait for it.
 */
export async function updateSeveral(
  db: Queryable,
  scope: RecordScope,
  { rows, notifies }: { rows: readonly ChangedRow[]; notifies: boolean },
): Promise<Array<TenonRecord | null>> {
  const { entity } = scope
  const [like] = rows
  if (like === undefined) return []
  const named = singleShape(entity).labelled.filter((name) => rows.some((row) => row.named.includes(name)))
  return writeSeveral(db, scope, {
    ...{ key: `several updates ${notifies} ${like.kind} ${named.join()}`, notifies, enters: false },
    facts: { action: 'update', type: 'record.updated' },
    rows: rows.map(({ own, write, shown }) => ({
      ...{ id: `${own._id}`, values: { ...columnValues(entity, write), ...own } },
      record: (updatedAt) => Object.assign(shown, { updatedAt }),
    })),
    columns: [...CHANGED_ROW_COLUMNS, ...writeColumns(entity, like.set)],
    asked: { named, typed: true },
    change: () => [sql`free as materialized (${freeRows(scope)})`, sql`changed as (${updateRows(scope, like)})`],
    before: sql`i._before`,
    after: bodyAfter(sql`i._after`),
  })
}

/** The rows that were seen and that nobody else holds, held. */
function freeRows({ ctx, entity }: RecordScope): RawBuilder<unknown> {
  return sql`select r.id from input i join ${tableOf(ctx, entity)} r on r.id = i._id
    where r.version = i._version and r.deleted_at is null and r.xmin = i._row::xid
    for no key update of r skip locked`
}

function updateRows(scope: RecordScope, { set }: ChangedRow): RawBuilder<unknown> {
  const id = (column: string) => sql.ref(`i.${column}`)
  const sets = changeOf(scope, set, ({ name }) => id(name))
  const conditions = [
    sql`r.id = i._id and r.id = any(array(select id from free))`,
    ...targetsHeld(scope, [...set], { id, held: 'passOver' }),
  ]
  return sql`update ${tableOf(scope.ctx, scope.entity)} r set ${sets} from input i
    where ${sql.join(conditions, sql` and `)} returning r.*`
}
