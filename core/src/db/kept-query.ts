import pg from 'pg'
import { serialize } from 'pg-protocol'
import type { Field, RowDescriptionMessage } from 'pg-protocol/dist/messages.js'
import { type EnteredRole, enteringMessages, leavingMessages } from './enter-role.ts'
import type { RawRow } from './raw-row.ts'

/** How the columns of a statement are read. */
export interface Columns {
  fields: readonly Field[]
  /** By column, of its text. */
  parsers: readonly ((text: string) => unknown)[]
  /** A row without values: rows get the right shape from the start. */
  empty: Record<string, unknown>
}

/** How PostgreSQL sends a column: as a text, or as it keeps the value. */
export type ResultFormat = 0 | 1
export const TEXT: ResultFormat = 0
export const BINARY: ResultFormat = 1

/** Takes the rows of a statement as they come, in place of objects. */
export abstract class RowSink {
  /** Of all columns, as `formatsMessage` writes them; null where all are texts. */
  readonly formats: Buffer | null

  constructor(formats: Buffer | null) {
    this.formats = formats
  }

  /** Before the first row, also of a second try. */
  abstract begin(): void
  /** A row holds good until this returns; its columns are the same object for all rows. */
  abstract take(row: RawRow, columns: Columns): void
}

/** What the connection of `pg` is asked for here, as its typings do not say. */
export interface WireConnection {
  stream: { writable: boolean; write(bytes: Buffer): void }
  parsedStatements: Record<string, string>
}

/** Of one connection: what it knows of the statements that it keeps, by name. */
export type KnownColumns = Map<string, Columns>

interface Statement {
  /** Empty for one that is not kept. */
  name: string
  text: string
  values: readonly unknown[]
  sink: RowSink | null
  /** What it runs as, where that is not the connection's own role. */
  entered: EnteredRole | null
}

interface Surroundings {
  known: KnownColumns
  parserOf: (type: number) => (text: string) => unknown
}

/** Of `pg`, whose types do not know it: how a value is written for PostgreSQL. */
const { prepareValue } = (pg as unknown as { utils: { prepareValue(value: unknown): unknown } }).utils
/** Run all of the portal, and end the statement. */
const [EXECUTE, SYNC] = [serialize.execute({}), serialize.sync()]
const EXECUTE_SYNC = Buffer.concat([EXECUTE, SYNC])
const DESCRIBE = serialize.describe({ type: 'P', name: '' })
const DESCRIBE_EXECUTE_SYNC = Buffer.concat([DESCRIBE, EXECUTE_SYNC])
const NO_COLUMNS: Columns = { fields: [], parsers: [], empty: {} }
/** The command and how many rows, as in `INSERT 0 1` or `SELECT 20`. */
const COMMAND = /^([A-Za-z]+)(?: \d+)??(?: (\d+))?$/
const LENGTH = 4
/** Bytes that say how many formats there are, and which. */
const ONE_FORMAT = 4

/**
 * A statement as `pg` sends it, without what is known from its last run on this connection: PostgreSQL need not say again
 * which columns it has. `pg` calls the methods by the protocol's messages.
 */
export class KeptQuery {
  readonly name: string
  readonly text: string
  readonly answered: Promise<pg.QueryResult>
  readonly entered: EnteredRole | null
  readonly #values: readonly unknown[]
  readonly #sink: RowSink | null
  readonly #around: Surroundings
  readonly #rows: Record<string, unknown>[] = []
  #columns: Columns = NO_COLUMNS
  #command = ''
  #problem: unknown = null
  /** Which of the commands in the message is answered next. */
  #step: 'entering' | 'asking' | 'leaving'
  #settle: { resolve: (result: pg.QueryResult) => void; reject: (error: unknown) => void }

  constructor({ name, text, values, sink, entered }: Statement, around: Surroundings) {
    this.name = name
    this.text = text
    this.#values = values
    this.#sink = sink
    this.entered = entered
    this.#step = entered === null ? 'asking' : 'entering'
    this.#around = around
    const { promise, resolve, reject } = Promise.withResolvers<pg.QueryResult>()
    this.answered = promise
    this.#settle = { resolve, reject }
  }

