import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { BatchWriter, WithinWrite } from '../records/many/batch-writer.ts'
import type { DeleteMany } from '../records/many/delete-many.ts'
import type { RecordOutcome } from '../records/many/record-outcome.ts'
import type { RestoreMany } from '../records/many/restore-many.ts'
import type { UpdateMany } from '../records/many/update-many.ts'
import { makeOpenScope, type ScopeDependencies } from '../records/record-scope.ts'
import { readTouchedByRun, type TouchedByRun } from '../records/restoring/touched-by-run.ts'
import type { UndoRecord, UndoStep } from '../records/restoring/undo-record.ts'
import { planUndos } from './plan-undos.ts'

/** How often a record is looked at again that somebody else has changed in the same moment. */
const TRIES = 3

export type UndoWriter = BatchWriter['each']

interface Undone {
  /** Id of the run that is taken back. */
  run: string
  entity: string
}

interface Ground extends ScopeDependencies {
  database: Database
  undoRecord: UndoRecord
  updateMany: UpdateMany
  deleteMany: DeleteMany
  restoreMany: RestoreMany
}

type Planned = TouchedByRun & { step: UndoStep }

/**
 * Makes the function that takes back what a run did to records: batch by batch, as the run itself changed them, with their
 * hooks at once. One whose taking back is more than a single change, and one that somebody changes meanwhile, is taken by itself.
 */
export function makeUndoWriter(ground: Ground, { run, entity }: Undone): UndoWriter {
  const { database, undoRecord } = ground
  const openScope = makeOpenScope(ground)

  async function undoOne(ctx: RequestContext, id: string): Promise<RecordOutcome> {
    for (let attempt = 1; ; attempt++) {
      const touched = await readTouchedByRun(database.tenant(ctx.tenant.schema), ctx, { run, entity, ids: [id] })
      const record = touched.get(id)
      if (record === undefined) return { id, state: 'skipped' }
      try {
        return outcomeOf(record, await undoRecord(ctx, record))
      } catch (error) {
        if (!(error instanceof TenonError)) throw error
        if (error.code !== 'VERSION_CONFLICT' || attempt === TRIES) return { id, state: 'refused', error }
      }
    }
  }

  /** What each needs, or null where not even that can be told of all of them together. */
  async function plan(ctx: RequestContext, ids: readonly string[]): Promise<Planned[] | null> {
    const db = database.tenant(ctx.tenant.schema)
    const touched = await readTouchedByRun(db, ctx, { run, entity, ids })
    try {
      // Whoever may not change such records at all is told so of each by itself.
      await openScope(ctx, { entity, action: isOfTrash(touched) ? 'delete' : 'update' })
      const scope = await openScope(ctx, { entity, action: 'read' })
      const steps = await planUndos(db, scope, [...touched.values()])
      return [...touched.values()].flatMap((record) => {
        const step = steps.get(record.id)
        return step === undefined ? [] : [{ ...record, step }]
      })
    } catch (error) {
      if (error instanceof TenonError && error.code === 'FORBIDDEN') return null
      throw error
    }
  }

  return async (ctx, ids, within = async () => undefined) => {
    const planned = (await plan(ctx, ids)) ?? []
    const outcomes: RecordOutcome[] = planned.flatMap((one) =>
      one.step.kind === 'nothing' ? outcomeOf(one, { version: null, left: one.step.left }) : [],
    )
    outcomes.push(...(await changeBatches(ctx, { ground, entity, planned, within })))
    const settled = new Set(outcomes.map(({ id }) => id))
    for (const id of ids) {
      if (settled.has(id)) continue
      ctx.signal.throwIfAborted()
      await database.transaction(ctx.tenant.schema, within)
      outcomes.push(await undoOne(ctx, id))
    }
    return outcomes
  }
}

function isOfTrash(touched: ReadonlyMap<string, TouchedByRun>): boolean {
  return [...touched.values()].some(({ created, deleted }) => created || deleted)
}

function outcomeOf(
  { id, undoneAs }: TouchedByRun,
  { version, left }: { version: number | null; left: string | null },
): RecordOutcome {
  if (version === null && undoneAs !== null) return { id, state: 'done', version: undoneAs }
  const note = left === null ? {} : { note: left }
  return version === null ? { id, state: 'skipped', ...note } : { id, state: 'done', version, ...note }
}

interface Batches {
  ground: Ground
  entity: string
  planned: readonly Planned[]
  within: WithinWrite
}

/** What one change each takes back; without those that are not as they were when it was planned. */
async function changeBatches(ctx: RequestContext, { ground, entity, planned, within }: Batches) {
  const outcomes: RecordOutcome[] = []
  const stale = new Set<string>()
  for (const { kind, writer } of writersOf(ground, { entity, planned, stale })) {
    const ids = planned.filter((one) => batchKind(one.step) === kind).map(({ id }) => id)
    if (ids.length > 0) outcomes.push(...(await writer.each(ctx, ids, within)))
  }
  const steps = new Map(planned.map(({ id, step }) => [id, step]))
  return outcomes.flatMap((outcome): RecordOutcome[] => {
    const isLost = outcome.state === 'refused' && ['VERSION_CONFLICT', 'NOT_FOUND'].includes(outcome.error.code)
    if (isLost || stale.has(outcome.id) || outcome.state === 'skipped') return []
    return [withLeft(outcome, steps.get(outcome.id)?.left ?? null)]
  })
}

function writersOf(
  { updateMany, deleteMany, restoreMany }: Ground,
  { entity, planned, stale }: Pick<Batches, 'entity' | 'planned'> & { stale: Set<string> },
) {
  const steps = new Map(planned.map(({ id, step }) => [id, step]))
  const entries = new Map(planned.map(({ id, entry }) => [id, entry]))
  const updates = updateMany({
    entity,
    tagged: planned.some(({ step }) => step.kind !== 'nothing' && Object.hasOwn(step.values, TAGS_FIELD)),
    valuesOf(current) {
      const id = String(current['id'])
      const step = steps.get(id)
      if (step?.kind === 'update' && step.version === current['version']) return step.values
      // What others have changed by now is looked at anew.
      stale.add(id)
      return {}
    },
    restoredOf: (id) => ({ entry: entries.get(id) ?? '', side: 'before' }),
  })
  return [
    { kind: 'update', writer: updates },
    { kind: 'restore', writer: restoreMany({ entity }) },
    { kind: 'delete', writer: deleteMany({ entity }) },
  ] as const
}

/** The one change that takes it back; null for what needs more than one, or none. */
function batchKind(step: UndoStep): 'update' | 'restore' | 'delete' | null {
  if (step.kind === 'nothing') return null
  return step.kind === 'update' || Object.keys(step.values).length === 0 ? step.kind : null
}

function withLeft(outcome: RecordOutcome, left: string | null): RecordOutcome {
  if (outcome.state !== 'done' || left === null) return outcome
  return { ...outcome, note: outcome.note === undefined ? left : `${left} ${outcome.note}` }
}
