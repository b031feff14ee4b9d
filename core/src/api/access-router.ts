import {
  delegateInput,
  delegationIdInput,
  explainAccessInput,
  hasRightInput,
  setTerritoryInput,
  shareRecordInput,
  territoryIdInput,
  unshareRecordInput,
  viewAsInput,
} from './access-schemas.ts'
import type { ApiServices } from './api-services.ts'
import { noInput, recordIdInput } from './envelope-schemas.ts'
import { makeRouter, procedure } from './trpc.ts'

export function makeAccessRouter(access: ApiServices['access']) {
  return makeRouter({
    shares: procedure.input(recordIdInput).query(({ ctx, input }) => access.shares(ctx.request, input)),
    share: procedure.input(shareRecordInput).mutation(({ ctx, input }) => access.share(ctx.request, input)),
    unshare: procedure.input(unshareRecordInput).mutation(({ ctx, input }) => access.unshare(ctx.request, input)),
    delegations: procedure.input(noInput).query(({ ctx }) => access.delegations(ctx.request)),
    delegate: procedure.input(delegateInput).mutation(({ ctx, input }) => access.delegate(ctx.request, input)),
    endDelegation: procedure
      .input(delegationIdInput)
      .mutation(({ ctx, input }) => access.endDelegation(ctx.request, input)),
    territories: procedure.input(noInput).query(({ ctx }) => access.territories(ctx.request)),
    setTerritory: procedure
      .input(setTerritoryInput)
      .mutation(({ ctx, input }) => access.setTerritory(ctx.request, input)),
    removeTerritory: procedure
      .input(territoryIdInput)
      .mutation(({ ctx, input }) => access.removeTerritory(ctx.request, input)),
    hasRight: procedure.input(hasRightInput).query(({ ctx, input }) => access.hasRight(ctx.request, input)),
    viewAs: procedure.input(viewAsInput).mutation(({ ctx, input }) => access.viewAs(ctx.request, input)),
    explain: procedure.input(explainAccessInput).query(({ ctx, input }) => access.explain(ctx.request, input)),
  })
}
