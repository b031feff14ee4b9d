import type { ApiServices } from './api-services.ts'
import { bulkIdInput, bulkReportInput, recentBulkInput, startBulkInput } from './bulk-schemas.ts'
import { makeRouter, procedure } from './trpc.ts'

/** Changes of many records. */
export function makeBulkRouter(bulk: ApiServices['bulk']) {
  return makeRouter({
    start: procedure.input(startBulkInput).mutation(({ ctx, input }) => bulk.start(ctx.request, input)),
    get: procedure.input(bulkIdInput).query(({ ctx, input }) => bulk.get(ctx.request, input)),
    recent: procedure.input(recentBulkInput).query(({ ctx, input }) => bulk.recent(ctx.request, input)),
    cancel: procedure.input(bulkIdInput).mutation(({ ctx, input }) => bulk.cancel(ctx.request, input)),
    report: procedure.input(bulkReportInput).query(({ ctx, input }) => bulk.report(ctx.request, input)),
    undo: procedure.input(bulkIdInput).mutation(({ ctx, input }) => bulk.undo(ctx.request, input)),
  })
}
