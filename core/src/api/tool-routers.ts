import type { ApiServices } from './api-services.ts'
import { noInput } from './envelope-schemas.ts'
import { recentRunsInput, runActionInput, runIdInput, runMetricInput } from './tool-schemas.ts'
import { makeRouter, procedure } from './trpc.ts'

export function makeActionsRouter(actions: ApiServices['actions']) {
  return makeRouter({
    run: procedure.input(runActionInput).mutation(({ ctx, input }) => actions.run(ctx.request, input)),
    get: procedure.input(runIdInput).query(({ ctx, input }) => actions.get(ctx.request, input)),
    cancel: procedure.input(runIdInput).mutation(({ ctx, input }) => actions.cancel(ctx.request, input)),
    recent: procedure.input(recentRunsInput).query(({ ctx, input }) => actions.recent(ctx.request, input)),
  })
}

export function makeMetricsRouter(metrics: ApiServices['metrics']) {
  return makeRouter({
    list: procedure.input(noInput).query(({ ctx }) => metrics.list(ctx.request)),
    run: procedure.input(runMetricInput).query(({ ctx, input }) => metrics.run(ctx.request, input)),
  })
}
