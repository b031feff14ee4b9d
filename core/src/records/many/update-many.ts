import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { Kysely } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import type { TenantTables } from '../../db/tenant-tables.ts'
import { hasCommonTags } from '../../model/common-tags.ts'
import { validateRecord } from '../../model/validate-record.ts'
import { type ApprovedWrite, approveWrites } from '../approve-writes.ts'
import { changeRecords } from '../change-records.ts'
import { changedFields } from '../changed-values.ts'
import { DoubledWrites, withoutDoubles } from '../duplicates/without-doubles.ts'
import { withRuleProblems } from '../early-rule-problems.ts'
import { explainWriteError } from '../explain-write-error.ts'
import { fileColumns } from '../file-columns.ts'
import { findKnownFiles, withKnownFiles } from '../known-files.ts'
import { makeOpenScope, type RecordScope } from '../record-scope.ts'
import { referenceColumns } from '../reference-locks.ts'
import { requireWritable } from '../require-writable.ts'
import type { RestoredFrom } from '../restoring/restored-from.ts'
import { retypedFields } from '../retyped-fields.ts'
import { runBeforeHooks } from '../run-before-hooks.ts'
import { attemptEach, type Positioned } from '../settled.ts'
import { storedValues } from '../stored-values.ts'
import { changedTyped, storeUpdate } from '../update-record.ts'
import { columnValues, writeColumns } from '../write-columns.ts'
import type { WriteDependencies } from '../write-dependencies.ts'
import { writeMoved } from '../write-moved.ts'
import {
  type BatchWriter,
  type ChangeSteps,
  makeBatchWriter,
  namingRecord,
  type PreparedBatch,
} from './batch-writer.ts'
import { boundDatabase } from './bound-database.ts'
import { type CurrentRecord, readManyForWrite } from './read-many-for-write.ts'
import type { RecordOutcome } from './record-outcome.ts'

interface ManyUpdates {
  entity: string
  /** Whether tags are among the values. */
  tagged: boolean
  /** What the record is to have, given what it has. */
  valuesOf(current: JsonObject): JsonObject
  /** Of values that are taken from an earlier state: which. */
  restoredOf?(id: string): RestoredFrom | undefined
}

interface ReadyUpdate {
  id: string
  version: number
  write: ApprovedWrite
  changed: ReadonlySet<string>
  restored: RestoredFrom | undefined
}

export type UpdateMany = (updates: ManyUpdates) => BatchWriter

/** Makes the function that changes fields of many records, batch by batch, each checked as `updateRecord` would. */
export function makeUpdateMany(dependencies: WriteDependencies): UpdateMany {
  const openScope = makeOpenScope(dependencies)
  const { database } = dependencies
  return ({ entity, ...asked }) => {
    const steps: ChangeSteps<ReadyUpdate> = {
      async prepare(ctx, ids) {
        const scope = await openScope(ctx, { entity, action: 'update' })
        return prepareUpdates(scope, dependencies, { ids, ...asked })
      },
      writeMany: (trx, scope, ready) => writeUpdates(dependencies, scope, { trx, ready }),
      async writeOne(scope, ready) {
        return (await storeUpdate({ database }, scope, ready)).version
      },
      async explain(scope, ready, cause) {
        const writes = ready.map(({ id, write }, position) => ({ position, value: { id, ...write } }))
        const failed = await explainWriteError(database, scope, { writes, cause })
        return failed.map(({ position, value }) => ({ id: ready[position]?.id ?? '', state: 'refused', error: value }))
      },
    }
    return makeBatchWriter(database, steps)
  }
}

interface Asked extends Omit<ManyUpdates, 'entity'> {
  ids: readonly string[]
}

async function prepareUpdates(
  scope: RecordScope,
  dependencies: WriteDependencies,
  { ids, tagged, valuesOf, restoredOf }: Asked,
): Promise<PreparedBatch<ReadyUpdate>> {
  const { database } = dependencies
  const db = database.tenant(scope.ctx.tenant.schema)
  const { found, refused } = await readManyForWrite(db, scope, {
    ...{ ids, action: 'update', deleted: false },
    tagged: tagged && hasCommonTags(scope.entity),
  })
  const given = found.map(({ body }) => valuesOf(body))
  const files = await findKnownFiles(database, scope, { values: given, recordId: null })
  const candidates = found.map((current, position) => ({ position, value: { current, values: given[position] ?? {} } }))
  const valid = attemptEach(candidates, ({ current, values }) => {
    requireWritable(scope, values)
    return validUpdate(scope, current, withKnownFiles(scope, values, files))
  })
  const approved = await approveUpdates(scope, dependencies, valid.done)
  const failed = [...valid.failed, ...approved.failed].map(({ position, value }): RecordOutcome => {
    return { id: found[position]?.id ?? '', state: 'refused', error: value }
  })
  const { ready, same } = await withChanges(database, scope, { found, writes: approved.done, restoredOf })
  const settled = [...refused.map((one): RecordOutcome => ({ ...one, state: 'refused' })), ...failed, ...same]
  return { scope, ready, settled }
}

function validUpdate({ entity, ctx, ...scope }: RecordScope, current: CurrentRecord, values: JsonObject) {
  const old = storedValues(entity, current.body)
  const valid = withRuleProblems({ entity, ctx, ...scope }, { given: values, old }, () =>
    validateRecord(entity, values, { mode: 'update', locale: ctx.locale }),
  )
  return { id: current.id, given: values, values: valid, old, before: current.body }
}

