import type { RecordVersion } from '@tenon/sdk/contract/record-merge'
import { sql } from 'kysely'
import { idArray } from '../find-followers.ts'
import type { Queryable } from '../queryable.ts'
import { versionConflict } from '../read-for-write.ts'
import { type RecordScope, tableOf } from '../record-scope.ts'

/**
 * Holds live records in the versions that the caller has seen, in one order, so that two merges never wait for each other.
 * Nobody begins to refer to them from here on; who was at it is done.
 * @throws TenonError VERSION_CONFLICT
 */
export async function lockVersions(trx: Queryable, scope: RecordScope, records: readonly RecordVersion[]) {
  const { rows } = await sql<RecordVersion>`select id, version from ${tableOf(scope.ctx, scope.entity)}
    where id = any(${idArray(records.map(({ id }) => id))}) and deleted_at is null order by id for update`.execute(trx)
  const current = new Map(rows.map(({ id, version }) => [id, version]))
  const changed = records.find(({ id, version }) => current.get(id) !== version)
  if (changed !== undefined) throw versionConflict(scope, { ...changed, current: current.get(changed.id) })
}

/** The version of a live record that the transaction holds. @throws TenonError VERSION_CONFLICT where it is gone by now */
export async function lockReached(trx: Queryable, scope: RecordScope, { id, version }: RecordVersion): Promise<number> {
  const { rows } = await sql<RecordVersion>`select id, version from ${tableOf(scope.ctx, scope.entity)}
    where id = ${id}::uuid and deleted_at is null for update`.execute(trx)
  const [row] = rows
  if (row === undefined) throw versionConflict(scope, { id, version })
  return row.version
}
