import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { makeLeaver } from '../actions/make-leaver.ts'
import { watchRuns } from '../actions/watch-runs.ts'
import type { TenantRef } from '../context/request-context.ts'
import { passingTrouble } from '../db/passing-trouble.ts'
import { makeSearchBatch, type SearchGround } from './search-batch.ts'
import {
  claimSearch,
  type HeldSearch,
  type LeftSearch,
  leaveSearch,
  noteSearch,
  SEARCH_CHANNEL,
} from './search-rows.ts'

/** Works on searches in this process: on those that begin here, and on those of processes that are gone. */
export function makeSearchWorker({ onError, ...ground }: SearchGround & { onError: (error: unknown) => void }) {
  const { database } = ground
  const searchBatch = makeSearchBatch(ground)
  const { leave, leaveAgain } = makeLeaver<LeftSearch>((schema, left) =>
    leaveSearch(database.tenant(schema), schema, left),
  )
  const working = new Set<Promise<void>>()
  let closed = false

  /** Resolves at the search's end. Never rejects. */
  function work(tenant: TenantRef, held: HeldSearch): Promise<void> {
    const done = searchAll(tenant, held).catch(onError)
    working.add(done)
    return done.finally(() => working.delete(done))
  }

  async function searchAll(tenant: TenantRef, held: HeldSearch): Promise<void> {
    const db = database.tenant(tenant.schema)
    try {
      while (!closed) if (!(await searchBatch(tenant, held))) return
      await leave(tenant.schema, held)
    } catch (error) {
      if (!(error instanceof TenonError)) onError(error)
      const trouble = passingTrouble(error)
      if (trouble !== null) return await leave(tenant.schema, { ...held, trouble })
      const text = error instanceof TenonError ? error.message : null
      const change = sql`ended_at = now(), error = ${text}::text, status = case when status = 'running' then 'failed' else status end`
      await noteSearch(db, tenant, { ...held, change })
    }
  }

  /** Goes on with what is left of processes that are gone; resolves when that is done. */
  async function goOn(tenant: TenantRef): Promise<void> {
    await leaveAgain(tenant.schema)
    while (!closed) {
      const worker = uuidv7()
      const id = await claimSearch(database.tenant(tenant.schema), tenant.schema, worker)
      if (id === null) return
      await work(tenant, { id, worker })
    }
  }

  return {
    work,
    goOn,
    /** Looks after searches of other processes; resolves to the function that ends that. */
    watch: () => watchRuns({ database, table: '_duplicate_search', channel: SEARCH_CHANNEL, goOn, onError }),
    async close() {
      closed = true
      await Promise.all(working)
    },
  }
}
