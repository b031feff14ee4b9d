import { setTimeout } from 'node:timers/promises'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { type RawBuilder, sql } from 'kysely'
import type { TenantRef } from '../context/request-context.ts'
import { systemContext } from '../context/system-context.ts'
import type { Database } from '../db/database.ts'
import type { HookRunner } from '../hooks/hook-runner.ts'
import type { CompiledEntity } from '../model/compiled-model.ts'
import type { ModelStore } from '../model/model-store.ts'
import { computeValues } from './compute-values.ts'
import { completeJson } from './row-json.ts'
import { isStale } from './stale-fields.ts'
import { storeRecalculated } from './store-recalculated.ts'
import { storedValues } from './stored-values.ts'

const BATCH = 500

interface RecalculateInput {
  entity: string
  /** Only these records; missing: all of the entity. */
  ids?: readonly string[]
  /** Only records with a greater id. */
  after?: string | null
  signal: AbortSignal
  /** Once aborted, no further batch begins. */
  stop?: AbortSignal
  /** Milliseconds since 1970: no batch begins later. */
  until?: number
  /** Called after each batch. */
  onBatch?: (soFar: Recalculated) => void | Promise<void>
}

export interface Recalculated {
  /** Records that have other values now. */
  changed: number
  /** Ids of records of which something could still not be worked out; at most 500. */
  failedIds: string[]
  failed: number
  /** Why, of one of them. */
  reason: string | null
  /** Id that it came to; null where all is done. */
  next: string | null
  /** It ended because code was not run, for a reason that passes. */
  blocked: boolean
}

export type RecalculateRecords = (tenant: TenantRef, input: RecalculateInput) => Promise<Recalculated>

/**
 * Makes the function that works computed fields out again where their code failed or is another one by now, in batches
 * in the order of ids. Records keep their version; there is no audit entry, event or other hook, since nobody has
 * changed anything. A record that somebody writes meanwhile is left to that write.
 */
export function makeRecalculateRecords({
  database,
  models,
  hooks,
}: {
  database: Database
  models: Pick<ModelStore, 'get'>
  hooks: Pick<HookRunner, 'runComputed'>
}): RecalculateRecords {
  async function recalculateBatch(tenant: TenantRef, entity: CompiledEntity, { rows, signal }: Batch) {
    const ctx = { ...systemContext(tenant), signal }
    const records = rows.map(({ body }) => storedValues(entity, body))
    const began = performance.now()
    const results = await computeValues(ctx, hooks, { entity, records, patient: true })
    const tookMs = performance.now() - began
    const stopped = results.findIndex(({ notRun }) => notRun)
    const done = rows.slice(0, stopped === -1 ? rows.length : stopped)
    const changed = await storeRecalculated(database.tenant(tenant.schema), { ctx, entity, rows: done, results })
    return { changed, done, failures: results.map(({ failures }) => Object.values(failures)[0]), tookMs }
  }

  return async (tenant, input) => {
    const { entity: name, ids, after = null, signal, stop = signal, until = Number.POSITIVE_INFINITY, onBatch } = input
    const sum: Recalculated = { changed: 0, failedIds: [], failed: 0, reason: null, next: after, blocked: false }
    for (;;) {
      const began = performance.now()
      // Asked anew for each batch: a publish meanwhile brings other code.
      const entity = (await models.get(tenant)).entities.get(name)
      if (entity === undefined || entity.computedFields.length === 0) return { ...sum, next: null }
      const rows = await readStale(database, { tenant, entity, ids, after: sum.next })
      if (rows.length === 0) return { ...sum, next: null }
      const { changed, done, failures, tookMs } = await recalculateBatch(tenant, entity, { rows, signal })
      sum.changed += changed
      addFailures(sum, done, failures)
      sum.next = done.at(-1)?.id ?? sum.next
      if (done.length < rows.length) return { ...sum, blocked: true, reason: failures[done.length] ?? null }
      await onBatch?.(sum)
      if (rows.length < BATCH) return { ...sum, next: null }
      if (stop.aborted || Date.now() > until) return sum
      await rest(tookMs * PART_OF_TIME - (performance.now() - began), stop)
    }
  }
}

/**
 * Code runs for a tenth of the time at most: its tenant has two seconds of processor time in ten, and people at work,
 * whose writes would be refused without it, come first.
 */
const PART_OF_TIME = 10

async function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds > 0) await setTimeout(milliseconds, undefined, { signal }).catch(() => undefined)
}

interface Batch {
  rows: StaleRow[]
  signal: AbortSignal
}

interface StaleRow {
  id: string
  version: number
  body: JsonObject
}

function addFailures(sum: Recalculated, rows: readonly StaleRow[], failures: ReadonlyArray<string | undefined>): void {
  for (const [index, { id }] of rows.entries()) {
    const reason = failures[index]
    if (reason === undefined) continue
    sum.failed += 1
    sum.reason = reason
    if (sum.failedIds.length < BATCH) sum.failedIds.push(id)
  }
}

interface Wanted {
  tenant: TenantRef
  entity: CompiledEntity
  ids: readonly string[] | undefined
  after: string | null
}

/** Deleted records too: they may be restored. */
async function readStale(database: Database, { tenant, entity, ids, after }: Wanted): Promise<StaleRow[]> {
  const stale = sql.join(
    entity.computedFields.map((field) => isStale(field, 'r')),
    sql` or `,
  )
  const chosen: RawBuilder<unknown> =
    ids === undefined
      ? sql`true`
      : sql`r.id = any(array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)))`
  const { rows } = await sql<StaleRow>`
    select r.id, r.version, ${completeJson(entity, 'r')} as body from ${sql.id(tenant.schema, entity.table)} r
    where (${stale}) and ${chosen} and ${after === null ? sql`true` : sql`r.id > ${after}::uuid`}
    order by r.id limit ${BATCH}`.execute(database.tenant(tenant.schema))
  return rows
}
