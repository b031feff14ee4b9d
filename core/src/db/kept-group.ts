import type pg from 'pg'
import { serialize } from 'pg-protocol'
import type { RowDescriptionMessage } from 'pg-protocol/dist/messages.js'
import { type EnteredRole, enteringMessages } from './enter-role.ts'
import type { KeptQuery, WireConnection } from './kept-query.ts'
import type { RawRow } from './raw-row.ts'

const [EXECUTE, SYNC] = [serialize.execute({}), serialize.sync()]
const DESCRIBE = serialize.describe({ type: 'P', name: '' })

const FOR_WRITES = `select where set_config('lock_timeout', $1, true) is null
  or set_config('plan_cache_mode', 'force_generic_plan', true) is null`

/** A statement that the connection keeps, or learns with it, and the role that it runs as. */
export interface GroupPart {
  query: KeptQuery
  /** Where the connection does not keep it yet: called once it does. */
  onLearned?: (() => void) | undefined
  /** Null for the role that the connection has signed in with. */
  entered: EnteredRole | null
}

interface Step {
  /** Of which of the parts; null for what is of all. */
  part: number | null
  messages: () => Buffer[]
  /** What is answered next. */
  query: KeptQuery | null
  done: (message: { text: string }) => void
}

/** What is set for a group of writes, for its transaction alone. */
export interface WriteSettings {
  /** How long each may wait for a lock that somebody else has. */
  lockMilliseconds: number
  /** Under which the connection keeps the statement that sets it; empty where it keeps none. */
  keptAs: string
  /** Whether it is kept already. */
  isKept: boolean
  /** Called once it is. */
  onKept: () => void
}

/**
 * Statements that the connection keeps, sent in one message, which PostgreSQL takes for one transaction: the error of one is
 * that of all. Each runs as its own role. `pg` calls the methods by the protocol's messages.
 */
export class KeptGroup {
  /** `pg` keeps no account of what such a message prepares: the parts do. */
  readonly name = ''
  /** Of the first. */
  readonly text: string
  readonly answered: Promise<pg.QueryResult[]>
  readonly entered: EnteredRole | null
  readonly #queries: readonly KeptQuery[]
  readonly #steps: readonly Step[]
  #next = 0
  #isSent = false
  readonly #settle: { resolve: (answers: Promise<pg.QueryResult[]>) => void; reject: (error: unknown) => void }

  /** `settings`, where all are writes. */
  constructor(parts: readonly GroupPart[], settings: WriteSettings | null) {
    this.#queries = parts.map(({ query }) => query)
    const steps = parts.flatMap(({ entered, ...asked }, part) => {
      const isIn = parts[part - 1]?.entered?.role === entered?.role
      return isIn || entered === null ? [asking(asked, part)] : [entering(entered, part), asking(asked, part)]
    })
    this.#steps = settings === null ? steps : [settingUpWrites(settings), ...steps]
    this.text = parts[0]?.query.text ?? ''
    this.entered = parts[0]?.entered ?? null
    const { promise, resolve, reject } = Promise.withResolvers<pg.QueryResult[]>()
    this.answered = promise
    this.#settle = { resolve, reject }
  }

  /** Whether PostgreSQL may have heard of it. */
  get isSent(): boolean {
    return this.#isSent
  }

  /** Which of the parts an error is of; null where that is not known. */
  get failedPart(): number | null {
    return this.#steps[this.#next]?.part ?? null
  }

  submit(connection: WireConnection): Error | null {
    const messages: Buffer[] = []
    try {
      for (const step of this.#steps) messages.push(...step.messages())
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error))
    }
    messages.push(SYNC)
    this.#isSent = true
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

function entering(role: EnteredRole, part: number): Step {
  return { part, messages: () => enteringMessages(role), query: null, done: () => role.onEntered() }
}

function asking({ query, onLearned }: Omit<GroupPart, 'entered'>, part: number): Step {
  const messages = () =>
    onLearned === undefined
      ? [...query.bindMessages(), EXECUTE]
      : [...learning(query), ...query.bindMessages(), DESCRIBE, EXECUTE]
  const done = (message: { text: string }) => {
    query.handleCommandComplete(message)
    onLearned?.()
  }
  return { part, messages, query, done }
}

/**
 * For this transaction alone; it answers no row. Besides the limit it has the writes planned once for any values: PostgreSQL
 * plans a kept statement anew at each of its first five uses, on each connection, and many tenants' statements are still new
 * to most connections. What is inserted has no better plan for some values than for others.
 */
function settingUpWrites({ lockMilliseconds, keptAs, isKept, onKept }: WriteSettings): Step {
  const unkept = learning({ name: keptAs, text: FOR_WRITES })
  const bind = serialize.bind({ statement: keptAs, values: [`${lockMilliseconds}ms`] })
  return { part: null, messages: () => [...(isKept ? [] : unkept), bind, EXECUTE], query: null, done: onKept }
}

function learning({ name, text }: { name: string; text: string }): Buffer[] {
  // What an attempt that failed half way has left, or one that the server has parsed and never brought to an end.
  const forgetting = name === '' ? [] : [serialize.close({ type: 'S', name })]
  return [...forgetting, serialize.parse({ name, text })]
}
