import type { TenonRecord } from '@tenon/sdk/contract/record'
import { type RawBuilder, sql } from 'kysely'
import type { Queryable } from '../queryable.ts'
import { type RecordScope, tableOf } from '../record-scope.ts'
import { columnValues } from '../write-columns.ts'
import { targetsHeld } from './bound-columns.ts'
import { filledColumns, newRowNames, newRowValues } from './insert-single.ts'
import { NEW_ROW_COLUMNS, type NewRow, timed } from './new-row.ts'
import { writeSeveral } from './several-statement.ts'
import { writtenAt } from './written-at.ts'

/**
 * Stores new records of one kind, each as `insertSingle` stores it, in one statement, and returns them in order as the actor
 * may see them. Null for one that names what is not there, or what somebody else holds: others don't wait for it.
 */
export async function insertSeveral(
  db: Queryable,
  scope: RecordScope,
  { rows, notifies }: { rows: readonly NewRow[]; notifies: boolean },
): Promise<Array<TenonRecord | null>> {
  const { entity } = scope
  const [like] = rows
  if (like === undefined) return []
  const at = writtenAt('r')
  return writeSeveral(db, scope, {
    ...{ key: `several creates ${notifies} ${like.kind}`, notifies, enters: entity.pipelines.length > 0 },
    facts: { action: 'create', type: 'record.created' },
    rows: rows.map((row) => ({
      ...{ id: `${row.own._id}`, values: { ...columnValues(entity, row.write), ...row.own } },
      record: (writtenAt) => timed(row, writtenAt),
    })),
    columns: [...NEW_ROW_COLUMNS, ...filledColumns(scope, like)],
    asked: { named: like.named, typed: false },
    change: () => [sql`changed as (${insertRows(scope, like)})`],
    before: sql`null::jsonb`,
    after: sql`i._record || jsonb_build_object('createdAt', ${at}, 'updatedAt', ${at})`,
  })
}

function insertRows(scope: RecordScope, like: NewRow): RawBuilder<unknown> {
  const columns = filledColumns(scope, like)
  const id = (column: string) => sql.ref(`i.${column}`)
  const held = targetsHeld(scope, like.named, { id, held: 'passOver' })
  return sql`insert into ${tableOf(scope.ctx, scope.entity)} (${newRowNames(columns)})
    select ${newRowValues(scope, id('_id'))}, ${sql.join(columns.map(({ name }) => id(name)))} from input i
    ${held.length === 0 ? sql`` : sql`where ${sql.join(held, sql` and `)}`} returning *`
}
