import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'
import type { Kysely } from 'kysely'
import type { TenantTables } from '../db/tenant-tables.ts'
import type { StageDecision } from './stages/stage-decision.ts'

export interface PublishInput {
  /** Checked document of the whole model, from `mergeModel`. */
  document: ModelDocument
  /** The tenant's own layer that the document was merged with; kept with the version. */
  edits: TenantEdits
  /** Version that the change was made on; 0 for a tenant without a model. */
  baseVersion: number
  /** The admin has seen that values are put aside. */
  consent?: boolean
  /** What becomes of records whose stage goes or comes back. */
  stages?: StageDecision
  note?: string
  /** What plugins give before and after, without the tenant's edits; where plugins change. */
  parts?: { before: ModelDocument; after: ModelDocument }
  /** Writes of the caller that hold if and only if the version comes into force. */
  withinTransaction?: (trx: Kysely<TenantTables>, version: number) => Promise<void>
  /** The same for what needs the tables as the version leaves them. Others wait for it. */
  onTables?: (trx: Kysely<TenantTables>) => Promise<void>
}
