import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { uuidv7 } from 'uuidv7'
import type { RequestContext } from '../context/request-context.ts'
import type { CompiledEntity } from '../model/compiled-model.ts'
import type { ValidatedValues } from '../model/validated-values.ts'
import type { ApprovedWrite } from './approve-writes.ts'
import { DoubledWrites, withoutDoubles } from './duplicates/without-doubles.ts'
import { explainWriteError } from './explain-write-error.ts'
import { fillSlugs } from './fill-slugs.ts'
import { withAnswerKept, withPartKept } from './idempotency/settle-claim.ts'
import { insertRecords } from './insert-records.ts'
import { isTakenSlug } from './is-taken-slug.ts'
import type { WithinWrite } from './many/batch-writer.ts'
import { prepareCreates } from './prepare-creates.ts'
import type { Queryable } from './queryable.ts'
import { makeOpenScope, type RecordScope, type StageCause } from './record-scope.ts'
import { batchError, type Positioned, type Settled } from './settled.ts'
import { writeInRoom } from './stage-room.ts'
import { asOne } from './write-answers.ts'
import type { WriteDependencies } from './write-dependencies.ts'

const MAX_BATCH = 1000
const MAX_SLUG_ATTEMPTS = 20

interface CreateRecordsInput {
  entity: string
  /** Values of each record; at most 1,000. */
  records: JsonObject[]
  /** The entry into a stage that they follow from. */
  cause?: StageCause
  /** The answer has ids and versions alone. */
  brief?: true
  /** Of each record the id that it is to have: by it a run that is taken up knows what it has made. */
  ids?: readonly string[]
  /** Runs in each transaction before its records are written; what it throws is thrown, and takes them back. */
  within?: WithinWrite
  /** The same values as they passed mode `update` of an entity: where that one is still in force, nothing is checked twice. */
  checked?: { by: CompiledEntity; records: readonly ValidatedValues[] }
}

/** All or none. @throws TenonError with pointers such as `/records/3/vin` where there are several */
export type CreateRecords = (ctx: RequestContext, input: CreateRecordsInput) => Promise<TenonRecord[]>

/** Each for itself: a record that cannot be stored does not keep the others out. */
export type CreateEachRecord = (ctx: RequestContext, input: CreateRecordsInput) => Promise<Settled<TenonRecord>>

export function makeCreateRecords(dependencies: WriteDependencies): CreateRecords {
  const prepare = makePrepare(dependencies)
  return async (ctx, input) => {
    const { scope, settled } = await prepare(ctx, input)
    if (settled.failed.length > 0) throw batchError(settled.failed, input.records.length)
    const { failed, done } = await store(dependencies, scope, settled.done)
    if (failed.length > 0) throw batchError(failed, input.records.length)
    return done.map(({ value }) => value)
  }
}

export function makeCreateEachRecord(dependencies: WriteDependencies): CreateEachRecord {
  const prepare = makePrepare(dependencies)
  return async (ctx, input) => {
    const { scope, settled } = await prepare(ctx, input)
    const { database } = dependencies
    const stored = await storeEach({ database, ...(input.within && { within: input.within }) }, scope, settled.done)
    return { done: stored.done, failed: [...settled.failed, ...stored.failed] }
  }
}

interface PrepareInput extends CreateRecordsInput {
  /** Positions of records that are made already. */
  made?: ReadonlySet<number>
}

/** Takes records as far as can be gone without writing. */
export function makePrepare(dependencies: WriteDependencies) {
  const openScope = makeOpenScope(dependencies)
  return async (ctx: RequestContext, { entity, records, cause, brief, ids, made, checked }: PrepareInput) => {
    const opened = await openScope(ctx, { entity, action: 'create' })
    const scope = {
      ...opened,
      ...(cause !== undefined && { cause }),
      ...(brief && { brief }),
      ...(ids && { newIds: ids }),
    }
    if (records.length > MAX_BATCH) throw tooMany(ctx, records.length)
    const known = checked?.by === scope.entity ? checked.records : []
    const all = records.map((values, position) => ({ position, value: { values, sound: known[position] } }))
    const positioned = made === undefined ? all : all.filter(({ position }) => !made.has(position))
    return { scope, settled: await prepareCreates(scope, dependencies, positioned) }
  }
}

type Writes = ReadonlyArray<Positioned<ApprovedWrite>>

interface StoreDependencies extends Pick<WriteDependencies, 'database'> {
  /** Whether each part that is written is an answer to its own records alone. */
  inParts?: true
  within?: WithinWrite
}

