import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { TenantTables } from '../../db/tenant-tables.ts'
import { removeRecord } from '../delete-record.ts'
import { makeOpenScope, type RecordScope, tableOf } from '../record-scope.ts'
import { runBeforeHooks } from '../run-before-hooks.ts'
import { storedValues } from '../stored-values.ts'
import type { WriteDependencies } from '../write-dependencies.ts'
import {
  type BatchWriter,
  type ChangeSteps,
  makeBatchWriter,
  namingRecord,
  type PreparedBatch,
  type ReadyRecord,
} from './batch-writer.ts'
import { readManyForWrite } from './read-many-for-write.ts'
import type { RecordOutcome } from './record-outcome.ts'

export type DeleteMany = (input: { entity: string }) => BatchWriter

/** Makes the function that deletes many records, batch by batch, each as `deleteRecord` would. */
export function makeDeleteMany(dependencies: WriteDependencies): DeleteMany {
  const openScope = makeOpenScope(dependencies)
  const { database, hooks } = dependencies
  return ({ entity }) => {
    const steps: ChangeSteps<ReadyRecord> = {
      async prepare(ctx, ids) {
        const scope = await openScope(ctx, { entity, action: 'delete' })
        return prepareAsked(scope, { database, hooks }, { ids, hook: 'beforeDelete' })
      },
      writeMany: removeAll,
      writeOne: async (scope, ready) =>
        (await database.transaction(scope.ctx.tenant.schema, (trx) => removeRecord(trx, scope, ready))).version,
      async explain(_, __, cause) {
        throw cause
      },
    }
    return makeBatchWriter(database, steps)
  }
}

interface AskedRecords {
  ids: readonly string[]
  hook: 'beforeDelete' | 'beforeRestore'
}

/** Rights and before-hooks of records that are deleted or come back; the hooks can only refuse. */
export async function prepareAsked(
  scope: RecordScope,
  { database, hooks }: Pick<WriteDependencies, 'database' | 'hooks'>,
  { ids, hook }: AskedRecords,
): Promise<PreparedBatch<ReadyRecord & { values: ReturnType<typeof storedValues> }>> {
  const { ctx, entity } = scope
  const wanted = { ids, action: 'delete', deleted: hook === 'beforeRestore' } as const
  const { found, refused } = await readManyForWrite(database.tenant(ctx.tenant.schema), scope, wanted)
  const known = found.map(({ id, version, body }) => ({ id, version, body, values: storedValues(entity, body) }))
  const records = known.map(({ id, values }, position) => ({ position, value: { id, values, old: values } }))
  const hooked = await runBeforeHooks(ctx, hooks, { entity: entity.name, hook, records })
  const ready = hooked.done.flatMap(({ position }) => known[position] ?? [])
  const rejected = hooked.failed.map(({ position, value }) => ({ id: known[position]?.id ?? '', error: value }))
  const settled = [...refused, ...rejected].map((one): RecordOutcome => ({ ...one, state: 'refused' }))
  return { scope, ready, settled }
}

/** One after the other; one that another takes along is deleted then already. */
async function removeAll(
  trx: Kysely<TenantTables>,
  scope: RecordScope,
  ready: readonly ReadyRecord[],
): Promise<Map<string, number>> {
  const versions = new Map<string, number>()
  for (const one of ready) {
    const along = await deletedVersion(trx, scope, one.id)
    versions.set(one.id, along ?? (await namingRecord(one.id, () => removeRecord(trx, scope, one))).version)
  }
  return versions
}

async function deletedVersion(trx: Kysely<TenantTables>, { ctx, entity }: RecordScope, id: string) {
  const { rows } = await sql<{ version: number }>`select version from ${tableOf(ctx, entity)}
    where id = ${id}::uuid and deleted_at is not null`.execute(trx)
  return rows[0]?.version ?? null
}
