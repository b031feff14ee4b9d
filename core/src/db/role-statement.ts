import pg from 'pg'

/** What the protocol is asked for here, as the typings of `pg` do not say. */
interface WireConnection {
  parse(message: { name: string; text: string; types: number[] }): void
  bind(message: { portal: string; statement: string; values: string[]; valueMapper: (value: string) => string }): void
  execute(message: { portal: string }): void
  close(message: { type: 'S'; name: string }): void
  sync(): void
  _send(bytes: Buffer): void
}

/** The methods of pg's own query that this one builds on. */
interface WireQuery extends pg.Submittable {
  prepare(connection: WireConnection): void
  _getRows(connection: WireConnection, rows: number): void
  handleDataRow(message: unknown): void
  handleCommandComplete(message: unknown, connection: WireConnection): void
}

type Callback = (error: Error | null, result: pg.QueryResult) => void
type Config = { name?: string; text: string; values: unknown[]; queryMode: 'extended' }

const Query = pg.Query as unknown as new (config: Config, callback: Callback) => WireQuery

export interface EnteredRole {
  role: string
  /** The role to go back to, in a transaction that goes on. */
  leaveTo?: string | undefined
  /** Under which the connection keeps the statement that enters a role; empty where it keeps none. */
  keptAs: string
  /** Whether it is kept already. */
  isKept: boolean
}

/** It answers no row, which nobody would read. */
const ENTER = `select where set_config('role', $1, true) is null`
const asIs = (value: string) => value

/**
 * A statement that runs as another role, in one round trip: what lies between two Syncs of the protocol is one
 * transaction, to the end of which the role is set. However it ends, the connection is back in its own role.
 */
export class RoleStatement extends Query {
  readonly entered: EnteredRole
  readonly #onEntered: () => void
  /** Of the messages that are answered: entering the role, the statement itself, leaving it again. */
  #step: 'entering' | 'asking' | 'leaving' = 'entering'

  /** `onEntered` is called once the role has been entered, and the statement that does it is kept. */
  constructor(
    config: Omit<Config, 'queryMode'>,
    entered: EnteredRole,
    callbacks: [onEntered: () => void, done: Callback],
  ) {
    super({ ...config, queryMode: 'extended' }, callbacks[1])
    this.entered = entered
    this.#onEntered = callbacks[0]
  }

  override prepare(connection: WireConnection): void {
    inOneWrite(connection, (gathering) => {
      const { role, keptAs, isKept } = this.entered
      if (!isKept) {
        // What an attempt that failed half way has left.
        if (keptAs !== '') gathering.close({ type: 'S', name: keptAs })
        gathering.parse({ name: keptAs, text: ENTER, types: [] })
      }
      this.#enter(gathering, role)
      super.prepare(gathering)
    })
  }

  #enter(connection: WireConnection, role: string): void {
    connection.bind({ portal: '', statement: this.entered.keptAs, values: [role], valueMapper: asIs })
    connection.execute({ portal: '' })
  }

  /** The end of the message. */
  override _getRows(connection: WireConnection, rows: number): void {
    const { keptAs, leaveTo } = this.entered
    if (leaveTo === undefined) return void super._getRows(connection, rows)
    connection.execute({ portal: '' })
    if (keptAs === '') connection.parse({ name: '', text: ENTER, types: [] })
    this.#enter(connection, leaveTo)
    connection.sync()
  }

  override handleDataRow(message: unknown): void {
    if (this.#step === 'asking') super.handleDataRow(message)
  }

  override handleCommandComplete(message: unknown, connection: WireConnection): void {
    const step = this.#step
    this.#step = step === 'entering' ? 'asking' : 'leaving'
    if (step === 'entering') this.#onEntered()
    if (step === 'asking') super.handleCommandComplete(message, connection)
  }
}

const gatherings = new WeakMap<WireConnection, { connection: WireConnection; parts: Buffer[] }>()

/** Each message by itself would go its own way through the stream, which takes longer than all else here. */
function inOneWrite(connection: WireConnection, work: (gathering: WireConnection) => void): void {
  const gathering = gatherings.get(connection) ?? gather(connection)
  gathering.parts.length = 0
  work(gathering.connection)
  connection._send(Buffer.concat(gathering.parts))
}

/** The same connection, but for what becomes of its messages. */
function gather(connection: WireConnection) {
  const parts: Buffer[] = []
  const gathering = {
    parts,
    connection: Object.create(connection, {
      _send: { value: (bytes: Buffer) => void parts.push(bytes) },
    }) as WireConnection,
  }
  gatherings.set(connection, gathering)
  return gathering
}
