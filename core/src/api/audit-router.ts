import type { ApiServices } from './api-services.ts'
import { findAuditInput, timelineInput } from './audit-schemas.ts'
import { makeRouter, procedure } from './trpc.ts'

export function makeAuditRouter(audit: ApiServices['audit']) {
  return makeRouter({
    timeline: procedure.input(timelineInput).query(({ ctx, input }) => audit.timeline(ctx.request, input)),
    find: procedure.input(findAuditInput).query(({ ctx, input }) => audit.find(ctx.request, input)),
  })
}
