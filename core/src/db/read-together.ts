import { AsyncLocalStorage } from 'node:async_hooks'
import { type CompiledQuery, createQueryId, type Kysely } from 'kysely'
import type pg from 'pg'
import { RowSink } from './kept-query.ts'
import { type GroupMember, StatementGroup } from './statement-group.ts'
import { withoutSignal } from './statement-limits.ts'

type Handle = Pick<Kysely<unknown>, 'executeQuery'>

interface Waiting {
  query: CompiledQuery
  members: GroupMember[]
  /** How many one message may have: they are answered one after the other. */
  most: number
  /** Runs something with the limits of who asked first. */
  within: <T>(work: () => T) => T
}

const waiting = new WeakMap<Handle, Map<string, Waiting>>()

/**
 * Runs a statement that only looks something up, on PostgreSQL, outside a transaction. Whoever asks the same at the same
 * moment, with values of his own, is answered by the same message: to send, to wake up and to enter the tenant's role take
 * longer than the looking up does. Each has its answer, or its error, for itself.
 */
export function readTogether(
  db: Handle,
  query: CompiledQuery,
  { parameters, most }: { parameters: readonly unknown[]; most: number },
): Promise<pg.QueryResult> {
  const { promise, resolve, reject } = Promise.withResolvers<pg.QueryResult>()
  const last = parameters.at(-1)
  const sink = last instanceof RowSink ? last : null
  const values = sink === null ? parameters : parameters.slice(0, -1)
  enlist(db, query, most).push({ values, sink, resolve, reject })
  return promise
}

function enlist(db: Handle, query: CompiledQuery, most: number): GroupMember[] {
  const own = waiting.get(db) ?? new Map<string, Waiting>()
  const known = own.get(query.sql)
  if (known !== undefined) return known.members
  // All that has arrived is looked at before anything is sent.
  if (own.size === 0) setImmediate(() => sendAll(db))
  const members: GroupMember[] = []
  own.set(query.sql, { query, members, most, within: AsyncLocalStorage.snapshot() })
  waiting.set(db, own)
  return members
}

function sendAll(db: Handle): void {
  const own = waiting.get(db) ?? new Map<string, Waiting>()
  waiting.delete(db)
  for (const { query, members, most, within } of own.values()) {
    for (let from = 0; from < members.length; from += most) {
      const part = members.slice(from, from + most)
      // One who has left ends nothing that others wait for.
      within(() => (members.length === 1 ? send(db, query, part) : withoutSignal(() => send(db, query, part))))
    }
  }
}

function send(db: Handle, query: CompiledQuery, members: readonly GroupMember[]): void {
  const parameters = [new StatementGroup(members)]
  db.executeQuery({ ...query, parameters, queryId: createQueryId() }).catch((error: unknown) => {
    for (const { reject } of members) reject(error)
  })
}