/** Before-hooks over all of them at once, then the gate before the store. */
async function approveUpdates(
  scope: RecordScope,
  dependencies: WriteDependencies,
  valid: ReadonlyArray<Positioned<ReturnType<typeof validUpdate>>>,
) {
  const hooked = await runBeforeHooks(scope.ctx, dependencies.hooks, {
    entity: scope.entity.name,
    hook: 'beforeUpdate',
    records: valid.map(({ position, value: { id, old, values } }) => ({
      position,
      value: { id, values: { ...old, ...values }, old },
    })),
  })
  const validAt = new Map(valid.map(({ position, value }) => [position, value]))
  const candidates = hooked.done.flatMap(({ position, value }) => {
    const update = validAt.get(position)
    return update === undefined ? [] : [{ position, value: { ...update, hooked: value } }]
  })
  const approved = await approveWrites(scope, dependencies, { candidates })
  return { done: approved.done, failed: [...hooked.failed, ...approved.failed] }
}

interface Approved {
  found: readonly CurrentRecord[]
  writes: ReadonlyArray<Positioned<ApprovedWrite>>
  restoredOf: ManyUpdates['restoredOf']
}

/** What is the same already is not written. */
async function withChanges(
  database: WriteDependencies['database'],
  scope: RecordScope,
  { found, writes, restoredOf }: Approved,
): Promise<{ ready: ReadyUpdate[]; same: RecordOutcome[] }> {
  const ready: ReadyUpdate[] = []
  const same: RecordOutcome[] = []
  for (const { position, value: write } of writes) {
    const current = found[position]
    if (current === undefined) continue
    const { id, version, body } = current
    const changed = new Set([...changedFields(write, body), ...(await retypedFields(database, scope, { id, write }))])
    if (changed.size === 0) same.push({ id, state: 'skipped' })
    else ready.push({ id, version, write, changed, restored: restoredOf?.(id) })
  }
  return { ready, same }
}

interface Writing {
  trx: Kysely<TenantTables>
  ready: readonly ReadyUpdate[]
}

/** One statement for all that change the same fields; what enters a stage goes one by one, for there may be no room. */
async function writeUpdates(
  { database }: Pick<WriteDependencies, 'database'>,
  scope: RecordScope,
  { trx, ready }: Writing,
): Promise<Map<string, number>> {
  const groups = Map.groupBy(ready, ({ id, changed, write, restored }) =>
    changed.has('stage')
      ? id
      : [...changed, restored === undefined ? '' : ' ', ...Object.keys(write.codes)].sort().join(' '),
  )
  const versions = new Map<string, number>()
  for (const group of groups.values()) {
    const [{ id, write, changed } = group[0] as ReadyUpdate] = group
    const staged = changed.has('stage')
    const writes = group.map((one) => ({ ...one.write, id: one.id }))
    const change = () =>
      withoutDoubles(trx, scope, { writes, change: (db) => changeRecords(db, scope, updateOf(scope, group)) }).catch(
        (error: unknown) => refuseDoubled(group, error),
      )
    const records = staged
      ? await namingRecord(id, () => writeMoved(boundDatabase(database, trx), scope, { write, staged, change }))
      : await change()
    for (const record of records) versions.set(record.id, record.version)
  }
  return versions
}

/** Tells the first record of which there is such a one already by now. */
function refuseDoubled(group: readonly ReadyUpdate[], error: unknown): Promise<never> {
  const [first] = error instanceof DoubledWrites ? error.refused : []
  if (first === undefined) throw error
  return namingRecord(group[first.position]?.id ?? '', () => Promise.reject(first.value))
}

/** One change of records of which the same fields change. */
function updateOf(scope: RecordScope, group: readonly ReadyUpdate[]): Parameters<typeof changeRecords>[2] {
  const { entity } = scope
  const [{ write, changed } = group[0] as ReadyUpdate] = group
  const restored = group.flatMap((one) => (one.restored === undefined ? [] : [[one.id, one.restored] as const]))
  const type = changed.has('stage') ? 'record.stageChanged' : 'record.updated'
  return {
    facts: {
      ...{ action: 'update', type, passed: write.passed, agreed: write.agreed },
      ...(restored.length > 0 && { restoredEach: Object.fromEntries(restored) }),
    },
    rows: group.map((one) => ({
      id: one.id,
      version: one.version,
      columns: columnValues(entity, one.write),
      workedBefore: one.write.stay?.workedBefore ?? null,
    })),
    columns: writeColumns(entity, new Set([...changed, ...Object.keys(write.codes)])),
    assignments: [],
    references: referenceColumns(scope, changed),
    files: fileColumns(scope, changed),
    typed: group.map(({ id, write: one }) => ({ id, typed: changedTyped(one, changed) })),
    deleted: false,
  }
}

/** Says before anything is begun what no record could be given. @throws TenonError FORBIDDEN, VALIDATION_FAILED */
export function makeCheckValues(dependencies: Pick<WriteDependencies, 'models' | 'access' | 'zones'>) {
  const openScope = makeOpenScope(dependencies)
  return async (ctx: RequestContext, { entity, values }: { entity: string; values: JsonObject }): Promise<void> => {
    const scope = await openScope(ctx, { entity, action: 'update' })
    requireWritable(scope, values)
    validateRecord(scope.entity, values, { mode: 'update', locale: ctx.locale })
  }
}
