import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { differingBefore } from '../../events/differing-before.ts'
import type { ApprovedWrite } from '../approve-writes.ts'
import type { SeenRecord } from '../read-for-write.ts'
import type { RecordScope } from '../record-scope.ts'
import type { WriteColumn } from '../write-columns.ts'
import { ENTRY_COLUMNS, entryValues } from './entry-columns.ts'
import { filledFields } from './filled-fields.ts'
import { changedParts, changesOf } from './single-record.ts'
import { singleShape } from './single-shape.ts'
import { STALE, writtenFields } from './stale-names.ts'

/** What a changed row, its audit entry and its event are made of besides the columns of its fields. */
export const CHANGED_ROW_COLUMNS = [
  ...ENTRY_COLUMNS,
  { name: '_version', type: 'int' },
  { name: '_row', type: 'text' },
  { name: '_before', type: 'jsonb' },
  { name: '_after', type: 'jsonb' },
] as const satisfies readonly WriteColumn[]

type OwnColumn = (typeof CHANGED_ROW_COLUMNS)[number]['name']

export interface ChangedRow {
  write: ApprovedWrite
  /** Fields whose columns the statement sets: those that really change, and those whose code is another one. */
  set: ReadonlySet<string>
  /** The record as it will be, but for the time of its change. */
  shown: JsonObject
  own: Record<OwnColumn, JsonValue>
  /** Fields that name something with a title. */
  named: readonly string[]
  /** What statements for such rows have in common. */
  kind: string
}

export interface JudgedChange {
  /** The record that the change was judged by. */
  seen: SeenRecord
  write: ApprovedWrite
  /** Fields that really change. */
  changed: ReadonlySet<string>
}

export function changedRow(scope: RecordScope, { seen, write, changed }: JudgedChange): ChangedRow {
  const { ctx, entity } = scope
  const { record: before, row } = seen
  const told = { before, values: write.values, codes: write.codes, changed }
  const parts = changedParts(scope, told)
  const { [STALE]: _stale, ...kept } = before
  const shown = { ...kept, ...parts }
  const set = writtenFields(entity, told)
  const named = singleShape(entity).labelled.filter((name) => shown[name] !== null)
  const own = {
    ...entryValues(ctx, `${before['id']}`, changesOf(told)),
    ...{
      _version: before['version'] ?? null,
      _row: row,
      _before: differingBefore(before, shown),
      _after: filledFields(shown),
    },
  }
  return { write, set, shown, own, named, kind: [...set].sort().join() }
}
