import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import type { EntityAction } from '../../access/entity-access.ts'
import type { Queryable } from '../queryable.ts'
import { forbiddenRow } from '../read-for-write.ts'
import { recordNotFound } from '../record-not-found.ts'
import { type RecordScope, tableOf } from '../record-scope.ts'
import { completeJson } from '../row-json.ts'
import { rowPredicate } from '../row-predicate.ts'
import { rowsKnown } from '../rows-known.ts'
import { asksTags } from '../rule-holds.ts'

/** A record that is about to be written, with all its fields, whoever asks. */
export interface CurrentRecord {
  id: string
  version: number
  body: JsonObject
}

interface Wanted {
  /** UUIDs. */
  ids: readonly string[]
  action: EntityAction
  /** Whether the records are to be deleted ones. */
  deleted: boolean
  /** Whether their tags are asked for; where rules ask about them, they are there anyway. */
  tagged?: boolean
}

/** As `readForWrite`, of many in one statement, whichever their versions are; in the order of the ids. */
export async function readManyForWrite(
  db: Queryable,
  scope: RecordScope,
  { ids, action, deleted, tagged = false }: Wanted,
): Promise<{ found: CurrentRecord[]; refused: Array<{ id: string; error: TenonError }> }> {
  const { ctx, access, entity } = scope
  const allowed = rowPredicate(access, { action, alias: 'r' })
  const { rows } = await sql<{ body: JsonObject; allowed: boolean }>`
    select ${completeJson(entity, 'r', { tagged: tagged || asksTags(access.rows(action)) })} as body, coalesce(${allowed}, false) as allowed
    from ${tableOf(ctx, entity)} r
    where r.id = any(array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)))
      and r.deleted_at ${deleted ? sql`is not null` : sql`is null`}
      and ${rowsKnown(scope, 'r')}`.execute(db)
  const known = new Map(rows.map((row) => [String(row.body['id']), row]))
  const found: CurrentRecord[] = []
  const refused: Array<{ id: string; error: TenonError }> = []
  for (const id of ids) {
    const row = known.get(id)
    if (row?.allowed === true) found.push({ id, version: Number(row.body['version']), body: row.body })
    else refused.push({ id, error: row === undefined ? recordNotFound(scope, id) : forbiddenRow(scope) })
  }
  return { found, refused }
}
