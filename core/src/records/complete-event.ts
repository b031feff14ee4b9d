import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { RecordEvent } from '@tenon/sdk/contract/record-event'
import type { TenantRef } from '../context/request-context.ts'
import type { CompiledEntity } from '../model/compiled-model.ts'
import type { ModelStore } from '../model/model-store.ts'
import { singleShape } from './single/single-shape.ts'

/**
 * Gives an event with every field of its record. As events are stored, they may leave out fields that have no value, of
 * which wide entities have more than others: to write them down took a third of what a new record of 200 fields costs.
 */
export type CompleteEvent = (tenant: TenantRef, event: RecordEvent) => Promise<RecordEvent>

export function makeCompleteEvent({ models }: { models: Pick<ModelStore, 'get'> }): CompleteEvent {
  return async (tenant, event) => {
    const entity = (await models.get(tenant)).entities.get(event.entity)
    if (entity === undefined) return event
    const [before, after] = [event.before, event.after].map((body) => body && completeBody(entity, body))
    return { ...event, before: before ?? null, after: after ?? null }
  }
}

/** A record out of an event, with every field that the entity has by now; what the event does not name has no value. */
export function completeBody(entity: CompiledEntity, body: JsonObject): JsonObject {
  return { ...singleShape(entity).empty, ...body }
}
