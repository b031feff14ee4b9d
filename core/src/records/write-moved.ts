import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { Database } from '../db/database.ts'
import type { ApprovedWrite } from './approve-writes.ts'
import type { Queryable } from './queryable.ts'
import type { RecordScope } from './record-scope.ts'
import { batchError } from './settled.ts'
import { writeInRoom } from './stage-room.ts'
import { asOne } from './write-answers.ts'

interface Moved {
  write: ApprovedWrite
  /** Whether the write changes the stage. */
  staged: boolean
  change: (db: Queryable) => Promise<TenonRecord[]>
}

/**
 * Writes a change of a record, keeping to the limit of the stage that it enters unless that was passed over. A move that
 * others have agreed to settles their agreement in the same transaction, or is not made.
 * @throws TenonError TRANSITION_REFUSED where the stage is full
 */
export async function writeMoved(
  database: Database,
  scope: RecordScope,
  { write, staged, change }: Moved,
): Promise<TenonRecord[]> {
  const { agreed, passed, place } = write
  const outcome = await writeInRoom(database, scope, {
    places: [staged && passed === null ? place : null],
    write: (db) => {
      if (agreed === null) return change(db)
      return asOne(db, async (trx) => {
        const records = await change(trx)
        if (records.length > 0) await agreed.settle(trx)
        return records
      })
    },
  })
  if ('written' in outcome) return outcome.written
  throw batchError(
    outcome.full.map(({ error }) => ({ position: 0, value: error })),
    1,
  )
}
