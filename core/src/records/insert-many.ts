import { setImmediate as nextTurn } from 'node:timers/promises'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { Database } from '../db/database.ts'
import type { ApprovedWrite } from './approve-writes.ts'
import { insertRecords } from './insert-records.ts'
import type { Queryable } from './queryable.ts'
import type { RecordScope } from './record-scope.ts'
import { asOne } from './write-answers.ts'

/** So many that a statement costs little beside its records, and so few that the database has not long to wait for the first. */
const PART = 200

/** A reference has no target: what had been written of the others must go. */
export class NothingWritten extends Error {
  constructor() {
    super('A record names another that there is none of')
  }
}

interface NewRecords {
  writes: readonly ApprovedWrite[]
  database: Pick<Database, 'kind' | 'hears' | 'tell'>
}

/**
 * The same as `insertRecords`. Many on PostgreSQL, where the answer has ids alone, are stored part by part in one transaction:
 * while the database writes one part, the next is put into words, and others get their turn in between.
 * @throws NothingWritten instead of an empty answer, in the midst of a transaction
 */
export async function insertMany(db: Queryable, scope: RecordScope, given: NewRecords): Promise<TenonRecord[]> {
  const { writes, database } = given
  const goesInParts = database.kind === 'postgres' && scope.brief === true && scope.cause === undefined
  if (!goesInParts || writes.length <= PART) return insertRecords(db, scope, given)
  return asOne(db, async (trx) => {
    const parts: Array<Promise<TenonRecord[]>> = []
    for (let from = 0; from < writes.length; from += PART) {
      const part = insertRecords(trx, scope, { database, writes: writes.slice(from, from + PART) })
      // Its error is told once all are under way.
      part.catch(() => undefined)
      parts.push(part)
      await nextTurn()
    }
    const made = await Promise.all(parts)
    if (made.some((part) => part.length === 0)) throw new NothingWritten()
    return made.flat()
  })
}
