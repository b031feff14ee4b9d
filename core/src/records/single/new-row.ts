import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { uuidv7 } from 'uuidv7'
import type { ApprovedWrite } from '../approve-writes.ts'
import { givenValues } from '../first-values.ts'
import type { RecordScope } from '../record-scope.ts'
import type { WriteColumn } from '../write-columns.ts'
import { type WrittenPart, writtenPart } from '../written-part.ts'
import { ENTRY_COLUMNS, entryValues } from './entry-columns.ts'
import { filledFields } from './filled-fields.ts'
import { newRecord } from './single-record.ts'
import { singleShape } from './single-shape.ts'

/** What a new record's row, its audit entry and its event are made of besides the columns of its fields. */
export const NEW_ROW_COLUMNS = [
  ...ENTRY_COLUMNS,
  { name: '_history', type: 'uuid' },
  { name: '_record', type: 'jsonb' },
] as const satisfies readonly WriteColumn[]

type OwnColumn = (typeof NEW_ROW_COLUMNS)[number]['name']

export interface NewRow {
  write: ApprovedWrite
  /** The record as it will be, but for its times of creation and change. */
  record: JsonObject
  own: Record<OwnColumn, JsonValue>
  /** References that have a value. */
  named: readonly string[]
  /** Fields that the statement is about, of a wide entity. */
  part: WrittenPart | undefined
  /** What statements for such rows have in common. */
  kind: string
}

export function newRow(scope: RecordScope, write: ApprovedWrite): NewRow {
  const { ctx, entity } = scope
  const isFilled = (name: string) => (write.values[name] ?? null) !== null
  const named = singleShape(entity).references.filter(isFilled)
  const part = writtenPart(entity, Object.keys(write.values).filter(isFilled))
  const id = uuidv7()
  const record = newRecord(scope, id, write)
  const own = {
    ...entryValues(ctx, id, givenValues(write)),
    ...{ _history: entity.pipelines.length > 0 ? uuidv7() : null, _record: filledFields(record) },
  }
  return { write, record, own, named, part, kind: `${named.join()} ${part?.key ?? ''}` }
}

/** The record with the time that PostgreSQL gave it. */
export function timed({ record }: NewRow, at: string): JsonObject {
  record['createdAt'] = at
  record['updatedAt'] = at
  return record
}
