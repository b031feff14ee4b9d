import type { ApiServices } from './api-services.ts'
import { noInput } from './envelope-schemas.ts'
import { creationInput, pipelineReportInput } from './pipeline-schemas.ts'
import { makeRouter, procedure } from './trpc.ts'

export function makePipelinesRouter(pipelines: ApiServices['pipelines']) {
  return makeRouter({
    report: procedure.input(pipelineReportInput).query(({ ctx, input }) => pipelines.report(ctx.request, input)),
    creations: procedure.input(noInput).query(({ ctx }) => pipelines.creations(ctx.request)),
    retryCreation: procedure
      .input(creationInput)
      .mutation(({ ctx, input }) => pipelines.retryCreation(ctx.request, input)),
    dismissCreation: procedure
      .input(creationInput)
      .mutation(({ ctx, input }) => pipelines.dismissCreation(ctx.request, input)),
  })
}
