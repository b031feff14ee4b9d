import type { PublishOutcome } from '@tenon/sdk/contract/publish-run'
import type { RequestContext } from '../context/request-context.ts'
import { explainFailure } from './explain-failure.ts'
import { publishAtOnce } from './publish-at-once.ts'
import type { PublishDependencies } from './publish-dependencies.ts'
import { publishInParts } from './publish-in-parts.ts'
import type { PublishInput } from './publish-input.ts'
import { inTurn } from './publish-lock.ts'
import type { PublishRuns } from './publish-runs.ts'
import { refuseDuringRun } from './refuse-during-run.ts'
import { approvalNeeded } from './second-approval.ts'
import { settleStageMoves } from './stages/settle-stage-moves.ts'
import type { RunInput } from './stored-run.ts'

export type StartPublish = (
  ctx: RequestContext,
  input: RunInput & Pick<PublishInput, 'withinTransaction'>,
) => Promise<PublishOutcome>

/**
 * Publishes like `publishModel`; where the rows of a large table are to be written again, it is a run instead, which
 * goes on without its caller. Errors: those of `publishModel`, CONFLICT also while a run is open.
 */
export function makeStartPublish({
  database,
  models,
  smallTableRows,
  relocate,
  runs,
}: PublishDependencies & { runs: Pick<PublishRuns, 'begin'> }): StartPublish {
  const tools = { database, smallTableRows, relocate }
  return async function startPublish(ctx, input) {
    // A run has its turn for as long as it lasts: nobody is to wait for that.
    await refuseDuringRun(ctx, database.tenant(ctx.tenant.schema))
    const version = await inTurn(database, ctx.tenant.schema, async () => {
      try {
        const { version: done, isLong, waits } = await publishAtOnce(tools, ctx, input)
        if (waits) throw approvalNeeded(ctx)
        const published = done ?? (isLong ? null : await publishInParts(tools, ctx, input))
        if (published !== null) await settleStageMoves(tools, ctx)
        return published
      } catch (error) {
        throw explainFailure(ctx, error)
      }
    })
    if (version === null) return { version: null, run: await runs.begin(ctx, input) }
    await models.invalidate(ctx.tenant)
    return { version }
  }
}
