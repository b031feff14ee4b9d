import type { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { ApprovedWrite } from '../approve-writes.ts'
import type { Queryable } from '../queryable.ts'
import type { RecordScope } from '../record-scope.ts'
import type { Positioned } from '../settled.ts'
import { asOne } from '../write-answers.ts'
import { lockAlike } from './find-alike.ts'
import { refuseDuplicates, refusingRules, touches } from './refuse-duplicates.ts'

/** Somebody has made such records since the writes were judged. Each is named by its place among the writes. */
export class DoubledWrites extends Error {
  readonly refused: ReadonlyArray<Positioned<TenonError>>

  constructor(refused: ReadonlyArray<Positioned<TenonError>>) {
    super('Such records were made in the same moment')
    this.refused = refused
  }
}

type JudgedWrite = Pick<ApprovedWrite, 'old' | 'values'> & { id: string | null }

/**
 * Makes a change of which rules say that there must be no such record already: one after the other for each that is the same,
 * and judged again once it is its turn. Where no rule refuses, or none looks at what changes, the change alone.
 * @throws DoubledWrites
 */
export async function withoutDoubles<T>(
  db: Queryable,
  scope: RecordScope,
  { writes, change }: { writes: readonly JudgedWrite[]; change: (db: Queryable) => Promise<T> },
): Promise<T> {
  const rules = refusingRules(scope)
  if (rules.length === 0) return change(db)
  const judged = writes.map(({ id, old, values }, position) => ({
    position,
    value: { id, old, values, whole: { ...old, ...values } },
  }))
  const asked = judged.filter(({ value }) => rules.some((rule) => touches(rule, value)))
  if (asked.length === 0) return change(db)
  return asOne(db, async (trx) => {
    const records = asked.map(({ position, value: { id, whole } }) => ({ position, id, values: whole }))
    for (const rule of rules) await lockAlike(trx, scope, { rule, records })
    // A statement of its own: it sees what those have written that were waited for.
    const refused = await refuseDuplicates(trx, scope, asked)
    if (refused.length > 0) throw new DoubledWrites(refused)
    return change(trx)
  })
}
