import type { RecordVersionInput } from '@tenon/sdk/contract/api-contract'
import { CONSEQUENCE_REASONS } from '@tenon/sdk/contract/consequence-reasons'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { EntityHookName } from '@tenon/sdk/contract/plugin-manifest'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { type RawBuilder, sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { CompiledField } from '../model/compiled-model.ts'
import { isIdList } from '../model/field-link.ts'
import { changeRecords, changeSilently } from './change-records.ts'
import { type Followers, findFollowers, idArray } from './find-followers.ts'
import { fullScope } from './full-scope.ts'
import { settleClaim } from './idempotency/settle-claim.ts'
import type { Queryable } from './queryable.ts'
import { readForWrite, versionConflict } from './read-for-write.ts'
import { makeOpenScope, type RecordScope, tableOf } from './record-scope.ts'
import { runBeforeHooks } from './run-before-hooks.ts'
import { batchError } from './settled.ts'
import { storedValues } from './stored-values.ts'
import type { WriteDependencies } from './write-dependencies.ts'

export type DeleteRecord = (ctx: RequestContext, input: RecordVersionInput) => Promise<TenonRecord>

const { cleared: CLEARED, deleted: CASCADED } = CONSEQUENCE_REASONS

/**
 * Makes the function that deletes a record softly. What refers to it is refused (`restrict`), emptied (`setNull`)
 * or deleted with it (`cascade`), each with its own audit entry and event.
 */
export function makeDeleteRecord(dependencies: Omit<WriteDependencies, 'checkStageChanges'>): DeleteRecord {
  const openScope = makeOpenScope(dependencies)
  const { database, hooks } = dependencies
  return async (ctx, { entity, id, version }) => {
    const scope = await openScope(ctx, { entity, action: 'delete' })
    const current = await readForWrite(database, scope, { id, version, action: 'delete' })
    await askHooks(scope, hooks, { id, hook: 'beforeDelete', current })
    return database.transaction(ctx.tenant.schema, async (trx) => {
      const record = await removeRecord(trx, scope, { id, version })
      await settleClaim(trx, ctx, [record])
      return record
    })
  }
}

/** Deletes a record that may be deleted, with what belongs to it. @throws TenonError VERSION_CONFLICT, REFERENCE_CONFLICT */
export async function removeRecord(
  trx: Queryable,
  scope: RecordScope,
  { id, version }: { id: string; version: number },
): Promise<TenonRecord> {
  await lockTarget(trx, scope, { id, version })
  await settleFollowers(trx, scope, id)
  const [record] = await changeRecords(trx, scope, deletion([{ id, version, columns: {} }]))
  if (record === undefined) throw versionConflict(scope, { id, version })
  return record
}

/** Before-hooks of a delete or restore can only refuse: there is nothing to change. */
export async function askHooks(
  { ctx, entity }: RecordScope,
  hooks: WriteDependencies['hooks'],
  { id, hook, current }: { id: string; hook: EntityHookName; current: JsonObject },
): Promise<void> {
  const old = storedValues(entity, current)
  const records = [{ position: 0, value: { id, values: old, old } }]
  const { failed } = await runBeforeHooks(ctx, hooks, { entity: entity.name, hook, records })
  if (failed.length > 0) throw batchError(failed, 1)
}

/** Nobody can begin to refer to it from here on: that needs a weaker lock on the same row. */
async function lockTarget(
  trx: Queryable,
  scope: RecordScope,
  { id, version }: { id: string; version: number },
): Promise<void> {
  const { rows } = await sql`
    select 1 from ${tableOf(scope.ctx, scope.entity)}
    where id = ${id}::uuid and version = ${version}::int and deleted_at is null for update`.execute(trx)
  if (rows.length === 0) throw versionConflict(scope, { id, version })
}

async function settleFollowers(trx: Queryable, scope: RecordScope, id: string): Promise<void> {
  const { cleared, deleted } = await findFollowers(trx, scope, id)
  for (const one of cleared) await clearReference(trx, scope, one)
  for (const { entity, ids } of deleted) {
    const rows = ids.map((follower) => ({ id: follower, columns: {} }))
    await changeSilently(trx, fullScope(scope, entity), deletion(rows, CASCADED))
  }
}

/** Has live records not name any more what is gone. */
export async function clearReference(
  trx: Queryable,
  scope: RecordScope,
  { entity, field, ids, gone }: Followers['cleared'][number],
): Promise<void> {
  const reference = entity.fields.get(field)
  if (reference === undefined) return
  await changeSilently(trx, fullScope(scope, entity), {
    facts: { action: 'update', type: 'record.updated', reason: CLEARED },
    rows: ids.map((follower) => ({ id: follower, columns: {} })),
    columns: [],
    // What was worked out from the reference is out of date, and no hook runs here.
    assignments: [
      ...without(reference, gone),
      ...entity.computedFields.map(({ computed }) => sql`${sql.id(computed.column.name)} = null`),
    ],
    references: [],
    deleted: false,
  })
}

/** The reference is emptied; of a list, the others stay in their order. */
function without(field: CompiledField, gone: readonly string[]): RawBuilder<unknown>[] {
  if (!isIdList(field)) return field.columns.map(({ name }) => sql`${sql.id(name)} = null`)
  return field.columns.map(({ name }) => {
    const held = sql`unnest(${sql.ref(`r.${name}`)}) with ordinality as h(one, place)`
    const left = sql`array(select one from ${held} where one <> all(${idArray(gone)}) order by place)`
    return sql`${sql.id(name)} = nullif(${left}, '{}')`
  })
}

function deletion(rows: Array<{ id: string; version?: number; columns: JsonObject }>, reason?: string) {
  return {
    facts: { action: 'delete', type: 'record.deleted', ...(reason !== undefined && { reason }) } as const,
    rows,
    columns: [],
    assignments: [sql`deleted_at = now()`],
    references: [],
    deleted: false,
  }
}
