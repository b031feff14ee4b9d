import type { PublishedVersion } from '@tenon/sdk/contract/api-contract'
import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'
import type { Kysely } from 'kysely'
import type { RequestContext, TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { checkPublishable } from './check-publishable.ts'
import { explainFailure } from './explain-failure.ts'
import { finishPublish } from './finish-publish.ts'
import { type PreparedPublish, type PublishTools, preparePublish } from './prepare-publish.ts'
import { inTurn, takePublishLock, underPublishLock } from './publish-lock.ts'
import { removeLeftovers } from './remove-leftovers.ts'
import { retryBusy } from './retry-busy.ts'
import { runInTransaction, runOnline } from './run-statements.ts'

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
 * Makes the one way by which a model comes into force: plan, tables, new version and notice of it, all or nothing.
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
        return (await publishAtOnce(tools, ctx, input)) ?? (await publishInParts(tools, ctx, input))
      } catch (error) {
        throw explainFailure(ctx, error)
      }
    })
    await models.invalidate(ctx.tenant)
    return { version }
  }
}

/** Null where the plan has work that must not be done in a transaction; nothing has been done then. */
async function publishAtOnce(tools: PublishTools, ctx: RequestContext, input: PublishInput): Promise<number | null> {
  const { database } = tools
  return retryBusy(() =>
    database.transaction(ctx.tenant.schema, async (trx) => {
      await takePublishLock(ctx, trx)
      const prepared = await preparePublish(tools, ctx, { db: trx, document: input.document })
      checkPublishable(ctx, input, prepared)
      if (prepared.statements.some((statement) => statement.phase === 'online')) return null
      await runInTransaction(trx, prepared.statements)
      return finishPublish(trx, ctx, { ...input, ...prepared })
    }),
  )
}

async function publishInParts(tools: PublishTools, ctx: RequestContext, input: PublishInput): Promise<number> {
  const { database } = tools
  const { schema } = ctx.tenant
  return underPublishLock(database, ctx, async () => {
    const prepared = await preparePublish(tools, ctx, { db: database.tenant(schema), document: input.document })
    checkPublishable(ctx, input, prepared)
    try {
      await runParts(database, schema, prepared)
      return await retryBusy(() =>
        database.transaction(schema, async (trx) => {
          await runInTransaction(trx, inPhase(prepared, 'final'))
          return finishPublish(trx, ctx, { ...input, ...prepared })
        }),
      )
    } catch (error) {
      // The failure that is told is the first one; what cannot be removed now, the next publish removes.
      await removeLeftovers(database, schema).catch(() => undefined)
      throw error
    }
  })
}

async function runParts(database: Database, schema: string, prepared: PreparedPublish): Promise<void> {
  await retryBusy(() => database.transaction(schema, (trx) => runInTransaction(trx, inPhase(prepared, 'expand'))))
  await runOnline(database, schema, inPhase(prepared, 'online'))
}

function inPhase({ statements }: PreparedPublish, phase: 'expand' | 'online' | 'final') {
  return statements.filter((statement) => statement.phase === phase)
}
