import type { ApiServices } from './api-services.ts'
import { approvalIdInput, decideMoveInput, listApprovalsInput, requestApprovalInput } from './approval-schemas.ts'
import { makeRouter, procedure } from './trpc.ts'

export function makeApprovalsRouter(approvals: ApiServices['approvals']) {
  return makeRouter({
    request: procedure.input(requestApprovalInput).mutation(({ ctx, input }) => approvals.request(ctx.request, input)),
    list: procedure.input(listApprovalsInput).query(({ ctx, input }) => approvals.list(ctx.request, input)),
    decide: procedure.input(decideMoveInput).mutation(({ ctx, input }) => approvals.decide(ctx.request, input)),
    withdraw: procedure.input(approvalIdInput).mutation(({ ctx, input }) => approvals.withdraw(ctx.request, input)),
  })
}
