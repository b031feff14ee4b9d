import { setTimeout } from 'node:timers/promises'
import type { TenantRef } from '../context/request-context.ts'
import { systemContext } from '../context/system-context.ts'
import type { Database } from '../db/database.ts'
import type { HookRunner } from '../hooks/hook-runner.ts'
import type { CompiledEntity, ComputedField } from '../model/compiled-model.ts'
import type { ModelStore } from '../model/model-store.ts'
import { type ComputedValues, computeValues } from './compute-values.ts'
import { readStaleRecords, type StaleRecord } from './read-stale-records.ts'
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
  /** Called before each further batch. */
  onProgress?: (soFar: Recalculated) => void | Promise<void>
}

export interface Recalculated {
  /** Records that have other values now. */
  changed: number
  /** Ids of records of which something could still not be worked out; at most 500. */
  failedIds: string[]
  failed: number
  /** Why, of one of them; or why code was not run. */
  reason: string | null
  /** Id after which to go on; null for the beginning, or where all is done. */
  next: string | null
  /** Some code was not run, for a reason that passes: its fields are to be gone on with after `next`. */
  blocked: boolean
}

export type RecalculateRecords = (tenant: TenantRef, input: RecalculateInput) => Promise<Recalculated>

/**
 * Makes the function that works computed fields out again where their code failed or is another one by now, in batches
 * in the order of ids. Records keep their version; there is no audit entry, event or other hook, since nobody has
 * changed anything. A record that somebody writes meanwhile is left to that write; fields whose code is not run keep
 * their values, and do not hold up those of other plugins.
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
  async function recalculateBatch(tenant: TenantRef, { entity, fields, rows, signal }: Batch) {
    const ctx = { ...systemContext(tenant, 'job'), signal }
    const records = rows.map(({ body }) => storedValues(entity, body))
    const began = performance.now()
    const results = await computeValues(ctx, hooks, { entity, records, fields, patient: true })
    const tookMs = performance.now() - began
    const waiting = new Set(results.flatMap(({ notRun }) => notRun))
    const run = fields.filter(({ name }) => !waiting.has(name))
    const changed = await storeRecalculated(database.tenant(tenant.schema), { ctx, entity, fields: run, rows, results })
    return { changed, waiting, results, tookMs }
  }

  return async (tenant, input) => {
    const { entity: name, ids, after = null, signal, stop = signal, until = Number.POSITIVE_INFINITY } = input
    const db = database.tenant(tenant.schema)
    const pass = beginPass(after)
    for (;;) {
      const began = performance.now()
      // Asked anew for each batch: a publish meanwhile brings other code.
      const entity = (await models.get(tenant)).entities.get(name)
      const fields = (entity?.computedFields ?? []).filter((field) => !pass.waiting.has(field.name))
      if (entity === undefined || fields.length === 0) return pass.end(null)
      const query = { schema: tenant.schema, entity, fields, ids, after: pass.at(), limit: BATCH }
      const rows = await readStaleRecords(db, query)
      if (rows.length === 0) return pass.end(null)
      const batch = await recalculateBatch(tenant, { entity, fields, rows, signal })
      pass.add(rows, batch)
      if (rows.length < BATCH) return pass.end(null)
      if (stop.aborted || Date.now() > until) return pass.end(pass.at())
      await input.onProgress?.(pass.end(pass.at()))
      await rest(batch.tookMs * PART_OF_TIME - (performance.now() - began), stop)
    }
  }
}

interface Batch {
  entity: CompiledEntity
  fields: readonly ComputedField[]
  rows: StaleRecord[]
  signal: AbortSignal
}

interface BatchOutcome {
  changed: number
  /** Fields whose code was not run. */
  waiting: ReadonlySet<string>
  results: readonly ComputedValues[]
}

/** Keeps count of one pass. */
function beginPass(after: string | null) {
  const waiting = new Set<string>()
  const sum = { changed: 0, failedIds: [] as string[], failed: 0, reason: null as string | null }
  let at = after
  let blockedAt: string | null = null

  function add(rows: readonly StaleRecord[], batch: BatchOutcome): void {
    if (waiting.size === 0 && batch.waiting.size > 0) blockedAt = at
    for (const name of batch.waiting) waiting.add(name)
    sum.changed += batch.changed
    for (const [index, { id }] of rows.entries()) {
      const failures = Object.entries(batch.results[index]?.failures ?? {})
      sum.reason = failures[0]?.[1] ?? sum.reason
      if (failures.every(([name]) => batch.waiting.has(name))) continue
      sum.failed += 1
      if (sum.failedIds.length < BATCH) sum.failedIds.push(id)
    }
    at = rows.at(-1)?.id ?? at
  }

  function end(next: string | null): Recalculated {
    const blocked = waiting.size > 0
    return { ...sum, next: blocked ? blockedAt : next, blocked }
  }

  return { waiting, add, end, at: () => at }
}

/**
 * Code runs for a tenth of the time at most: its tenant has two seconds of processor time in ten, and people at work,
 * whose writes would be refused without it, come first.
 */
const PART_OF_TIME = 10

async function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds > 0) await setTimeout(milliseconds, undefined, { signal }).catch(() => undefined)
}