/** One statement for all; when it fails, every write that caused it is named, as far as can be told. */
export async function store(
  { database, inParts, within }: StoreDependencies,
  scope: RecordScope,
  writes: Writes,
): Promise<Settled<TenonRecord>> {
  if (writes.length === 0) return { done: [], failed: [] }
  const how = { database, ...(inParts && { inParts }), ...(within && { within }) }
  const { records, cause, full } = await insertWithSlugs(how, scope, writes)
  if (full.length > 0) return { done: [], failed: full }
  if (records.length === 0) return { done: [], failed: await explainWriteError(database, scope, { writes, cause }) }
  const done = records.flatMap((value, index) => {
    const position = writes[index]?.position
    return position === undefined ? [] : [{ position, value }]
  })
  return { done, failed: [] }
}

interface Inserted {
  /** Empty where nothing was written. */
  records: TenonRecord[]
  /** What the database threw; null where it refused to write because of a missing reference. */
  cause: unknown
  /** Records for whose stage there is no room, or of which there are such already by now. */
  full: Settled<never>['failed']
}

/** Tries again where a slug that was made here has been taken by somebody else in the same moment. */
async function insertWithSlugs(
  { database, inParts, within }: StoreDependencies,
  scope: RecordScope,
  writes: Writes,
): Promise<Inserted> {
  const positions = writes.map(({ position }) => position)
  for (let attempt = 0; ; attempt++) {
    const { writes: filled, made } = await fillSlugs(database, scope, { writes, attempt })
    try {
      const approved = filled.map(({ value }) => value)
      const outcome = await writeInRoom(database, scope, {
        places: approved.map(({ place }) => place),
        write: (db) =>
          afterAsking(db, within, (asked) => {
            const ids = idsAt(scope, positions)
            const insert = (one: Queryable) => insertRecords(one, scope, { writes: approved, database, ids })
            const created = approved.map((write) => ({ ...write, id: null }))
            const change = (one: Queryable) => withoutDoubles(one, scope, { writes: created, change: insert })
            if (inParts) return withPartKept(asked, scope.ctx, { positions, change })
            return withAnswerKept(asked, scope.ctx, change)
          }),
      })
      if ('written' in outcome) return { records: outcome.written, cause: null, full: [] }
      return { records: [], cause: null, full: positionedIn(writes, outcome.full) }
    } catch (cause) {
      if (cause instanceof DoubledWrites) return { records: [], cause: null, full: doubledIn(writes, cause) }
      const isLast = attempt === MAX_SLUG_ATTEMPTS || !isTakenSlug(scope.entity, cause, made)
      if (isLast) return { records: [], cause, full: [] }
    }
  }
}

/** What is asked and what is written have one end: nothing can come between them. */
function afterAsking<T>(
  db: Queryable,
  within: WithinWrite | undefined,
  write: (db: Queryable) => Promise<T>,
): Promise<T> {
  if (within === undefined) return write(db)
  return asOne(db, async (trx) => {
    await within(trx)
    return write(trx)
  })
}

function idsAt({ newIds }: RecordScope, positions: readonly number[]): string[] | null {
  return newIds === undefined ? null : positions.map((position) => newIds[position] ?? uuidv7())
}

function doubledIn(writes: Writes, { refused }: DoubledWrites): Inserted['full'] {
  return positionedIn(
    writes,
    refused.map(({ position: index, value: error }) => ({ index, error })),
  )
}

function positionedIn(writes: Writes, full: ReadonlyArray<{ index: number; error: TenonError }>): Inserted['full'] {
  return full.flatMap(({ index, error }) => {
    const position = writes[index]?.position
    return position === undefined ? [] : [{ position, value: error }]
  })
}

/** Writes what can be written: after a failure without the culprits, or in halves where they are not known. */
export async function storeEach(
  dependencies: StoreDependencies,
  scope: RecordScope,
  writes: Writes,
): Promise<Settled<TenonRecord>> {
  const { done, failed } = await store(dependencies, scope, writes)
  if (failed.length === 0) return { done, failed }
  const out = new Set(failed.map(({ position }) => position))
  const rest = writes.filter(({ position }) => !out.has(position))
  if (rest.length === 0 && writes.length > 1) {
    const middle = Math.ceil(writes.length / 2)
    const first = await storeEach(dependencies, scope, writes.slice(0, middle))
    const second = await storeEach(dependencies, scope, writes.slice(middle))
    return { done: [...first.done, ...second.done], failed: [...first.failed, ...second.failed] }
  }
  const others = await storeEach(dependencies, scope, rest)
  return { done: others.done, failed: [...failed, ...others.failed] }
}

function tooMany({ locale }: RequestContext, count: number): TenonError {
  const message = {
    en: `${count} records are too many for one request: at most ${MAX_BATCH} are allowed.`,
    'zh-CN': `一次请求最多 ${MAX_BATCH} 条记录，收到 ${count} 条。`,
  }
  return new TenonError({ code: 'PAYLOAD_TOO_LARGE', message: textIn(message, locale) })
}
