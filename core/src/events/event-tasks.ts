import type { TenantRef } from '../context/request-context.ts'
import { derivedId } from '../jobs/derived-id.ts'
import type { NewTask } from '../tasks/plugin-task.ts'
import type { AfterHooks } from './after-hooks.ts'
import { isCoreEvent, isRecordEvent, type OutboxEvent } from './outbox-event.ts'

/** Tasks of the plugins that hear those of the events which a plugin has emitted; the same ones however often asked. */
export async function eventTasks(
  hooks: Pick<AfterHooks, 'hearersOf'>,
  tenant: TenantRef,
  events: readonly OutboxEvent[],
): Promise<NewTask[]> {
  const tasks: NewTask[] = []
  for (const event of events) {
    if (isRecordEvent(event)) continue
    const { id, name, occurredAt, payload, depth, actor } = event
    const about = isCoreEvent(event) ? event.payload.entity : undefined
    for (const plugin of await hooks.hearersOf(tenant, name, about)) {
      tasks.push({
        id: derivedId(`${tenant.schema} ${id} ${plugin}`),
        plugin,
        kind: 'event',
        name,
        data: { id, name, occurredAt, payload },
        depth,
        createdBy: actor,
      })
    }
  }
  return tasks
}
