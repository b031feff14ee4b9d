import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { type RawBuilder, sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { arrayText } from './array-text.ts'
import { jsonLines, ofJsonLines } from './json-lines.ts'
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

interface OwnColumn extends WriteColumn {
  of: (row: WriteRow, position: number) => JsonValue
}

/** What a write brings along besides field columns, which never begin with `_`. */
const OWN_COLUMNS: readonly OwnColumn[] = [
  { name: '_ord', type: 'int', of: (_, position) => position },
  { name: '_id', type: 'uuid', of: ({ id }) => id },
  { name: '_version', type: 'int', of: ({ version }) => version ?? null },
  { name: '_audit_id', type: 'uuid', of: () => uuidv7() },
  { name: '_event_id', type: 'uuid', of: () => uuidv7() },
  { name: '_history_id', type: 'uuid', of: () => uuidv7() },
  { name: '_worked', type: 'bigint', of: ({ workedBefore }) => workedBefore ?? null },
  { name: '_changes', type: 'jsonb', of: ({ changes }) => changes ?? null },
]

/** Types whose arrays cannot be taken apart row by row, or would cut a text that is too long: they are sent as texts. */
const SENT_AS_TEXT = /\[\]$|^jsonb$|^(?:character|char|varchar)\b/

/**
 * All rows of a write, column by column, each as the text of an array, or as lines of JSON: the statement is the same for one
 * row and for a thousand, and PostgreSQL reads them in a third of the time that the same rows take it as one JSON.
 */
export function inputTexts(rows: readonly WriteRow[], columns: readonly WriteColumn[]): string[] {
  return [
    ...OWN_COLUMNS.map(({ type, of }) => columnText(rows.map(of), type)),
    ...columns.map(({ name, type }) =>
      columnText(
        rows.map(({ columns: values }) => values[name] ?? null),
        type,
      ),
    ),
  ]
}

/** The values of a column, for `arrayInput`. */
export function columnText(values: readonly JsonValue[], type: string): string {
  return type === 'jsonb' ? jsonLines(values) : arrayText(values, type)
}

/** The CTE `input`, out of what `inputTexts` gives for these columns. */
export function writeInput(texts: readonly string[], columns: readonly WriteColumn[]): RawBuilder<unknown> {
  return arrayInput(texts, [...OWN_COLUMNS, ...columns])
}

/** The CTE `input` of these columns, each given as `columnText`. */
export function arrayInput(texts: readonly string[], all: readonly WriteColumn[]): RawBuilder<unknown> {
  const arrays = all.map(({ type }, index) => {
    if (type === 'jsonb') return ofJsonLines(texts[index])
    return sql`${texts[index]}::text::${sql.raw(SENT_AS_TEXT.test(type) ? 'text' : type)}[]`
  })
  const named = all.map(({ name, type }) => {
    return SENT_AS_TEXT.test(type) ? sql`${sql.id(name)}::${sql.raw(type)}` : sql`${sql.id(name)}`
  })
  return sql`input as materialized (
    select ${sql.join(named)} from unnest(${sql.join(arrays)}) as i(${sql.join(all.map(({ name }) => sql.id(name)))})
  )`
}
