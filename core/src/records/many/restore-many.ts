import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { sql } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import { takesAlong } from '../bring-along.ts'
import { idArray } from '../find-followers.ts'
import { placeOf } from '../place-in-pipeline.ts'
import type { Queryable } from '../queryable.ts'
import { makeOpenScope, type RecordScope, systemTable, tableOf } from '../record-scope.ts'
import { bringBack, explainRestore, writeRestored } from '../restore-record.ts'
import { rowsKnown } from '../rows-known.ts'
import type { WriteDependencies } from '../write-dependencies.ts'
import { type BatchWriter, type ChangeSteps, makeBatchWriter, namingRecord, type ReadyRecord } from './batch-writer.ts'
import { boundDatabase } from './bound-database.ts'
import { prepareAsked } from './delete-many.ts'
import type { RecordOutcome } from './record-outcome.ts'

interface ReadyRestore extends ReadyRecord {
  values: JsonObject
}

export type RestoreMany = (input: { entity: string }) => BatchWriter

/**
 * Makes the function that brings many deleted records back, batch by batch, each as `restoreRecord` would. One that another
 * of them brings along has come back then already.
 */
export function makeRestoreMany(dependencies: WriteDependencies): RestoreMany {
  const openScope = makeOpenScope(dependencies)
  const { database, hooks } = dependencies
  return ({ entity }) => {
    const notes = new Map<string, string>()
    const told = ({ locale }: RequestContext, { id, version, $along: along }: TenonRecord) => {
      if (along !== undefined) notes.set(id, textIn(alongWords(along), locale))
      return version
    }
    const steps: ChangeSteps<ReadyRestore> = {
      async prepare(ctx, ids) {
        const scope = await openScope(ctx, { entity, action: 'delete' })
        const prepared = await prepareAsked(scope, { database, hooks }, { ids, hook: 'beforeRestore' })
        return { ...prepared, settled: await withReturned(database, scope, prepared.settled) }
      },
      async writeMany(trx, scope, ready) {
        const bound = boundDatabase(database, trx)
        const versions = new Map<string, number>()
        for (const one of ready) {
          const returning = { ...one, place: placeOf(one.values) }
          const [returned] = takesAlong(scope.entity) ? await readReturned(trx, scope, [one.id]) : []
          if (returned !== undefined) versions.set(one.id, returned.version)
          else {
            const record = await namingRecord(one.id, () => writeRestored(bound, scope, returning))
            if (record !== undefined) versions.set(one.id, told(scope.ctx, record))
          }
        }
        return versions
      },
      writeOne: async (scope, one) =>
        told(scope.ctx, await bringBack(database, scope, { ...one, place: placeOf(one.values) })),
      async explain(scope, ready, cause) {
        const failed = await explainRestore(database, scope, { returning: ready, cause })
        return failed.map(({ position, value }) => ({ id: ready[position]?.id ?? '', state: 'refused', error: value }))
      },
    }
    const writer = makeBatchWriter(database, steps)
    return { ...writer, each: async (...asked) => (await writer.each(...asked)).map((one) => withNote(one, notes)) }
  }
}

function withNote(outcome: RecordOutcome, notes: ReadonlyMap<string, string>): RecordOutcome {
  const note = notes.get(outcome.id)
  return outcome.state === 'done' && note !== undefined ? { ...outcome, note } : outcome
}

/** Those that are not deleted any more because this request has brought them back with others. */
async function withReturned(
  database: Database,
  scope: RecordScope,
  settled: readonly RecordOutcome[],
): Promise<RecordOutcome[]> {
  const missing = settled.flatMap((one) => (one.state === 'refused' && one.error.code === 'NOT_FOUND' ? [one.id] : []))
  if (missing.length === 0 || !takesAlong(scope.entity)) return [...settled]
  const returned = await readReturned(database.tenant(scope.ctx.tenant.schema), scope, missing)
  const versions = new Map(returned.map(({ id, version }) => [id, version]))
  return settled.map((one) => {
    const version = versions.get(one.id)
    return version === undefined ? one : { id: one.id, state: 'done', version }
  })
}

async function readReturned(
  db: Queryable,
  scope: RecordScope,
  ids: readonly string[],
): Promise<Array<{ id: string; version: number }>> {
  const { ctx, entity } = scope
  const { rows } = await sql<{ id: string; version: number }>`
    select r.id, r.version from ${tableOf(ctx, entity)} r
    join ${systemTable(ctx, '_audit')} a on a.entity = ${entity.name}::text and a.record_id = r.id and a.version = r.version
      and a.action = 'restore' and a.request_id = ${ctx.requestId}::text
    where r.id = any(${idArray(ids)}) and r.deleted_at is null and ${rowsKnown(scope, 'r')}`.execute(db)
  return rows
}

function alongWords({ returned, left }: { returned: number; left: number }) {
  return {
    en: `Records that were deleted along with it: ${returned} came back${left === 0 ? '.' : `, ${left} could not and stay in the trash.`}`,
    'zh-CN': `随之删除的记录：已恢复 ${returned} 条${left === 0 ? '。' : `，${left} 条无法恢复，仍在回收站中。`}`,
  }
}
