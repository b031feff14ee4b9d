import type pg from 'pg'
import { serialize } from 'pg-protocol'
import type { RowDescriptionMessage } from 'pg-protocol/dist/messages.js'
import { type EnteredRole, enteringMessages } from './enter-role.ts'
import type { KeptQuery, WireConnection } from './kept-query.ts'
import type { RawRow } from './raw-row.ts'

const [EXECUTE, SYNC] = [serialize.execute({}), serialize.sync()]

/**
 * Statements that the connection keeps, sent in one message, which PostgreSQL takes for one transaction: the error of one is
 * that of all. `pg` calls the methods by the protocol's messages.
 */
export class KeptGroup {
  /** `pg` keeps no account of what such a message prepares: it prepares nothing. */
  readonly name = ''
  /** Of the first. */
  readonly text: string
  readonly answered: Promise<pg.QueryResult[]>
  readonly entered: EnteredRole | null
  readonly #queries: readonly KeptQuery[]
  /** Which of them is answered next; before the first, the role is entered. */
  #next: number
  readonly #settle: { resolve: (answers: Promise<pg.QueryResult[]>) => void; reject: (error: unknown) => void }

  constructor(queries: readonly KeptQuery[], entered: EnteredRole | null) {
    this.#queries = queries
    this.text = queries[0]?.text ?? ''
    this.entered = entered
    this.#next = entered === null ? 0 : -1
    const { promise, resolve, reject } = Promise.withResolvers<pg.QueryResult[]>()
    this.answered = promise
    this.#settle = { resolve, reject }
  }

  submit(connection: WireConnection): Error | null {
    const messages = this.entered === null ? [] : enteringMessages(this.entered)
    try {
      for (const query of this.#queries) messages.push(...query.bindMessages(), EXECUTE)
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error))
    }
    messages.push(SYNC)
    if (connection.stream.writable) connection.stream.write(Buffer.concat(messages))
    return null
  }

  handleRowDescription(message: RowDescriptionMessage): void {
    this.#queries[this.#next]?.handleRowDescription(message)
  }

  handleDataRow(row: RawRow): void {
    this.#queries[this.#next]?.handleDataRow(row)
  }

  handleCommandComplete(message: { text: string }): void {
    if (this.#next < 0) this.entered?.onEntered()
    else this.#queries[this.#next]?.handleCommandComplete(message)
    this.#next += 1
  }

  handleReadyForQuery(): void {
    for (const query of this.#queries) query.handleReadyForQuery()
    this.#settle.resolve(Promise.all(this.#queries.map(({ answered }) => answered)))
  }

  handleError(error: unknown): void {
    this.#settle.reject(error)
  }

  handleEmptyQuery(): void {}
}
