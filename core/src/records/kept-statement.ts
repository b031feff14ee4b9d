import { type CompiledQuery, createQueryId, type RawBuilder } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { EntityAccess } from '../access/entity-access.ts'
import { upTo } from '../context/up-to.ts'
import type { RowSink } from '../db/kept-query.ts'
import { runTogether, writeInGroup } from '../db/run-together.ts'
import type { Queryable } from './queryable.ts'

/** Statements that a process keeps, of all actors. Each takes some ten kB. */
const MAX_KEPT = 3_000

/** How many go in one message, which is answered from its first to its last: the one at its end must not wait long. */
const [MOST_OF_ONE_ROW, MOST_OF_MANY_ROWS] = [8, 4]
/** Quick is what takes less, its waiting for a connection included. */
const QUICK_MILLISECONDS = 25
/** Of a statement that has yet to run: after five quick runs it is taken for a quick one. */
const UNKNOWN_MILLISECONDS = 100
const FADING = 0.75

/** Stands in a statement for a value that is given when it runs. */
class Slot {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/** A value that a kept statement is built with and that each run gives anew. */
export function slot<T>(name: string): T {
  return new Slot(name) as T
}

interface Built {
  statement: RawBuilder<unknown>
}

type RowOf<Parts> = Parts extends { statement: RawBuilder<infer Row> } ? Row : never

interface KeptStatement<Parts extends Built> {
  /** The rights that it was built with: they and the model are those of all runs. */
  access: EntityAccess
  /**
   * Tells it from other statements over the same entity: whatever changes its text, or a value without a slot. Null for one
   * that is not kept.
   */
  key: string | null
  /** The statement, and what else was worked out with it. */
  build: () => Parts
  /** Of the slots. */
  values?: Readonly<Record<string, unknown>>
  /** Takes the rows, on PostgreSQL alone; none are in the answer then. */
  sink?: (built: Parts) => RowSink
  /**
   * Whether it may go with others of the same moment, on PostgreSQL alone: always, of what takes no longer than to send it,
   * or as long as it is seen to be quick. `writing`: as `writeInGroup` does.
   */
  together?: 'always' | 'whileQuick' | 'writing' | undefined
}

/** How long a text takes, whatever the values in it, in milliseconds: the longest time, which fades with each run. */
interface Pace {
  took: number
}

interface Kept {
  /** Of `performance.now`. */
  usedAt: number
  query: CompiledQuery
  built: object
  pace: Pace
}

const kept = new LRUCache<string, Kept>(upTo(MAX_KEPT))
const paces = new LRUCache<string, Pace>({ ...upTo(MAX_KEPT), memoMethod: () => ({ took: UNKNOWN_MILLISECONDS }) })
const numbers = new WeakMap<EntityAccess, number>()
let last = 0

/**
 * Runs a statement whose text was put together by an earlier run of the same key: for what is asked most, putting it
 * together takes longer than all else that the server does. Nothing may be built in that differs between runs, such as
 * the time.
 */
export async function runKept<Parts extends Built>(
  db: Queryable,
  { access, key, build, values = {}, sink, together }: KeptStatement<Parts>,
): Promise<{ rows: RowOf<Parts>[]; built: Parts }> {
  const make = () => {
    const parts = build()
    const query = parts.statement.compile(db)
    // What is asked once has a pace that nobody asks for.
    return {
      usedAt: 0,
      query,
      built: parts,
      pace: key === null ? { took: UNKNOWN_MILLISECONDS } : paces.memo(query.sql),
    }
  }
  const statement = key === null ? make() : find(`${numberOf(access)} ${key}`, make)
  const { query, pace } = statement
  const built = statement.built as Parts
  const parameters = query.parameters.map((value) => (value instanceof Slot ? values[value.name] : value))
  if (sink !== undefined) parameters.push(sink(built))
  const most = key === null ? 0 : mostTogether(pace, together)
  const began = performance.now()
  statement.usedAt = began
  const { rows } =
    most > 0
      ? await (together === 'writing' ? writeInGroup : runTogether)(db, query, { parameters, most })
      : await db.executeQuery<RowOf<Parts>>({ ...query, parameters, queryId: createQueryId() } as CompiledQuery<
          RowOf<Parts>
        >)
  pace.took = Math.max(performance.now() - began, pace.took * FADING)
  return { rows: rows as RowOf<Parts>[], built }
}

/** Of one message; none for a statement that goes by itself. */
function mostTogether({ took }: Pace, together: KeptStatement<Built>['together']): number {
  if (together === 'always' || together === 'writing') return MOST_OF_ONE_ROW
  return together === 'whileQuick' && took < QUICK_MILLISECONDS ? MOST_OF_MANY_ROWS : 0
}

function find(key: string, build: () => Kept): Kept {
  const known = kept.get(key)
  if (known !== undefined) return known
  const made = build()
  kept.set(key, made)
  return made
}

/** Drops what nobody has asked for since then (of `performance.now`). */
export function forgetStatements(unusedSince: number): void {
  for (const key of [...kept.rkeys()]) {
    const statement = kept.peek(key)
    // They are in the order in which they were asked for.
    if (statement === undefined || statement.usedAt >= unusedSince) return
    kept.delete(key)
    paces.delete(statement.query.sql)
  }
}

/** Rights that are no longer in force are not asked for again, and their statements make room for others. */
function numberOf(access: EntityAccess): number {
  const known = numbers.get(access)
  if (known !== undefined) return known
  last += 1
  numbers.set(access, last)
  return last
}
