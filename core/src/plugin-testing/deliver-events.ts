import type { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { AfterHooks } from '../events/after-hooks.ts'
import { claimEvents } from '../events/claim-events.ts'
import { eventTasks } from '../events/event-tasks.ts'
import { finishEvents } from '../events/finish-events.ts'
import { isRecordEvent } from '../events/outbox-event.ts'
import type { StageEntries } from '../pipelines/make-stage-entries.ts'
import { insertEventTasks } from '../tasks/insert-task.ts'
import type { TestTurn } from './test-turns.ts'

const BATCH = 500

interface Delivering {
  database: Database
  hooks: AfterHooks
  stageEntries: Pick<StageEntries, 'note'>
}

/**
 * Delivers what lies in a tenant's outbox at once and in order, without the queue that retries: after-hooks run, then
 * those of what they wrote, until nothing is left; plugins' own events become tasks, and what entering stages creates is
 * noted. Throws the first error of a hook once all others have run.
 */
export async function deliverEvents(
  { database, hooks, stageEntries }: Delivering,
  tenant: TenantRef,
  { check, signal }: TestTurn,
): Promise<void> {
  const errors: Array<TenonError | Error> = []
  for (;;) {
    check()
    const events = await claimEvents(database, tenant.schema, BATCH)
    if (events.length === 0) break
    const changes = events.filter(isRecordEvent)
    await stageEntries.note(tenant, changes)
    for (const event of changes) {
      for (const { plugin, hook } of await hooks.afterHooksFor(tenant, event)) {
        check()
        await hooks.runAfter(tenant, { event, plugin, hook, signal }).catch((error) => void errors.push(error))
      }
    }
    await insertEventTasks(database, tenant.schema, await eventTasks(hooks, tenant, events))
    await finishEvents(database, tenant.schema, { events })
  }
  if (errors[0] !== undefined) throw errors[0]
}
