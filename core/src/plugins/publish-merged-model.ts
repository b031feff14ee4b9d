import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'
import type { Kysely } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import type { StageDecision } from '../schema-change/stages/stage-decision.ts'

/** Makes a model come into force; the function of that name in schema-change. */
export type PublishMergedModel = (
  ctx: RequestContext,
  input: {
    document: ModelDocument
    edits: TenantEdits
    baseVersion: number
    note: string
    consent: boolean
    stages?: StageDecision
    /** What plugins give, without the tenant's edits. */
    parts: { before: ModelDocument; after: ModelDocument }
    withinTransaction: (trx: Kysely<TenantTables>, version: number) => Promise<void>
    onTables?: (trx: Kysely<TenantTables>) => Promise<void>
  },
) => Promise<{ version: number }>

/** Throws what publishing it would throw, and changes nothing; the function `checkPublish` in schema-change. */
export type CheckMergedModel = (
  ctx: RequestContext,
  input: { document: ModelDocument; baseVersion: number; consent: boolean; stages?: StageDecision },
) => Promise<void>
