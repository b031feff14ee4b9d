import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { CompiledEntity } from '../../model/compiled-model.ts'
import type { ApprovedWrite } from '../approve-writes.ts'
import type { Queryable } from '../queryable.ts'
import type { RecordScope } from '../record-scope.ts'
import { insertSeveral } from './insert-several.ts'
import { insertSingle } from './insert-single.ts'
import { type NewRow, newRow } from './new-row.ts'
import { writeTogether } from './write-together.ts'

interface NewOne {
  write: ApprovedWrite
  /** Whether PostgreSQL is to tell the relays. */
  notifies: boolean
  /** Whether it may go in one statement with others of the same moment. */
  together: boolean
}

/**
 * Stores a new record of which `isSingleInsert` holds, and returns it as the actor may see it; null where a reference has no
 * target: then nothing was written.
 */
export async function storeNew(
  db: Queryable,
  scope: RecordScope,
  { write, notifies, together }: NewOne,
): Promise<TenonRecord | null> {
  const row = newRow(scope, write)
  const joined = together && !mayWait(scope.entity, write) ? await joinOthers(db, scope, { row, notifies }) : null
  return joined ?? insertSingle(db, scope, { row, notifies })
}

function joinOthers(
  db: Queryable,
  scope: RecordScope,
  { row, notifies }: { row: NewRow; notifies: boolean },
): Promise<TenonRecord | null> {
  return writeTogether({
    of: scope.access,
    key: `create ${notifies} ${row.kind}`,
    write: row,
    several: (rows) => insertSeveral(db, scope, { rows, notifies }),
  })
}

/** Whether its row can have to wait for somebody who writes the same value of what must be unique. */
function mayWait({ fields, uniqueGroups }: CompiledEntity, { values }: ApprovedWrite): boolean {
  if (uniqueGroups.length > 0) return true
  return Object.keys(values).some((name) => fields.get(name)?.schema.unique === true && (values[name] ?? null) !== null)
}
