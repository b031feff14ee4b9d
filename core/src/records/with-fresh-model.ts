import type { RequestContext } from '../context/request-context.ts'
import type { ModelStore } from '../model/model-store.ts'
import { STAGE_GONE } from '../schema-change/stages/stage-fence.ts'

type Verb<Input, Result> = (ctx: RequestContext, input: Input) => Promise<Result>

/**
 * Has a verb tried once more, with the model read anew, when its tables were not as its model said: a publish came into
 * force between the two. A statement that fails so has written nothing.
 */
export function withFreshModel(models: Pick<ModelStore, 'get' | 'invalidate'>) {
  return function fresh<Input, Result>(verb: Verb<Input, Result>): Verb<Input, Result> {
    return async (ctx, input) => {
      const { version } = await models.get(ctx.tenant)
      try {
        return await verb(ctx, input)
      } catch (error) {
        if (!contradictsModel(error)) throw error
        models.invalidate(ctx.tenant)
        if ((await models.get(ctx.tenant)).version === version) throw error
        return verb(ctx, input)
      }
    }
  }
}

/** Undefined column or table, wrong type, no such operator; a plan that was made for other columns; a stage that is gone. */
const CONTRADICTIONS = new Set([STAGE_GONE, '42703', '42P01', '42804', '42883', '0A000'])

function contradictsModel(error: unknown): boolean {
  return error instanceof Error && 'code' in error && CONTRADICTIONS.has(String(error.code))
}
