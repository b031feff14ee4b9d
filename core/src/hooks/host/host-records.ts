import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { FindRecordsInput, RecordPage } from '@tenon/sdk/contract/query'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { RequestContext } from '../../context/request-context.ts'

/** What plugin code reaches of the record store: the same verbs, rules and hooks as anybody's, with a plugin as actor. */
export interface HostRecords {
  /** `maxLength`: characters of JSON. A page far beyond is refused with PAYLOAD_TOO_LARGE, before it is in memory. */
  find(ctx: RequestContext, input: FindRecordsInput & { maxLength?: number }): Promise<RecordPage<TenonRecord>>
  /** The same page as JSON without `$labels`, and how many records it has; null where it is not to be had so. */
  findText(
    ctx: RequestContext,
    input: FindRecordsInput & { maxLength?: number },
  ): Promise<{ text: Uint8Array; records: number } | null>
  get(ctx: RequestContext, input: { entity: string; id: string; fields?: string[] }): Promise<TenonRecord>
  create(ctx: RequestContext, input: { entity: string; values: JsonObject }): Promise<TenonRecord>
  update(
    ctx: RequestContext,
    input: { entity: string; id: string; version: number; values: JsonObject },
  ): Promise<TenonRecord>
  /** Points a reference at a record, or at nothing, whatever the record's version is by now. */
  link(
    ctx: RequestContext,
    input: { entity: string; id: string; field: string; to: string | null },
  ): Promise<TenonRecord>
  delete(ctx: RequestContext, input: { entity: string; id: string; version: number }): Promise<TenonRecord>
}
