import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import type { Queryable } from '../queryable.ts'
import type { RecordScope } from '../record-scope.ts'
import { readLivingTags, withoutLost } from './living-tags.ts'
import { statesBefore } from './states-before.ts'
import type { TouchedRecord } from './touched-records.ts'
import { planUndo, type UndoStep } from './undo-record.ts'

/** What is to be done to take back what was done to records, by id; those that the actor does not see are missing. Three statements. */
export async function planUndos(
  db: Queryable,
  scope: RecordScope,
  touched: readonly TouchedRecord[],
): Promise<Map<string, UndoStep>> {
  const states = await statesBefore(db, scope, touched)
  const tagged = [...states.values()].flatMap(({ state }) => (state === null ? [] : [state]))
  const isTagged = scope.entity.fields.get(TAGS_FIELD) === undefined
  const living = isTagged ? await readLivingTags(db, scope, tagged) : new Set<string>()
  return new Map(
    touched.flatMap((record) => {
      const known = states.get(record.id)
      if (known === undefined) return []
      const { current, state } = known
      const offered = state === null || !isTagged ? state : withoutLost(living, { current, state })
      return [[record.id, planUndo(scope, record, { ...known, state: offered })] as const]
    }),
  )
}
