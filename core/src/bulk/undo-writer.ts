import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { BatchWriter } from '../records/many/batch-writer.ts'
import type { RecordOutcome } from '../records/many/record-outcome.ts'
import { readTouchedByRun, type TouchedByRun } from '../records/restoring/touched-by-run.ts'
import type { UndoRecord } from '../records/restoring/undo-record.ts'

/** How often a record is looked at again that somebody else has changed in the same moment. */
const TRIES = 3

export type UndoWriter = BatchWriter['each']

interface Undone {
  /** Id of the run that is taken back. */
  run: string
  entity: string
}

/** Makes the function that takes back what a run did to records, each for itself. */
export function makeUndoWriter(
  { database, undoRecord }: { database: Database; undoRecord: UndoRecord },
  { run, entity }: Undone,
): UndoWriter {
  async function undoOne(ctx: RequestContext, id: string): Promise<RecordOutcome> {
    for (let attempt = 1; ; attempt++) {
      const touched = await readTouchedByRun(database.tenant(ctx.tenant.schema), ctx, { run, entity, ids: [id] })
      const record = touched.get(id)
      if (record === undefined) return { id, state: 'skipped' }
      try {
        return await undoTouched(ctx, record)
      } catch (error) {
        if (!(error instanceof TenonError)) throw error
        if (error.code !== 'VERSION_CONFLICT' || attempt === TRIES) return { id, state: 'refused', error }
      }
    }
  }

  async function undoTouched(ctx: RequestContext, record: TouchedByRun): Promise<RecordOutcome> {
    const { version, left } = await undoRecord(ctx, record)
    const { id, undoneAs } = record
    if (version === null && undoneAs !== null) return { id, state: 'done', version: undoneAs }
    const note = left === null ? {} : { note: left }
    return version === null
      ? { id: record.id, state: 'skipped', ...note }
      : { id: record.id, state: 'done', version, ...note }
  }

  return async (ctx, ids, within = async () => undefined) => {
    const outcomes: RecordOutcome[] = []
    for (const id of ids) {
      ctx.signal.throwIfAborted()
      await database.transaction(ctx.tenant.schema, within)
      outcomes.push(await undoOne(ctx, id))
    }
    return outcomes
  }
}
