import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { explainWriteError } from '../explain-write-error.ts'
import { fullScope } from '../full-scope.ts'
import { placeOf } from '../place-in-pipeline.ts'
import { makeOpenScope } from '../record-scope.ts'
import { bringBack, writeRestored } from '../restore-record.ts'
import type { WriteDependencies } from '../write-dependencies.ts'
import { type BatchWriter, type ChangeSteps, makeBatchWriter, namingRecord, type ReadyRecord } from './batch-writer.ts'
import { boundDatabase } from './bound-database.ts'
import { prepareAsked } from './delete-many.ts'

interface ReadyRestore extends ReadyRecord {
  values: JsonObject
}

export type RestoreMany = (input: { entity: string }) => BatchWriter

/** Makes the function that brings many deleted records back, batch by batch, each as `restoreRecord` would. */
export function makeRestoreMany(dependencies: WriteDependencies): RestoreMany {
  const openScope = makeOpenScope(dependencies)
  const { database, hooks } = dependencies
  return ({ entity }) => {
    const steps: ChangeSteps<ReadyRestore> = {
      async prepare(ctx, ids) {
        const scope = await openScope(ctx, { entity, action: 'delete' })
        return prepareAsked(scope, { database, hooks }, { ids, hook: 'beforeRestore' })
      },
      async writeMany(trx, scope, ready) {
        const bound = boundDatabase(database, trx)
        const versions = new Map<string, number>()
        for (const one of ready) {
          const returning = { ...one, place: placeOf(one.values) }
          const record = await namingRecord(one.id, () => writeRestored(bound, scope, returning))
          if (record !== undefined) versions.set(one.id, record.version)
        }
        return versions
      },
      writeOne: async (scope, one) =>
        (await bringBack(database, scope, { ...one, place: placeOf(one.values) })).version,
      async explain(scope, ready, cause) {
        const writes = ready.map(({ values }, position) => ({ position, value: { values } }))
        const failed = await explainWriteError(database, fullScope(scope, scope.entity), { writes, cause })
        return failed.map(({ position, value }) => ({ id: ready[position]?.id ?? '', state: 'refused', error: value }))
      },
    }
    return makeBatchWriter(database, steps)
  }
}
