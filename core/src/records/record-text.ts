import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { type RawBuilder, sql } from 'kysely'
import type { JsonBytes } from '../db/json-bytes.ts'
import { BINARY, type Columns, type ResultFormat, TEXT } from '../db/kept-query.ts'
import type { RawRow } from '../db/raw-row.ts'
import type { StoredForm } from '../model/field-types/stored-form.ts'
import { type RecordLayout, recordLayout } from './record-layout.ts'
import type { RecordScope } from './record-scope.ts'
import { asColumn, type NamedColumn } from './row-json.ts'
import { RowReader } from './row-reader.ts'
import { type SelectedParts, selectRecord } from './select-record.ts'

/** Writes the record of a row of these columns as JSON; returns where the column that follows them begins. */
export type WriteRecord = (row: RawRow, columns: Columns, out: JsonBytes) => number

export interface RecordText {
  columns: RawBuilder<unknown>[]
  /** Of each of the columns. */
  formats: ResultFormat[]
  /** These columns are the row's first ones. */
  write: WriteRecord
}

const [LABELS, COLON, NO_LABELS, COMMA, END] = [',"$labels":{', ':', ',"$labels":{}', ',', '}'].map((text) =>
  Buffer.from(text),
) as [Buffer, Buffer, Buffer, Buffer, Buffer]
/** What of a row is sent as the number that PostgreSQL keeps: to write it as a text takes it as long as all else of the value. */
const SENT_BINARY: ReadonlySet<StoredForm | undefined> = new Set(['instant', 'day'])

/**
 * The JSON of the record that `recordColumns` reads, put together from the bytes that PostgreSQL sends: it says the same, and
 * costs a third of making a record and writing that.
 * @throws TenonError BAD_REQUEST for a field that is unknown or hidden
 */
export function recordText(scope: RecordScope, parts: SelectedParts & { alias: string }): RecordText {
  const layout = recordLayout(scope, parts)
  if (layout === null) return { columns: [selectRecord(scope, parts)], formats: [TEXT], write: writeWhole }
  const own = layout.own.map(asStored)
  const columns = [...own.flatMap(({ columns }) => columns), ...layout.besides.map(asColumn)]
  const formats = [
    ...own.flatMap(({ form, columns }) => columns.map(() => (SENT_BINARY.has(form) ? BINARY : TEXT))),
    ...layout.besides.map(() => TEXT),
  ]
  return { columns, formats, write: makeWrite(own, layout) }
}

/** A name of the record, and the columns that what it has under it is made of. */
interface OwnPart {
  name: string
  /** The name as JSON, with what goes before and after it. */
  key: Buffer
  columns: RawBuilder<unknown>[]
  form: StoredForm | undefined
  read: ((parts: readonly JsonValue[]) => JsonValue) | null
}

function asStored({ name, value, stored, parts }: NamedColumn, index: number): OwnPart {
  const key = Buffer.from(`${index === 0 ? '{' : ','}${JSON.stringify(name)}:`)
  if (stored !== undefined) return { name, key, columns: stored.values, form: stored.form, read: null }
  const columns = (parts?.values ?? [value]).map((one, at) => sql`${one} as ${sql.id(`$own${index}_${at}`)}`)
  return { name, key, columns, form: undefined, read: parts?.read ?? null }
}

function makeWrite(parts: readonly OwnPart[], { held, besides }: RecordLayout): WriteRecord {
  const own = parts.map((part) => ({ ...part, count: part.columns.length, place: held.indexOf(part.name) }))
  const more = besides.length > held.length
  return (row, columns, out) => {
    const reader = new RowReader(row, columns)
    const ids: number[] = []
    let rest: JsonObject | null = null
    for (const { name, key, count, form, read, place } of own) {
      if (name === '$labels') {
        rest = reader.value() as JsonObject | null
        continue
      }
      out.all(key)
      if (place >= 0) ids[place] = reader.at
      if (form !== undefined) reader.writeStored(form, out)
      else if (read === null) reader.write(out)
      else out.text(JSON.stringify(read(reader.values(count))))
    }
    if (rest === null && ids.length === 1) writeLabel(reader, ids[0] as number, out)
    else if (rest !== null || ids.length > 0) writeLabels(reader, { ids, rest }, out)
    if (more) addMore(reader.value(), out)
    out.all(END)
    return reader.at
  }
}

/** The title of the one id that the record has, which stands at `id` in the row. */
function writeLabel(reader: RowReader, id: number, out: JsonBytes): void {
  if (reader.isNull) {
    reader.skip()
    out.all(NO_LABELS)
    return
  }
  out.all(LABELS)
  reader.writeTextAt(id, out)
  out.all(COLON)
  reader.write(out)
  out.all(END)
}

interface Labels {
  /** Where they stand in the row. */
  ids: readonly number[]
  /** Titles by id, of what names many. */
  rest: JsonObject | null
}

/** As JSON: an object that gets its names one by one would be of a new kind for each record. */
function writeLabels(reader: RowReader, { ids, rest }: Labels, out: JsonBytes): void {
  const labels = new Map<string, JsonValue>(rest === null ? [] : Object.entries(rest))
  for (const id of ids) {
    const [text, title] = [reader.textAt(id), reader.value()]
    if (text !== null && title !== null) labels.set(text, title)
  }
  const pairs = [...labels].map(([id, title]) => `${JSON.stringify(id)}:${JSON.stringify(title)}`)
  out.all(LABELS)
  out.text(`${pairs.join()}}`)
}

/** Of a row whose first column is the record's JSON. */
const writeWhole: WriteRecord = (row, columns, out) => {
  const reader = new RowReader(row, columns)
  reader.write(out)
  return reader.at
}

function addMore(value: JsonValue, out: JsonBytes): void {
  const inner = value === null ? '' : JSON.stringify(value).slice(1, -1)
  if (inner === '') return
  out.all(COMMA)
  out.text(inner)
}
