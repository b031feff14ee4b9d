import type { PublishedVersion } from '@tenon/sdk/contract/publish-run'
import type { RequestContext } from '../context/request-context.ts'
import { explainFailure } from './explain-failure.ts'
import { publishAtOnce } from './publish-at-once.ts'
import type { PublishDependencies } from './publish-dependencies.ts'
import { publishInParts } from './publish-in-parts.ts'
import type { PublishInput } from './publish-input.ts'
import { inTurn } from './publish-lock.ts'
import { refuseDuringRun } from './refuse-during-run.ts'
import { approvalNeeded } from './second-approval.ts'
import { settleStageMoves } from './stages/settle-stage-moves.ts'

export type PublishModel = (ctx: RequestContext, input: PublishInput) => Promise<PublishedVersion>

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
export function makePublishModel({ database, models, smallTableRows, relocate }: PublishDependencies): PublishModel {
  const tools = { database, smallTableRows, relocate }
  return async function publishModel(ctx, input) {
    // A run has its turn for as long as it lasts: nobody is to wait for that.
    await refuseDuringRun(ctx, database.tenant(ctx.tenant.schema))
    const version = await inTurn(database, ctx.tenant.schema, async () => {
      try {
        const { version: done, waits } = await publishAtOnce(tools, ctx, input)
        if (waits) throw approvalNeeded(ctx)
        const published = done ?? (await publishInParts(tools, ctx, input))
        await settleStageMoves(tools, ctx)
        return published
      } catch (error) {
        throw explainFailure(ctx, error)
      }
    })
    await models.invalidate(ctx.tenant)
    return { version }
  }
}
