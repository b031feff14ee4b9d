import { isDeepStrictEqual } from 'node:util'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import type { UnmergedRecords, UnmergeRecordsInput } from '@tenon/sdk/contract/record-merge'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import { hasCommonTags } from '../../model/common-tags.ts'
import type { ApprovedWrite } from '../approve-writes.ts'
import { askHooks } from '../delete-record.ts'
import { explainWriteError } from '../explain-write-error.ts'
import { settleClaim } from '../idempotency/settle-claim.ts'
import { findKnownFiles, withKnownFiles } from '../known-files.ts'
import type { Queryable } from '../queryable.ts'
import { readForWrite } from '../read-for-write.ts'
import { makeOpenScope, type RecordScope } from '../record-scope.ts'
import { requireWritable } from '../require-writable.ts'
import { valueOfNow } from '../restoring/value-of-now.ts'
import { batchError } from '../settled.ts'
import { prepareUpdate } from '../update-record.ts'
import { readWritten } from '../write-answers.ts'
import { changeKept } from './change-kept.ts'
import { lockVersions } from './lock-versions.ts'
import { returnFiles, returnShares } from './move-attachments.ts'
import type { MergeDependencies } from './prepare-merge.ts'
import { readMerge, refusal, type StoredMerge, UNDONE } from './read-merge.ts'
import { type Failing, lockLost, NOTHING_WRITTEN, restoreLost } from './restore-lost.ts'
import { type LeftReferences, returnReferences } from './return-references.ts'
import { tellLeft } from './tell-left.ts'

export type UnmergeRecords = (ctx: RequestContext, input: UnmergeRecordsInput) => Promise<UnmergedRecords>

/**
 * Makes the function that takes a merge back, for those who could make it: values, records and references are what they
 * were, but for what somebody has changed since. Hooks are asked as for an update and for restoring.
 */
export function makeUnmergeRecords(dependencies: MergeDependencies): UnmergeRecords {
  const openScope = makeOpenScope(dependencies)
  const { database, hooks, access } = dependencies
  return async (ctx, { entity, merge }) => {
    const scope = await openScope(ctx, { entity, action: 'update' })
    const deletion = await openScope(ctx, { entity, action: 'delete' })
    const known = await readMerge(database, scope, merge)
    const current = await readForWrite(database, scope, {
      ...known.kept,
      action: 'update',
      tagged: hasCommonTags(scope.entity),
    })
    const back = known.records.filter(({ wave, trashed }) => wave === 0 && trashed)
    for (const { id } of back) {
      const version = await versionOf(dependencies, scope, id)
      const one = await readForWrite(database, deletion, { id, version, action: 'delete', deleted: true })
      await askHooks(deletion, hooks, { id, hook: 'beforeRestore', current: one })
    }
    const { values, changed } = earlierValues(scope, known, current)
    requireWritable(scope, values)
    const files = await findKnownFiles(database, scope, { values: [values], recordId: known.kept.id })
    const wanted = withKnownFiles(scope, values, files)
    const write = await prepareUpdate({ ...scope, mayDouble: true }, dependencies, {
      id: known.kept.id,
      values: wanted,
      current,
      leave: {},
    })
    const undone = await store(dependencies, scope, { known, current, write, changed })
    access.forget(ctx.tenant.schema)
    return undone
  }
}

async function versionOf({ database }: MergeDependencies, { ctx, entity }: RecordScope, id: string): Promise<number> {
  const { rows } = await sql<{ version: number }>`select version from ${sql.id(ctx.tenant.schema, entity.table)}
    where id = ${id}::uuid`.execute(database.tenant(ctx.tenant.schema))
  return rows[0]?.version ?? 0
}

/** Values that are still those that the merge gave, as they were before; and the fields of which somebody has changed them. */
function earlierValues(scope: RecordScope, { changes }: StoredMerge, current: JsonObject) {
  const { entity } = scope
  const values: JsonObject = {}
  const changed: string[] = []
  for (const [name, change] of Object.entries(changes)) {
    if (name !== 'ownerId' && !isSettable(entity, name)) continue
    const before = valueBefore(scope, name, { ...change, current: current[name] ?? null })
    if (before === undefined) changed.push(name)
    else values[name] = before
  }
  return { values, changed }
}

