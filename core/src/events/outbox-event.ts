import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { RecordEvent } from '@tenon/sdk/contract/record-event'

/** An event that a plugin's code has emitted, as it lies in the outbox. */
export interface EmittedEvent {
  id: string
  type: 'plugin.event'
  /** `<plugin>.<name>`. */
  name: string
  occurredAt: string
  /** The emitting plugin, as `plugin:<id>`. */
  actor: string
  depth: number
  payload: JsonValue
}

export type OutboxEvent = RecordEvent | EmittedEvent

export function isRecordEvent(event: OutboxEvent): event is RecordEvent {
  return event.type !== 'plugin.event'
}
