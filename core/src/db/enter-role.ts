import { LRUCache } from 'lru-cache'
import { serialize } from 'pg-protocol'

/** A role that a statement runs as: entered in the same message, which PostgreSQL takes for one transaction. */
export interface EnteredRole {
  role: string
  /** The role to go back to, in a transaction that goes on. */
  leaveTo?: string | undefined
  /** Under which the connection keeps the statement that enters a role; empty where it keeps none. */
  keptAs: string
  /** Whether it is kept already. */
  isKept: boolean
  /** Called once the role is entered, and what does it is kept. */
  onEntered: () => void
}

/** It answers no row, which nobody would read. */
const ENTER = `select where set_config('role', $1, true) is null`
const EXECUTE = serialize.execute({})
const MAX_ROLES = 1_000

const kept = new LRUCache<string, Buffer>({ max: MAX_ROLES })

/** Ahead of the statement. It ends with its transaction, however that ends, and the connection is back in its own role. */
export function enteringMessages({ role, keptAs, isKept }: EnteredRole): Buffer[] {
  if (isKept) return [enter(role, keptAs)]
  // What an attempt that failed half way has left.
  const forget = keptAs === '' ? [] : [serialize.close({ type: 'S', name: keptAs })]
  return [...forget, serialize.parse({ name: keptAs, text: ENTER }), enter(role, keptAs)]
}

/** After the statement, where there is a role to go back to. */
export function leavingMessages({ keptAs, leaveTo }: EnteredRole): Buffer[] {
  if (leaveTo === undefined) return []
  const anew = keptAs === '' ? [serialize.parse({ name: '', text: ENTER })] : []
  return [...anew, enter(leaveTo, keptAs)]
}

function enter(role: string, keptAs: string): Buffer {
  const key = `${keptAs} ${role}`
  const known = kept.get(key)
  if (known !== undefined) return known
  const made = Buffer.concat([serialize.bind({ statement: keptAs, values: [role] }), EXECUTE])
  kept.set(key, made)
  return made
}
