import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { type RawBuilder, sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import type { WriteColumn } from './write-columns.ts'

export interface WriteRow {
  id: string
  /** The version that the writer has seen; missing where it does not matter. */
  version?: number
  columns: JsonObject
  /** Seconds of work in the stage that the write leaves. */
  workedBefore?: number | null
  /** What the audit trail says of it, where that is known. */
  changes?: JsonObject | null
}

/** What a write brings along besides field columns, which never begin with `_`. */
const OWN_COLUMNS =
  '_ord int, _id uuid, _version int, _audit_id uuid, _event_id uuid, _history_id uuid, _worked bigint, _changes jsonb'

/** All rows of a write in one JSON parameter, so that the statement's text is the same for one row and for a thousand. */
export function inputText(rows: readonly WriteRow[]): string {
  const json = rows.map(({ id, version, columns: values, workedBefore = null, changes = null }, position) => ({
    ...values,
    _ord: position,
    _id: id,
    ...(version !== undefined && { _version: version }),
    _audit_id: uuidv7(),
    _event_id: uuidv7(),
    _history_id: uuidv7(),
    ...(workedBefore !== null && { _worked: workedBefore }),
    ...(changes !== null && { _changes: changes }),
  }))
  return JSON.stringify(json)
}

/** The CTE `input`, out of what `inputText` gives. */
export function writeInput(text: string, columns: readonly WriteColumn[]): RawBuilder<unknown> {
  const typed = [sql.raw(OWN_COLUMNS), ...columns.map(({ name, type }) => sql`${sql.id(name)} ${sql.raw(type)}`)]
  return sql`input as materialized (
    select * from jsonb_to_recordset(${text}::jsonb) as i(${sql.join(typed)})
  )`
}
