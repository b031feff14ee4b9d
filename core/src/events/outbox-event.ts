import { type ApprovalEventPayload, CORE_EVENT_SOURCE, type ErasureEventPayload } from '@tenon/sdk/contract/core-events'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { RecordEvent } from '@tenon/sdk/contract/record-event'

/** An event that a plugin's code, or Tenon itself, has emitted, as it lies in the outbox. */
export interface EmittedEvent {
  id: string
  type: 'plugin.event'
  /** `<plugin>.<name>`, or `tenon.<name>`. */
  name: string
  occurredAt: string
  /** The emitting plugin, as `plugin:<id>`; of Tenon's own, who acted. */
  actor: string
  depth: number
  payload: JsonValue
}

export type OutboxEvent = RecordEvent | EmittedEvent

export function isRecordEvent(event: OutboxEvent): event is RecordEvent {
  return event.type !== 'plugin.event'
}

/** One that Tenon itself tells of; any plugin may hear it that may read the entity. */
export function isCoreEvent(
  event: OutboxEvent,
): event is EmittedEvent & { payload: JsonValue & (ApprovalEventPayload | ErasureEventPayload) } {
  return event.type === 'plugin.event' && event.name.startsWith(`${CORE_EVENT_SOURCE}.`)
}