  /** Returns what is wrong with it before anything is sent. */
  submit(connection: WireConnection): Error | null {
    const isKept = this.name !== '' && connection.parsedStatements[this.name] !== undefined
    const known = isKept ? this.#around.known.get(this.name) : undefined
    const messages: Buffer[] = this.entered === null ? [] : enteringMessages(this.entered)
    if (!isKept) messages.push(serialize.parse({ name: this.name, text: this.text }))
    try {
      messages.push(...this.bindMessages())
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error))
    }
    messages.push(...this.#ending(known === undefined))
    if (connection.stream.writable) connection.stream.write(Buffer.concat(messages))
    return null
  }

  /**
   * From here on it takes rows.
   * @throws Error for a value that cannot be written for PostgreSQL
   */
  bindMessages(): Buffer[] {
    const known = this.name === '' ? undefined : this.#around.known.get(this.name)
    if (known !== undefined) this.#columns = known
    this.#sink?.begin()
    const bind = serialize.bind({ statement: this.name, values: [...this.#values], valueMapper: prepareValue })
    return withFormats(bind, this.#sink?.formats ?? null)
  }

  #ending(describes: boolean): Buffer[] {
    const leaving = this.entered === null ? [] : leavingMessages(this.entered)
    if (leaving.length === 0) return [describes ? DESCRIBE_EXECUTE_SYNC : EXECUTE_SYNC]
    return [...(describes ? [DESCRIBE] : []), EXECUTE, ...leaving, SYNC]
  }

  handleRowDescription({ fields }: RowDescriptionMessage): void {
    const parsers = fields.map(({ dataTypeID }) => this.#around.parserOf(dataTypeID))
    this.#columns = { fields, parsers, empty: Object.fromEntries(fields.map(({ name }) => [name, null])) }
  }

  handleDataRow(row: RawRow): void {
    if (this.#problem !== null) return
    try {
      if (this.#sink === null) this.#rows.push(readRow(this.#columns, row))
      else this.#sink.take(row, this.#columns)
    } catch (error) {
      this.#problem = error
    }
  }

  handleCommandComplete({ text }: { text: string }): void {
    const step = this.#step
    this.#step = step === 'entering' ? 'asking' : 'leaving'
    if (step === 'entering') this.entered?.onEntered()
    if (step !== 'asking') return
    this.#command = text
    if (this.name !== '') this.#around.known.set(this.name, this.#columns)
  }

  handleReadyForQuery(): void {
    if (this.#problem !== null) this.#settle.reject(this.#problem)
    const [, command = '', count] = COMMAND.exec(this.#command) ?? []
    const rowCount = count === undefined ? null : Number(count)
    const fields = this.#columns.fields as unknown as pg.FieldDef[]
    this.#settle.resolve({ command, rowCount, oid: 0, rows: this.#rows, fields })
  }

  handleError(error: unknown): void {
    this.#settle.reject(error)
  }

  handleEmptyQuery(): void {}
}

/** What tells PostgreSQL how to send each of the columns. */
export function formatsMessage(formats: readonly ResultFormat[]): Buffer {
  const message = Buffer.alloc(2 * (formats.length + 1))
  message.writeInt16BE(formats.length, 0)
  for (const [index, format] of formats.entries()) message.writeInt16BE(format, 2 * (index + 1))
  return message
}

/** In place of the one format of all columns, with which `bind` ends. */
function withFormats(bind: Buffer, formats: Buffer | null): Buffer[] {
  if (formats === null) return [bind]
  const message = bind.subarray(0, bind.length - ONE_FORMAT)
  message.writeInt32BE(message.length - 1 + formats.length, 1)
  return [message, formats]
}

/** The row as an object, which lasts. */
function readRow(
  { fields, parsers, empty }: Columns,
  { bytes, start }: Pick<RawRow, 'bytes' | 'start'>,
): Record<string, unknown> {
  const row = { ...empty }
  let at = start
  for (let index = 0; index < fields.length; index++) {
    const length = bytes.readInt32BE(at)
    at += LENGTH
    if (length < 0) continue
    row[fields[index]?.name ?? ''] = parsers[index]?.(bytes.toString('utf8', at, at + length))
    at += length
  }
  return row
}