interface ChangedValue {
  old: JsonValue
  new: JsonValue
  current: JsonValue
}

/** Undefined where the value is another one by now. One that a publish has given another form is still the same. */
function valueBefore(scope: RecordScope, name: string, { old, new: given, current }: ChangedValue) {
  if (isDeepStrictEqual(current, given)) return old
  const field = scope.entity.fields.get(name)
  if (field === undefined || !isDeepStrictEqual(current, valueOfNow(scope, field, given))) return undefined
  return valueOfNow(scope, field, old)
}

function isSettable({ fields }: RecordScope['entity'], name: string): boolean {
  if (name === TAGS_FIELD && hasCommonTags({ fields })) return true
  const field = fields.get(name)
  return field !== undefined && field.schema.readOnly !== true && field.computed === null
}

interface Storing {
  known: StoredMerge
  current: JsonObject
  write: ApprovedWrite
  /** Fields of the record that stayed which stay as they are. */
  changed: readonly string[]
}

async function store({ database }: MergeDependencies, scope: RecordScope, storing: Storing): Promise<UnmergedRecords> {
  const failing: Failing = { scope, writes: [], coming: [] }
  try {
    return await database.transaction(scope.ctx.tenant.schema, (trx) => undo(trx, scope, { ...storing, failing }))
  } catch (cause) {
    if (cause instanceof TenonError) throw cause
    const writes = failing.writes.map((value, position) => ({ position, value }))
    if (writes.length === 0) throw cause
    const known = cause === NOTHING_WRITTEN ? null : cause
    throw batchError(
      await explainWriteError(database, failing.scope, {
        writes,
        cause: known,
        coming: failing.coming,
        reader: scope.rights.readable(failing.scope.entity.name),
      }),
      writes.length,
    )
  }
}

async function undo(
  trx: Queryable,
  scope: RecordScope,
  { known, current, write, changed, failing }: Storing & { failing: Failing },
): Promise<UnmergedRecords> {
  const { ctx } = scope
  const { id: merge, kept } = known
  await lockMerge(trx, scope, merge)
  await lockVersions(trx, scope, [kept])
  const lostRows = await lockLost(trx, scope, known)
  const coming = lostRows.flatMap(({ rows }) => rows.map(({ id }) => id))
  failing.coming = coming
  failing.writes = [{ id: kept.id, ...write }]
  const fact = { merge, undone: true } as const
  const record = await changeKept(trx, scope, { ...kept, write, current, fact, coming })
  if (record === null) throw NOTHING_WRITTEN
  const restored = await restoreLost(trx, scope, { merge, lost: lostRows, failing })
  failing.writes = []
  const own = known.records.filter(({ wave, id }) => wave === 0 && restored.has(id)).map(({ id }) => id)
  const lost = known.records.filter(({ id }) => !restored.has(id)).map(({ id }) => id)
  const left = await returnReferences(trx, scope, { merge, lost })
  await returnFiles(trx, scope, { kept: kept.id, gone: own })
  await returnShares(trx, scope, { merge, kept: kept.id, gone: own })
  await trx.updateTable('_merge').set({ undone_at: new Date() }).where('id', '=', merge).execute()
  const told = await tellLeft(trx, scope, { kept: kept.id, changed, left: [...left, ...lostRecords(known, lost)] })
  // What is worked out of others has changed with them.
  const [now = record] = await readWritten(trx, scope, [kept.id])
  const answer = { record: now, restored: own, ...told }
  await settleClaim(trx, ctx, [answer])
  return answer
}

/** @throws TenonError CONFLICT where somebody else has taken it back meanwhile */
async function lockMerge(trx: Queryable, scope: RecordScope, merge: string): Promise<void> {
  const open = await trx
    .selectFrom('_merge')
    .select('id')
    .where('id', '=', merge)
    .where('undone_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (open === undefined) throw refusal(scope, 'CONFLICT', UNDONE)
}

function lostRecords({ records }: StoredMerge, lost: readonly string[]): LeftReferences[] {
  const byEntity = Map.groupBy(
    records.filter(({ id }) => lost.includes(id)),
    ({ entity }) => entity,
  )
  return [...byEntity].map(([entity, rows]) => ({ entity, ids: rows.map(({ id }) => id) }))
}
