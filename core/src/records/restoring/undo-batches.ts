import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import type { WithinWrite } from '../many/batch-writer.ts'
import type { DeleteMany } from '../many/delete-many.ts'
import type { RecordOutcome } from '../many/record-outcome.ts'
import type { RestoreMany } from '../many/restore-many.ts'
import type { UpdateMany } from '../many/update-many.ts'
import { makeOpenScope, type ScopeDependencies } from '../record-scope.ts'
import { planUndos } from './plan-undos.ts'
import type { TouchedRecord } from './touched-records.ts'
import type { UndoStep } from './undo-record.ts'

export interface UndoGround extends ScopeDependencies {
  database: Database
  updateMany: UpdateMany
  deleteMany: DeleteMany
  restoreMany: RestoreMany
}

interface Undone {
  entity: string
  touched: readonly TouchedRecord[]
  /** Runs in each transaction; see `WithinWrite`. */
  within?: WithinWrite
}

/** `left`: what of the record stays as it is, in words; null where all of it was taken back. */
export type UndoOutcome = RecordOutcome & { left: string | null }

type Planned = TouchedRecord & { step: UndoStep }

/**
 * Makes the function that takes back what was done to records of one entity, all at once, with their hooks. Missing in what it
 * gives are those to be taken one by one: whose taking back is more than a single change, and that somebody changes meanwhile.
 */
export function makeUndoBatches(ground: UndoGround) {
  const openScope = makeOpenScope(ground)

  /** What each needs, or nothing where not even that can be told of all of them together. */
  async function plan(ctx: RequestContext, { entity, touched }: Undone): Promise<Planned[]> {
    try {
      // Whoever may not change such records at all is told so of each by itself.
      await openScope(ctx, { entity, action: isOfTrash(touched) ? 'delete' : 'update' })
      const scope = await openScope(ctx, { entity, action: 'read' })
      const steps = await planUndos(ground.database.tenant(ctx.tenant.schema), scope, touched)
      return touched.flatMap((record) => {
        const step = steps.get(record.id)
        return step === undefined ? [] : [{ ...record, step }]
      })
    } catch (error) {
      if (error instanceof TenonError && error.code === 'FORBIDDEN') return []
      throw error
    }
  }

  return async (ctx: RequestContext, undone: Undone): Promise<UndoOutcome[]> => {
    const planned = await plan(ctx, undone)
    const nothing = planned.flatMap(({ id, step }): UndoOutcome[] =>
      step.kind === 'nothing' ? [{ id, state: 'skipped', left: step.left }] : [],
    )
    return [...nothing, ...(await changeBatches(ctx, { ground, planned, ...undone }))]
  }
}

function isOfTrash(touched: readonly TouchedRecord[]): boolean {
  return touched.some(({ created, deleted }) => created || deleted)
}

interface Batches extends Undone {
  ground: UndoGround
  planned: readonly Planned[]
}

/** What one change each takes back; without those that are not as they were when it was planned. */
async function changeBatches(
  ctx: RequestContext,
  { ground, entity, planned, within }: Batches,
): Promise<UndoOutcome[]> {
  const outcomes: RecordOutcome[] = []
  const stale = new Set<string>()
  for (const { kind, writer } of writersOf(ground, { entity, planned, stale })) {
    const ids = planned.filter((one) => batchKind(one.step) === kind).map(({ id }) => id)
    if (ids.length > 0) outcomes.push(...(await writer.each(ctx, ids, within)))
  }
  const steps = new Map(planned.map(({ id, step }) => [id, step]))
  return outcomes.flatMap((outcome): UndoOutcome[] => {
    const isLost = outcome.state === 'refused' && ['VERSION_CONFLICT', 'NOT_FOUND'].includes(outcome.error.code)
    if (isLost || stale.has(outcome.id) || outcome.state === 'skipped') return []
    return [{ ...outcome, left: steps.get(outcome.id)?.left ?? null }]
  })
}

function writersOf(
  { updateMany, deleteMany, restoreMany }: UndoGround,
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
