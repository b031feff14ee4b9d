import type { UpdateRecordInput } from '@tenon/sdk/contract/api-contract'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { TAGS_FIELD, type TenonRecord } from '@tenon/sdk/contract/record'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { outboxNotice } from '../events/outbox-notice.ts'
import { hasCommonTags } from '../model/common-tags.ts'
import { validateRecord } from '../model/validate-record.ts'
import { type ApprovedWrite, approveWrites } from './approve-writes.ts'
import { changeRecords } from './change-records.ts'
import { changedFields } from './changed-values.ts'
import { DoubledWrites, withoutDoubles } from './duplicates/without-doubles.ts'
import { withRuleProblems } from './early-rule-problems.ts'
import { explainWriteError } from './explain-write-error.ts'
import { fileColumns } from './file-columns.ts'
import { settleClaim, withAnswerKept } from './idempotency/settle-claim.ts'
import { findKnownFiles, withKnownFiles } from './known-files.ts'
import type { Queryable } from './queryable.ts'
import { readForWrite, type SeenRecord, seeForWrite, versionConflict } from './read-for-write.ts'
import { readVisible } from './read-visible.ts'
import { makeOpenScope, type RecordScope } from './record-scope.ts'
import { referenceColumns } from './reference-locks.ts'
import { requireOverride } from './require-override.ts'
import { requireWritable } from './require-writable.ts'
import { RESTORED, type RestoredFrom } from './restoring/restored-from.ts'
import { retypedFields } from './retyped-fields.ts'
import { runBeforeHooks } from './run-before-hooks.ts'
import { batchError } from './settled.ts'
import { storeChanged } from './single/store-single.ts'
import { isSingleUpdate } from './single/update-single.ts'
import { AGREED, type AgreedMove, type MoveLeave } from './stage-change.ts'
import { storedValues } from './stored-values.ts'
import type { TypedTexts } from './typed-texts.ts'
import { columnValues, writeColumns } from './write-columns.ts'
import type { WriteDependencies } from './write-dependencies.ts'
import { writeMoved } from './write-moved.ts'

/** The API's input; only an approval adds what was agreed to, and only restoring from where values come. */
type UpdateInput = UpdateRecordInput & {
  readonly [AGREED]?: AgreedMove
  readonly [RESTORED]?: RestoredFrom
}

export type UpdateRecord = (ctx: RequestContext, input: UpdateInput) => Promise<TenonRecord>

/**
 * Makes the function that changes some fields of a record; null empties one. What is the same already is not written.
 * An override without the right to it is FORBIDDEN, whatever there would be to pass over.
 */
export function makeUpdateRecord(dependencies: WriteDependencies): UpdateRecord {
  const openScope = makeOpenScope(dependencies)
  const { database } = dependencies
  return async (ctx, { entity, id, version, values, override, [AGREED]: agreed, [RESTORED]: restored }) => {
    const scope = await openScope(ctx, { entity, action: 'update' })
    if (override !== undefined) requireOverride(scope)
    requireWritable(scope, values)
    const namesTags = Object.hasOwn(values, TAGS_FIELD) && hasCommonTags(scope.entity)
    const seen = await seeForWrite(database, scope, { id, version, action: 'update', tagged: namesTags })
    const current = seen.record
    const files = await findKnownFiles(database, scope, { values: [values], recordId: id })
    const known = withKnownFiles(scope, values, files)
    const leave = { override, agreed }
    const write = await prepareUpdate(scope, dependencies, { id, values: known, current, leave })
    const changed = new Set([
      ...changedFields(write, current),
      ...(await retypedFields(database, scope, { id, write })),
    ])
    if (changed.size === 0) return readUnchanged(database, { ...scope, tagged: namesTags }, id)
    return storeUpdate(dependencies, scope, { id, version, write, changed, restored, seen })
  }
}

/** Nothing is written, but the answer is one: sent again, the request gets it. */
async function readUnchanged(database: Database, scope: RecordScope, id: string): Promise<TenonRecord> {
  const record = await readVisible(database, scope, id)
  await settleClaim(database.tenant(scope.ctx.tenant.schema), scope.ctx, [record])
  return record
}

interface Prepared {
  id: string
  values: JsonObject
  /** The whole record before. */
  current: JsonObject
  leave: MoveLeave
}

