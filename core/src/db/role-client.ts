import type pg from 'pg'
import { isOnControlPlane } from './on-control-plane.ts'
import { TenantStatement } from './tenant-statement.ts'

/** Neither in a transaction nor in one message with another statement. */
const ON_ITS_OWN =
  /^\s*(create\s+(unique\s+)?index\s+concurrently|drop\s+index\s+concurrently|reindex\b.*\bconcurrently|vacuum)\b/i

/** In a transaction, or where the role is not entered. */
const WITHIN = { role: null }

type Answer = Promise<pg.QueryResult>

export interface RoleClientOptions {
  role: string
  /**
   * Whether the server's own role may do to a tenant's tables what only their owner may: a superuser, or on PostgreSQL
   * 15 each member of the owner. Otherwise it is made so for as long as one statement takes.
   */
  inherits: boolean
}

const lastOf = new WeakMap<pg.PoolClient, RoleClient>()

/** The one that the connection had last, where that was of the same role. */
export function roleClient(client: pg.PoolClient, options: RoleClientOptions): RoleClient {
  const last = lastOf.get(client)
  if (last?.role === options.role) return last
  const fresh = new RoleClient(client, options)
  lastOf.set(client, fresh)
  return fresh
}

/** A pooled connection on which all is done as a tenant's role, as Kysely uses one. */
class RoleClient {
  readonly #client: pg.PoolClient
  readonly #options: RoleClientOptions
  #inTransaction = false

  constructor(client: pg.PoolClient, options: RoleClientOptions) {
    this.#client = client
    this.#options = options
  }

  get role(): string {
    return this.#options.role
  }

  get processID(): unknown {
    return (this.#client as unknown as { processID: unknown }).processID
  }

  query(text: string, values: readonly unknown[] = []): Answer {
    if (isOnControlPlane()) return this.#onControlPlane(text, values)
    if (/^(begin|start transaction)\b/.test(text)) return this.#begin(text)
    if (this.#inTransaction) {
      if (text === 'commit' || text === 'rollback') return this.#end(text)
      return this.#ask(new TenantStatement(text, values, WITHIN))
    }
    if (ON_ITS_OWN.test(text)) return this.#onItsOwn(text, values)
    return this.#ask(new TenantStatement(text, values, this.#options))
  }

  release(error?: boolean): void {
    this.#client.release(error)
  }

  /** One message, one round trip. */
  async #begin(text: string): Answer {
    this.#inTransaction = true
    try {
      return await this.#client.query(`${text}; set local role "${this.#options.role}"`)
    } catch (error) {
      await this.#end('rollback').catch(() => undefined)
      throw error
    }
  }

  async #end(text: string): Answer {
    const answer = await this.#client.query(text)
    this.#inTransaction = false
    return answer
  }

  /** After a failure the transaction has failed, or goes on from a savepoint and with the role that it had there. */
  #onControlPlane(text: string, values: readonly unknown[]): Answer {
    if (!this.#inTransaction) return this.#client.query(text, [...values])
    return this.#ask(new TenantStatement(text, values, { role: 'none', leaveTo: this.#options.role }))
  }

  #ask(statement: TenantStatement): Answer {
    return this.#client.query(statement as never) as unknown as Answer
  }

  /** It would begin in the tenant's role, were there a transaction. The server's role builds an index of the owner's. */
  async #onItsOwn(text: string, values: readonly unknown[]): Answer {
    const { role, inherits } = this.#options
    const statement = new TenantStatement(text, values, WITHIN)
    if (inherits) return this.#ask(statement)
    await this.#client.query(`grant "${role}" to current_user with inherit true`)
    try {
      return await this.#ask(statement)
    } finally {
      await this.#client.query(`grant "${role}" to current_user with inherit false`)
    }
  }
}
