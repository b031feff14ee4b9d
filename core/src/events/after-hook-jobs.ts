import { ENTITY_HOOK_NAMES, type EntityHookName } from '@tenon/sdk/contract/plugin-manifest'
import type { RecordEvent } from '@tenon/sdk/contract/record-event'
import type { TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { derivedId } from '../jobs/derived-id.ts'
import type { Job, JobQueue } from '../jobs/job-queue.ts'
import type { AfterHooks } from './after-hooks.ts'
import { readEvent } from './claim-events.ts'

export const AFTER_HOOK_QUEUE = 'after-hook'

/**
 * The job that runs one plugin's after-hook for one event. Its id follows from the three, so that an event that is
 * delivered twice queues it once. It names the event instead of carrying it: a tenant's data stays in its schema.
 */
export function afterHookJob(
  tenant: TenantRef,
  event: RecordEvent,
  { plugin, hook }: { plugin: string; hook: EntityHookName },
): Job {
  const { id, slug, schema } = tenant
  return {
    id: derivedId(`${schema} ${event.id} ${plugin} ${hook}`),
    data: { tenant: { id, slug, schema }, eventId: event.id, plugin, hook },
  }
}

/** Starts taking after-hook jobs. A hook that fails has its job tried again by the queue. */
export async function startAfterHookWorker({
  database,
  hooks,
  jobs,
}: {
  database: Database
  hooks: Pick<AfterHooks, 'runAfter'>
  jobs: Pick<JobQueue, 'work'>
}): Promise<void> {
  await jobs.work(AFTER_HOOK_QUEUE, async ({ data }, signal) => {
    const { tenant, eventId, plugin, hook } = readJob(data)
    const event = await readEvent(database, tenant.schema, eventId)
    if (event !== null) await hooks.runAfter(tenant, { event, plugin, hook, signal })
  })
}

interface AfterHookData {
  tenant: TenantRef
  eventId: string
  plugin: string
  hook: EntityHookName
}

/** Jobs outlive the process and the release that queued them, so their data is looked at. */
function readJob(data: Job['data']): AfterHookData {
  const { tenant, eventId, plugin, hook } = data as Partial<Record<keyof AfterHookData, unknown>>
  const known = ENTITY_HOOK_NAMES.find((name) => name === hook)
  const sound = typeof eventId === 'string' && typeof plugin === 'string' && typeof tenant === 'object'
  if (!sound || tenant === null || known === undefined) throw new Error('An after-hook job has unknown data')
  return { tenant: tenant as TenantRef, eventId, plugin, hook: known }
}