/** Takes changed values up to the store's door: validation, before-hooks, both again, rules. */
export async function prepareUpdate(
  scope: RecordScope,
  dependencies: Pick<WriteDependencies, 'database' | 'hooks' | 'checkStageChanges' | 'calendars'>,
  { id, values, current, leave }: Prepared,
): Promise<ApprovedWrite> {
  const { ctx, entity } = scope
  const old = storedValues(entity, current)
  const valid = withRuleProblems(scope, { given: values, old }, () =>
    validateRecord(entity, values, { mode: 'update', locale: ctx.locale }),
  )
  const hooked = await runBeforeHooks(ctx, dependencies.hooks, {
    entity: entity.name,
    hook: 'beforeUpdate',
    records: [{ position: 0, value: { id, values: { ...old, ...valid }, old } }],
  })
  const candidates = hooked.done.map(({ position, value }) => ({
    position,
    value: { id, given: values, values: valid, old, before: current, hooked: value },
  }))
  const approved = await approveWrites(scope, dependencies, { candidates, leave })
  const [write] = approved.done
  if (write === undefined) throw batchError([...hooked.failed, ...approved.failed], 1)
  return write.value
}

/** What was typed for the fields that change. */
export function changedTyped({ typed }: ApprovedWrite, changed: ReadonlySet<string>): TypedTexts {
  return Object.fromEntries(Object.entries(typed).filter(([name]) => changed.has(name)))
}

interface Update {
  id: string
  version: number
  write: ApprovedWrite
  changed: ReadonlySet<string>
  restored: RestoredFrom | undefined
  /** The record that the change was judged by, where that is known with the version of its row. */
  seen?: SeenRecord
}

/** Writes a change that has passed all checks. @throws TenonError saying what stands in the way */
export async function storeUpdate(
  { database }: Pick<WriteDependencies, 'database'>,
  scope: RecordScope,
  update: Update,
): Promise<TenonRecord> {
  const { entity } = scope
  const { id, version, write, changed, restored } = update
  const { passed, agreed } = write
  const staged = changed.has('stage')
  const columns = writeColumns(entity, new Set([...changed, ...Object.keys(write.codes)]))
  const references = referenceColumns(scope, changed)
  const files = fileColumns(scope, changed)
  let cause: unknown = null
  try {
    const change = async (db: Queryable) => {
      const single = await changeSingle(database, scope, { db, update })
      if (single !== null) return [single]
      return changeRecords(db, scope, {
        facts: { action: 'update', type: staged ? 'record.stageChanged' : 'record.updated', passed, agreed, restored },
        rows: [{ id, version, columns: columnValues(entity, write), workedBefore: write.stay?.workedBefore ?? null }],
        columns,
        assignments: [],
        references,
        files,
        typed: [{ id, typed: changedTyped(write, changed) }],
        deleted: false,
      })
    }
    const undoubled = (db: Queryable) => withoutDoubles(db, scope, { writes: [{ ...write, id }], change })
    const kept = (db: Queryable) => withAnswerKept(db, scope.ctx, undoubled)
    const [record] = await writeMoved(database, scope, { write, staged, change: kept })
    if (record !== undefined) return record
  } catch (error) {
    if (error instanceof TenonError) throw error
    if (error instanceof DoubledWrites) throw batchError(error.refused, 1)
    cause = error
  }
  await readForWrite(database, scope, { id, version, action: 'update' })
  if (cause === null && references.length + files.length === 0) throw versionConflict(scope, { id, version })
  throw batchError(
    await explainWriteError(database, scope, { writes: [{ position: 0, value: { id, ...write } }], cause }),
    1,
  )
}

/** Null where it takes more than the one small statement, or the record is no longer the one that was seen. */
async function changeSingle(
  database: Database,
  scope: RecordScope,
  { db, update }: { db: Queryable; update: Update },
): Promise<TenonRecord | null> {
  const { seen, restored, ...told } = update
  if (seen === undefined || restored !== undefined || !isSingleUpdate(scope, { ...told, seen })) return null
  const notice = outboxNotice(database, { schema: scope.ctx.tenant.schema, isTransaction: db.isTransaction })
  const together = database.kind === 'postgres' && !db.isTransaction
  return storeChanged(db, scope, { ...told, seen, notice, together })
}
