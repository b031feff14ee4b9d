import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'
import type { PublishedVersion } from '@tenon/sdk/contract/publish-run'
import type { Kysely } from 'kysely'
import type { RequestContext, TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { explainFailure } from './explain-failure.ts'
import { publishAtOnce } from './publish-at-once.ts'
import { publishInParts } from './publish-in-parts.ts'
import { inTurn } from './publish-lock.ts'

export interface PublishInput {
  /** Checked document of the whole model, from `mergeModel`. */
  document: ModelDocument
  /** The tenant's own layer that the document was merged with; kept with the version. */
  edits: TenantEdits
  /** Version that the change was made on; 0 for a tenant without a model. */
  baseVersion: number
  /** The admin has seen that values are put aside. */
  consent?: boolean
  note?: string
  /** Writes of the caller that hold if and only if the version comes into force. */
  withinTransaction?: (trx: Kysely<TenantTables>, version: number) => Promise<void>
}

export type PublishModel = (ctx: RequestContext, input: PublishInput) => Promise<PublishedVersion>

export interface PublishDependencies {
  database: Database
  /** Compiled models in memory, told of the new version; other processes hear of it by NOTIFY. */
  models: { invalidate(tenant: TenantRef): void | Promise<void> }
  /** Tables with more rows are worked on in small steps. Default: 10,000. */
  smallTableRows?: number
}

/**
 * Makes the way by which a model comes into force while its caller waits: plan, tables, new version and notice of it,
 * all or nothing.
 * Where all is quick it is one transaction. Work that looks at every row of a large table runs before the last
 * transaction without holding up anybody; until that one, readers and writers see the old model, and a publish that
 * was interrupted can simply be run again.
 *
 * Errors: VERSION_CONFLICT where another version was published meanwhile, SCHEMA_CHANGE_REFUSED with the blockers,
 * CONSENT_REQUIRED where values would be put aside, CONFLICT while another publish runs, UNAVAILABLE where tables stay
 * locked by others.
 */
export function makePublishModel({ database, models, smallTableRows }: PublishDependencies): PublishModel {
  const tools = { database, smallTableRows }
  return async function publishModel(ctx, input) {
    const version = await inTurn(database, ctx.tenant.schema, async () => {
      try {
        const { version: done } = await publishAtOnce(tools, ctx, input)
        return done ?? (await publishInParts(tools, ctx, input))
      } catch (error) {
        throw explainFailure(ctx, error)
      }
    })
    await models.invalidate(ctx.tenant)
    return { version }
  }
}
