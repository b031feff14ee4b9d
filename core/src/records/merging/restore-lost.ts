import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { CompiledEntity } from '../../model/compiled-model.ts'
import { fullScope } from '../full-scope.ts'
import type { Queryable } from '../queryable.ts'
import type { RecordScope } from '../record-scope.ts'
import { bringBack, lockReturning, type ReturningRow } from './bring-back.ts'
import { refusal, type StoredMerge } from './read-merge.ts'
import { isTaken } from './store-merge.ts'

/** What was being written when it failed. */
export interface Failing {
  scope: RecordScope
  writes: ReadonlyArray<{ id?: string; values: JsonObject; old?: JsonObject | null }>
  /** Records that come back in the same transaction: they are there for whoever names them. */
  coming: readonly string[]
}

/** Records of one entity that a merge has thrown away and that are still in the trash. */
export interface LostRows {
  entity: CompiledEntity
  rows: readonly ReturningRow[]
  /** Whether they are those that were merged, or what went along with them. */
  isOwn: boolean
}

export const NOTHING_WRITTEN = new Error('A reference of what comes back has no target.')

/** Holds what a merge has thrown away; those first that others refer to. */
export async function lockLost(
  trx: Queryable,
  scope: RecordScope,
  { id: merge, records }: StoredMerge,
): Promise<LostRows[]> {
  const waves = Map.groupBy(
    records.filter(({ trashed }) => trashed),
    ({ wave }) => wave,
  )
  const lost: LostRows[] = []
  for (const [wave, gone] of waves) {
    const entity = scope.model.entities.get(gone[0]?.entity ?? '')
    if (entity === undefined) continue
    const rows = await lockReturning(trx, scope, { merge, entity, ids: gone.map(({ id }) => id) })
    if (rows.length > 0) lost.push({ entity, rows, isOwn: wave === 0 })
  }
  return lost
}

/** Takes them out of the trash, and gives their ids. */
export async function restoreLost(
  trx: Queryable,
  scope: RecordScope,
  { merge, lost, failing }: { merge: string; lost: readonly LostRows[]; failing: Failing },
): Promise<ReadonlySet<string>> {
  for (const { entity, rows, isOwn } of lost) {
    failing.scope = fullScope(scope, entity)
    // Of what went along, somebody else's perhaps, nothing is told.
    failing.writes = isOwn ? rows : []
    const isBack = await bringBack(trx, scope, { merge, entity, rows, coming: failing.coming }).catch(
      (cause: unknown) => {
        throw isOwn || !isTaken(cause) ? cause : refusal(scope, 'CONFLICT', HELD)
      },
    )
    if (!isBack) throw isOwn ? NOTHING_WRITTEN : refusal(scope, 'CONFLICT', HELD)
  }
  return new Set(lost.flatMap(({ rows }) => rows.map(({ id }) => id)))
}

const HELD = {
  en: 'Records that went with the merge cannot come back: what they refer to is deleted, or what must be unique is taken.',
  'zh-CN': '随合并移除的记录无法恢复：其引用的记录已删除，或必须唯一的值已被占用。',
}
