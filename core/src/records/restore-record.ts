import type { RecordVersionInput } from '@tenon/sdk/contract/api-contract'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import { changeRecords, type RecordChange } from './change-records.ts'
import { askHooks } from './delete-record.ts'
import { explainWriteError } from './explain-write-error.ts'
import { fullScope } from './full-scope.ts'
import { withAnswerKept } from './idempotency/settle-claim.ts'
import { placeOf } from './place-in-pipeline.ts'
import { readForWrite } from './read-for-write.ts'
import { makeOpenScope, type RecordScope } from './record-scope.ts'
import { referenceColumns } from './reference-locks.ts'
import { batchError } from './settled.ts'
import { writeInRoom } from './stage-room.ts'
import { storedValues } from './stored-values.ts'
import { columnValues, writeColumns } from './write-columns.ts'
import type { WriteDependencies } from './write-dependencies.ts'

export type RestoreRecord = (ctx: RequestContext, input: RecordVersionInput) => Promise<TenonRecord>

/**
 * Makes the function that brings a deleted record back, for those who may delete it. It fails where a value that
 * must be unique is taken meanwhile, a record that it refers to is gone, or its stage is full.
 */
export function makeRestoreRecord(dependencies: Omit<WriteDependencies, 'checkStageChanges'>): RestoreRecord {
  const openScope = makeOpenScope(dependencies)
  const { database, hooks } = dependencies
  return async (ctx, { entity, id, version }) => {
    const scope = await openScope(ctx, { entity, action: 'delete' })
    const target = { id, version, action: 'delete', deleted: true } as const
    const current = await readForWrite(database, scope, target)
    await askHooks(scope, hooks, { id, hook: 'beforeRestore', current })
    const values = storedValues(scope.entity, current)
    let cause: unknown = null
    try {
      const outcome = await writeInRoom(database, scope, {
        places: [placeOf(current)],
        write: (db) => withAnswerKept(db, ctx, (one) => changeRecords(one, scope, restoration(scope, target, values))),
      })
      const [full] = 'full' in outcome ? outcome.full : []
      if (full !== undefined) throw full.error
      const [record] = 'written' in outcome ? outcome.written : []
      if (record !== undefined) return record
    } catch (error) {
      if (error instanceof TenonError) throw error
      cause = error
    }
    await readForWrite(database, scope, target)
    const writes = [{ position: 0, value: { values } }]
    throw batchError(await explainWriteError(database, fullScope(scope, scope.entity), { writes, cause }), 1)
  }
}

function restoration(
  scope: RecordScope,
  { id, version }: { id: string; version: number },
  values: JsonObject,
): RecordChange {
  const filled = Object.keys(values).filter((name) => values[name] !== null)
  // The targets must live, whoever may see them: the record named them before.
  const references = referenceColumns(fullScope(scope, scope.entity), filled)
  const named = Object.fromEntries(references.map(({ field }) => [field, values[field] ?? null]))
  return {
    facts: { action: 'restore', type: 'record.restored' },
    rows: [{ id, version, columns: columnValues(scope.entity, { values: named, place: null, codes: {} }) }],
    columns: writeColumns(scope.entity, new Set(Object.keys(named))),
    assignments: [sql`deleted_at = null`],
    references,
    deleted: true,
  }
}
