import type { RecordEvent } from '@tenon/sdk/contract/record-event'
import type { TenantRef } from '../context/request-context.ts'
import { derivedId } from '../jobs/derived-id.ts'
import type { Job } from '../jobs/job-queue.ts'

export const RECALCULATION_QUEUE = 'recalculation'

/** Most of what makes code fail once, such as a tenant's spent budget, is over by then. */
const FIRST_PAUSE_MS = 5_000

/**
 * What is to be recalculated: a tenant's whole model after it changed, all records of an entity whose values are of
 * other code, or certain ones whose code failed.
 */
export type Recalculation =
  | { kind: 'model' }
  /** `after`: id that an earlier job came to; `failed`: how many of the records before it have failed. */
  | { kind: 'entity'; entity: string; after: string | null; failed: number; attempt: number }
  | { kind: 'records'; entity: string; ids: string[]; attempt: number }

/** The job with that name; `startAfter` missing: at once. */
export function recalculationJob(
  { id, slug, schema }: TenantRef,
  work: Recalculation,
  { name, startAfter }: { name: string; startAfter?: Date },
): Job {
  return {
    id: derivedId(`${schema} recalculation ${name}`),
    data: { ...work, tenant: { id, slug, schema } },
    ...(startAfter !== undefined && { startAfter }),
  }
}

/** Jobs for the records that were written with computed fields that could not be worked out: one per entity. */
export function staleRecordJobs(tenant: TenantRef, events: readonly RecordEvent[]): Job[] {
  const byEntity = new Map<string, RecordEvent[]>()
  for (const event of events.filter(isStale)) {
    byEntity.set(event.entity, [...(byEntity.get(event.entity) ?? []), event])
  }
  return [...byEntity].map(([entity, stale]) => {
    const ids = [...new Set(stale.map(({ recordId }) => recordId))]
    const name = stale.map(({ id }) => id).join(' ')
    const startAfter = new Date(Date.now() + FIRST_PAUSE_MS)
    return recalculationJob(tenant, { kind: 'records', entity, ids, attempt: 1 }, { name, startAfter })
  })
}

function isStale({ after }: RecordEvent): boolean {
  const stale = after?.['$stale']
  return Array.isArray(stale) && stale.length > 0
}

/** A job's work and tenant. Jobs outlive the process and the release that queued them, so their data is looked at. */
export function readRecalculation({ tenant, ...work }: Job['data']): { tenant: TenantRef; work: Recalculation } {
  const { kind, entity, ids, after = null, failed = 0, attempt = 0 } = work
  if (typeof tenant !== 'object' || tenant === null) throw unknownData()
  const known = { tenant: tenant as unknown as TenantRef }
  if (kind === 'model') return { ...known, work: { kind } }
  if (typeof entity !== 'string' || typeof attempt !== 'number') throw unknownData()
  if (kind === 'records' && Array.isArray(ids))
    return { ...known, work: { kind, entity, ids: ids.map(String), attempt } }
  if (kind !== 'entity' || typeof failed !== 'number') throw unknownData()
  return { ...known, work: { kind, entity, after: after === null ? null : String(after), failed, attempt } }
}

function unknownData(): Error {
  return new Error('A recalculation job has unknown data')
}
