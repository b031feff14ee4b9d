import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { uuidv7 } from 'uuidv7'
import { originOf } from '../../audit/origin-of.ts'
import type { RequestContext } from '../../context/request-context.ts'
import type { WriteColumn } from '../write-columns.ts'

/** What every written row has for its audit entry and its event. */
export const ENTRY_COLUMNS = [
  { name: '_id', type: 'uuid' },
  { name: '_audit', type: 'uuid' },
  { name: '_event', type: 'uuid' },
  { name: '_changes', type: 'jsonb' },
  { name: '_request', type: 'text' },
  { name: '_depth', type: 'int' },
  // JSON that is a text already.
  { name: '_origin', type: 'text' },
] as const satisfies readonly WriteColumn[]

type EntryValues = Record<(typeof ENTRY_COLUMNS)[number]['name'], JsonValue>

/** Of the record with the id, of which the audit trail is to say `changes`. */
export function entryValues(ctx: RequestContext, id: string, changes: JsonObject): EntryValues {
  return {
    ...{ _id: id, _audit: uuidv7(), _event: uuidv7(), _changes: changes },
    ...{ _request: ctx.requestId, _depth: ctx.depth, _origin: originOf(ctx) },
  }
}
