import { currencyDigits } from '@tenon/sdk/contract/currency-digits'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { JsonBytes } from '../db/json-bytes.ts'
import type { Columns } from '../db/kept-query.ts'
import type { RawRow } from '../db/raw-row.ts'
import type { StoredForm } from '../model/field-types/stored-form.ts'

/** How a column's bytes become JSON. */
type Form = 'raw' | 'quoted' | 'boolean' | 'parsed'

const LENGTH = 4
const [TRUE, FALSE, NULL, AMOUNT, CURRENCY, MONEY_END] = [
  ...['true', 'false', 'null'],
  ...['{"amount":"', '","currency":"', '"}'],
].map((text) => Buffer.from(text)) as [Buffer, Buffer, Buffer, Buffer, Buffer, Buffer]
const T = 't'.charCodeAt(0)
/** From 1970 to 2000, where PostgreSQL begins to count. */
const EPOCH_DAYS = 10_957
const EPOCH_MILLISECONDS = EPOCH_DAYS * 86_400_000
const MICROSECONDS = 1_000
const HIGH = 2 ** 32
/** Above it, a count of microseconds has no exact number: the years before 1858 and after 2142. */
const EXACT_HIGH = 2 ** 20

/** By PostgreSQL's number of the type: whole numbers and JSON; texts, ids and exact decimals; yes or no. */
const FORMS: ReadonlyMap<number, Form> = new Map([
  ...[20, 21, 23, 114, 3802].map((type) => [type, 'raw'] as const),
  ...[25, 1042, 1043, 1700, 2950].map((type) => [type, 'quoted'] as const),
  [16, 'boolean'],
])

/** Goes through the columns of one row. */
export class RowReader {
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

  /** Where the next column's length stands. */
  get at(): number {
    return this.#at
  }

  get isNull(): boolean {
    return this.#row.bytes.readInt32BE(this.#at) < 0
  }

  skip(): void {
    this.#at += LENGTH + Math.max(this.#row.bytes.readInt32BE(this.#at), 0)
    this.#column += 1
  }

  value(): JsonValue {
    const text = this.#row.textAt(this.#at)
    this.skip()
    return text === null ? null : (this.#columns.parsers[this.#column - 1]?.(text) as JsonValue)
  }

  values(count: number): JsonValue[] {
    const values: JsonValue[] = []
    for (let index = 0; index < count; index++) values.push(this.value())
    return values
  }

  /** Of a column that was passed already. */
  textAt(at: number): string | null {
    return this.#row.textAt(at)
  }

  /** The same, as JSON. */
  writeTextAt(at: number, out: JsonBytes): void {
    const { bytes } = this.#row
    const from = at + LENGTH
    out.quoted(bytes, from, from + bytes.readInt32BE(at))
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

  /** One that is sent as it is stored; money is two columns. */
  writeStored(form: StoredForm, out: JsonBytes): void {
    const { bytes } = this.#row
    const [from, empty] = [this.#at + LENGTH, this.isNull]
    this.skip()
    const currency = this.#at + LENGTH
    if (form === 'money') this.skip()
    if (empty) out.all(NULL)
    else if (form === 'quoted') out.quoted(bytes, from, this.#at)
    else if (form === 'instant') out.instant(readInstant(bytes, from))
    else if (form === 'day') out.day((bytes.readInt32BE(from) + EPOCH_DAYS) * 86_400_000)
    else if (form === 'number') out.decimal(bytes, { from, to: this.#at, least: 0 })
    else this.#writeMoney({ from, to: currency - LENGTH, currency }, out)
  }

  /** Never rounds: digits that are stored stay, those that the currency is written with are filled up. */
  #writeMoney({ from, to, currency }: { from: number; to: number; currency: number }, out: JsonBytes): void {
    const { bytes } = this.#row
    out.all(AMOUNT)
    out.decimal(bytes, { from, to, least: digitsAt(bytes, currency) })
    out.all(CURRENCY)
    out.raw(bytes, currency, this.#at)
    out.all(MONEY_END)
  }
}

/** Milliseconds since 1970; what is finer is cut off. */
export function readInstant(bytes: Buffer, from: number): number {
  const [high, low] = [bytes.readInt32BE(from), bytes.readUInt32BE(from + LENGTH)]
  if (high >= -EXACT_HIGH && high < EXACT_HIGH)
    return Math.floor((high * HIGH + low) / MICROSECONDS) + EPOCH_MILLISECONDS
  // Towards the past, as for the exact ones.
  const microseconds = bytes.readBigInt64BE(from)
  const step = BigInt(MICROSECONDS)
  const rest = ((microseconds % step) + step) % step
  return Number((microseconds - rest) / step) + EPOCH_MILLISECONDS
}

const digitsByCode = new Map<number, number>()

/** Digits after the point of the currency whose code stands there. */
function digitsAt(bytes: Buffer, at: number): number {
  const code = bytes.readUIntBE(at, 3)
  const known = digitsByCode.get(code)
  if (known !== undefined) return known
  const digits = currencyDigits(bytes.toString('latin1', at, at + 3))
  digitsByCode.set(code, digits)
  return digits
}

const known = new WeakMap<Columns, readonly Form[]>()

function formsOf(columns: Columns): readonly Form[] {
  const found = known.get(columns)
  if (found !== undefined) return found
  const forms = columns.fields.map(({ dataTypeID }) => FORMS.get(dataTypeID) ?? 'parsed')
  known.set(columns, forms)
  return forms
}
