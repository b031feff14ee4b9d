import type { ApiServices } from './api-services.ts'
import {
  actorChangesInput,
  findAuditInput,
  planRestoreInput,
  restoreStateInput,
  timelineInput,
  undoBatchInput,
} from './audit-schemas.ts'
import { makeRouter, procedure } from './trpc.ts'

export function makeAuditRouter(audit: ApiServices['audit']) {
  return makeRouter({
    timeline: procedure.input(timelineInput).query(({ ctx, input }) => audit.timeline(ctx.request, input)),
    find: procedure.input(findAuditInput).query(({ ctx, input }) => audit.find(ctx.request, input)),
    planRestore: procedure.input(planRestoreInput).query(({ ctx, input }) => audit.planRestore(ctx.request, input)),
    restoreState: procedure
      .input(restoreStateInput)
      .mutation(({ ctx, input }) => audit.restoreState(ctx.request, input)),
    planUndo: procedure.input(actorChangesInput).query(({ ctx, input }) => audit.planUndo(ctx.request, input)),
    undoChanges: procedure.input(undoBatchInput).mutation(({ ctx, input }) => audit.undoChanges(ctx.request, input)),
  })
}
