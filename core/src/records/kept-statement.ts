import { type CompiledQuery, createQueryId, type RawBuilder } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { EntityAccess } from '../access/entity-access.ts'
import type { Queryable } from './queryable.ts'

/** Statements that are kept for one actor's rights over one entity. */
const MAX_KEPT = 40

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

interface KeptStatement<Row> {
  /** The rights that it was built with: they and the model are those of all runs. */
  access: EntityAccess
  /** Tells it from other statements over the same entity: whatever changes its text, or a value without a slot. */
  key: string
  build: () => RawBuilder<Row>
  /** Of the slots. */
  values: Readonly<Record<string, unknown>>
}

const kept = new WeakMap<EntityAccess, LRUCache<string, CompiledQuery>>()

/**
 * Runs a statement whose text was put together by an earlier run of the same key: for what is asked most, putting it
 * together takes longer than all else that the server does. Nothing may be built in that differs between runs, such as
 * the time.
 */
export async function runKept<Row>(db: Queryable, { access, key, build, values }: KeptStatement<Row>): Promise<Row[]> {
  const statements = kept.get(access) ?? new LRUCache<string, CompiledQuery>({ max: MAX_KEPT })
  kept.set(access, statements)
  const query = statements.get(key) ?? build().compile(db)
  statements.set(key, query)
  const parameters = query.parameters.map((value) => (value instanceof Slot ? values[value.name] : value))
  const { rows } = await db.executeQuery<Row>({ ...query, parameters, queryId: createQueryId() } as CompiledQuery<Row>)
  return rows
}
