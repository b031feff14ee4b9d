import type { EntityHookName } from '@tenon/sdk/contract/plugin-manifest'
import type { RecordEvent } from '@tenon/sdk/contract/record-event'
import type { TenantRef } from '../context/request-context.ts'
import type { EventKind } from './event-kind.ts'

/** The part of the hook runner that delivery needs; `hooks` is above `events` in the order of layers. */
export interface AfterHooks {
  afterHooksFor(tenant: TenantRef, event: RecordEvent): Promise<Array<{ plugin: string; hook: EntityHookName }>>
  /** Kinds of events that any after-hook wants. */
  afterHookEvents(tenant: TenantRef): Promise<EventKind[]>
  runAfter(
    tenant: TenantRef,
    delivery: { event: RecordEvent; plugin: string; hook: EntityHookName; signal: AbortSignal },
  ): Promise<void>
  /** Plugins that hear an event that a plugin emits; `event` is `<plugin>.<name>`, or `tenon.<name>` and then
   * `about` the entity that it tells of. */
  hearersOf(tenant: TenantRef, event: string, about?: string): Promise<string[]>
}
