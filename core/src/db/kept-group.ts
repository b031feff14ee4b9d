import type pg from 'pg'
import { serialize } from 'pg-protocol'
import type { RowDescriptionMessage } from 'pg-protocol/dist/messages.js'
import { type EnteredRole, enteringMessages } from './enter-role.ts'
import type { KeptQuery, WireConnection } from './kept-query.ts'
import type { RawRow } from './raw-row.ts'

const [EXECUTE, SYNC] = [serialize.execute({}), serialize.sync()]

/** A statement that the connection keeps, and the role that it runs as. */
export interface GroupPart {
  query: KeptQuery
  /** Null for the role that the connection has signed in with. */
  entered: EnteredRole | null
}

interface Step {
  messages: () => Buffer[]
  /** What is answered next. */
  query: KeptQuery | null
  done: (message: { text: string }) => void
}

/**
 * Statements that the connection keeps, sent in one message, which PostgreSQL takes for one transaction: the error of one is
 * that of all. Each runs as its own role. `pg` calls the methods by the protocol's messages.
 */
export class KeptGroup {
  /** `pg` keeps no account of what such a message prepares: it prepares nothing. */
  readonly name = ''
  /** Of the first. */
  readonly text: string
  readonly answered: Promise<pg.QueryResult[]>
  readonly entered: EnteredRole | null
  readonly #queries: readonly KeptQuery[]
  readonly #steps: readonly Step[]
  #next = 0
  readonly #settle: { resolve: (answers: Promise<pg.QueryResult[]>) => void; reject: (error: unknown) => void }

  constructor(parts: readonly GroupPart[]) {
    this.#queries = parts.map(({ query }) => query)
    this.#steps = parts.flatMap(({ query, entered }, index) => {
      const isIn = parts[index - 1]?.entered?.role === entered?.role
      return isIn || entered === null ? [asking(query)] : [entering(entered), asking(query)]
    })
    this.text = parts[0]?.query.text ?? ''
    this.entered = parts[0]?.entered ?? null
    const { promise, resolve, reject } = Promise.withResolvers<pg.QueryResult[]>()
    this.answered = promise
    this.#settle = { resolve, reject }
  }

  submit(connection: WireConnection): Error | null {
    const messages: Buffer[] = []
    try {
      for (const step of this.#steps) messages.push(...step.messages())
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error))
    }
    messages.push(SYNC)
    if (connection.stream.writable) connection.stream.write(Buffer.concat(messages))
    return null
  }

  handleRowDescription(message: RowDescriptionMessage): void {
    this.#steps[this.#next]?.query?.handleRowDescription(message)
  }

  handleDataRow(row: RawRow): void {
    this.#steps[this.#next]?.query?.handleDataRow(row)
  }

  handleCommandComplete(message: { text: string }): void {
    this.#steps[this.#next]?.done(message)
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

function entering(role: EnteredRole): Step {
  return { messages: () => enteringMessages(role), query: null, done: () => role.onEntered() }
}

function asking(query: KeptQuery): Step {
  const messages = () => [...query.bindMessages(), EXECUTE]
  return { messages, query, done: (message) => query.handleCommandComplete(message) }
}
