import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { JsonBytes } from '../db/json-bytes.ts'
import type { Columns } from '../db/kept-query.ts'
import type { RawRow } from '../db/raw-row.ts'

/** What a record has under one name, in as many columns as are read together. */
interface Part {
  name: string
  columns: readonly unknown[]
  read: ((parts: readonly JsonValue[]) => JsonValue) | null
}

interface Layout {
  own: readonly Part[]
  /** Fields whose ids the columns after those give the titles of. */
  held: readonly string[]
  /** Whether a column follows whose object holds more of the record. */
  more: boolean
}

/** Writes the record of a row of these columns as JSON; returns where the column that follows them begins. */
export type WriteRecord = (row: RawRow, columns: Columns, out: JsonBytes) => number

/** How a column's bytes become JSON. */
type Form = 'raw' | 'quoted' | 'boolean' | 'parsed'

const LENGTH = 4
const [TRUE, FALSE, NULL, LABELS, COMMA, END] = ['true', 'false', 'null', ',"$labels":', ',', '}'].map((text) =>
  Buffer.from(text),
) as [Buffer, Buffer, Buffer, Buffer, Buffer, Buffer]
const T = 't'.charCodeAt(0)

/** By PostgreSQL's number of the type: whole numbers and JSON; texts, ids and exact decimals; yes or no. */
const FORMS: ReadonlyMap<number, Form> = new Map([
  ...[20, 21, 23, 114, 3802].map((type) => [type, 'raw'] as const),
  ...[25, 1042, 1043, 1700, 2950].map((type) => [type, 'quoted'] as const),
  [16, 'boolean'],
])

/**
 * The JSON of the record that `recordColumns` reads, put together from the bytes that PostgreSQL sent: it says the same, and
 * costs a third of making a record and writing that.
 */
export function makeWriteRecord(layout: Layout): WriteRecord {
  const { own, held, more } = layout
  const steps = own
    .filter(({ name }) => name !== '$labels')
    .map((part, index) => ({ ...part, place: held.indexOf(part.name), key: keyOf(part.name, index) }))
  const order = own.map((part) => steps.find(({ name }) => name === part.name) ?? null)
  return (row, columns, out) => {
    const reader = new RowReader(row, columns)
    const ids: string[] = []
    let rest: JsonObject | null = null
    for (const step of order) {
      if (step === null) {
        rest = reader.value() as JsonObject | null
        continue
      }
      out.all(step.key)
      if (step.read !== null) out.text(JSON.stringify(step.read(reader.values(step.columns.length))))
      else if (step.place >= 0) ids[step.place] = reader.writeHeld(out)
      else reader.write(out)
    }
    const titles = reader.values(held.length)
    if (rest !== null || held.length > 0) {
      out.all(LABELS)
      out.text(labelsText(rest, ids, titles))
    }
    if (more) addMore(reader.value(), out)
    out.all(END)
    return reader.at
  }
}

/** As JSON: an object that gets its names one by one would be of a new kind for each record. */
function labelsText(rest: JsonObject | null, ids: readonly string[], titles: readonly JsonValue[]): string {
  const labels = new Map<string, JsonValue>(rest === null ? [] : Object.entries(rest))
  for (const [index, title] of titles.entries()) if (typeof title === 'string') labels.set(ids[index] ?? '', title)
  const pairs: string[] = []
  for (const [id, title] of labels) pairs.push(`${JSON.stringify(id)}:${JSON.stringify(title)}`)
  return `{${pairs.join()}}`
}

/** Of a row whose first column is the record's JSON. */
export const writeColumn: WriteRecord = (row, columns, out) => {
  const reader = new RowReader(row, columns)
  reader.write(out)
  return reader.at
}

function keyOf(name: string, index: number): Buffer {
  return Buffer.from(`${index === 0 ? '{' : ','}${JSON.stringify(name)}:`)
}

function addMore(value: JsonValue, out: JsonBytes): void {
  const inner = value === null ? '' : JSON.stringify(value).slice(1, -1)
  if (inner === '') return
  out.all(COMMA)
  out.text(inner)
}

/** Goes through the columns of one row. */
class RowReader {
  readonly #row: RawRow
  readonly #columns: Columns
  readonly #forms: readonly Form[]
  #at: number
  #column = 0

  constructor(row: RawRow, columns: Columns) {
    this.#row = row
    this.#columns = columns
    this.#forms = formsOf(columns)
    this.#at = row.start
  }

  get at(): number {
    return this.#at
  }

  value(): JsonValue {
    const text = this.#text()
    return text === null ? null : (this.#columns.parsers[this.#column - 1]?.(text) as JsonValue)
  }

  values(count: number): JsonValue[] {
    const values: JsonValue[] = []
    for (let index = 0; index < count; index++) values.push(this.value())
    return values
  }

  /** Writes a text, and says which. */
  writeHeld(out: JsonBytes): string {
    const text = this.#text()
    out.text(JSON.stringify(text))
    return text ?? ''
  }

  write(out: JsonBytes): void {
    const { bytes } = this.#row
    const from = this.#at + LENGTH
    const length = bytes.readInt32BE(this.#at)
    const form = this.#forms[this.#column]
    if (length >= 0 && form === 'parsed') {
      out.text(JSON.stringify(this.value()))
      return
    }
    this.#at = from + Math.max(length, 0)
    this.#column += 1
    if (length < 0) out.all(NULL)
    else if (form === 'quoted') out.quoted(bytes, from, this.#at)
    else if (form === 'raw') out.raw(bytes, from, this.#at)
    else out.all(bytes[from] === T ? TRUE : FALSE)
  }

  #text(): string | null {
    const { bytes } = this.#row
    const from = this.#at + LENGTH
    const length = bytes.readInt32BE(this.#at)
    this.#at = from + Math.max(length, 0)
    this.#column += 1
    return length < 0 ? null : bytes.toString('utf8', from, this.#at)
  }
}

const known = new WeakMap<Columns, readonly Form[]>()

function formsOf(columns: Columns): readonly Form[] {
  const found = known.get(columns)
  if (found !== undefined) return found
  const forms = columns.fields.map(({ dataTypeID }) => FORMS.get(dataTypeID) ?? 'parsed')
  known.set(columns, forms)
  return forms
}
