import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { BatchWriter } from '../records/many/batch-writer.ts'
import type { RecordOutcome } from '../records/many/record-outcome.ts'
import { readTouchedByRun, type TouchedByRun } from '../records/restoring/touched-by-run.ts'
import { makeUndoBatches, type UndoGround, type UndoOutcome } from '../records/restoring/undo-batches.ts'
import type { UndoRecord } from '../records/restoring/undo-record.ts'

/** How often a record is looked at again that somebody else has changed in the same moment. */
const TRIES = 3

export type UndoWriter = BatchWriter['each']

interface Undone {
  /** Id of the run that is taken back. */
  run: string
  entity: string
}

export interface UndoWriterGround extends UndoGround {
  undoRecord: UndoRecord
}

/**
 * Makes the function that takes back what a run did to records: batch by batch, as the run itself changed them, with their
 * hooks at once. One whose taking back is more than a single change, and one that somebody changes meanwhile, is taken by itself.
 */
export function makeUndoWriter(ground: UndoWriterGround, { run, entity }: Undone): UndoWriter {
  const { database, undoRecord } = ground
  const undoBatches = makeUndoBatches(ground)

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

  return async (ctx, ids, within = async () => undefined) => {
    const touched = await readTouchedByRun(database.tenant(ctx.tenant.schema), ctx, { run, entity, ids })
    const undone = await undoBatches(ctx, { entity, touched: [...touched.values()], within })
    const outcomes = undone.map((one) => withLeft(one, touched.get(one.id)?.undoneAs ?? null))
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

function outcomeOf(
  { id, undoneAs }: TouchedByRun,
  { version, left }: { version: number | null; left: string | null },
): RecordOutcome {
  if (version === null && undoneAs !== null) return { id, state: 'done', version: undoneAs }
  const note = left === null ? {} : { note: left }
  return version === null ? { id, state: 'skipped', ...note } : { id, state: 'done', version, ...note }
}

/** `undoneAs`: the version that an earlier try has given the record; null for none. */
function withLeft({ left, ...outcome }: UndoOutcome, undoneAs: number | null): RecordOutcome {
  if (outcome.state === 'refused') return outcome
  if (outcome.state === 'skipped' && undoneAs !== null) return { id: outcome.id, state: 'done', version: undoneAs }
  if (left === null) return outcome
  return { ...outcome, note: outcome.note === undefined ? left : `${left} ${outcome.note}` }
}
