import type { ApiServices } from './api-services.ts'
import { duplicateGroupsInput, duplicateRuleInput, findDuplicatesInput, setApartInput } from './duplicate-schemas.ts'
import { makeRouter, procedure } from './trpc.ts'

export function makeDuplicatesRouter(duplicates: ApiServices['duplicates']) {
  return makeRouter({
    find: procedure.input(findDuplicatesInput).query(({ ctx, input }) => duplicates.find(ctx.request, input)),
    startSearch: procedure
      .input(duplicateRuleInput)
      .mutation(({ ctx, input }) => duplicates.startSearch(ctx.request, input)),
    search: procedure.input(duplicateRuleInput).query(({ ctx, input }) => duplicates.search(ctx.request, input)),
    cancelSearch: procedure
      .input(duplicateRuleInput)
      .mutation(({ ctx, input }) => duplicates.cancelSearch(ctx.request, input)),
    groups: procedure.input(duplicateGroupsInput).query(({ ctx, input }) => duplicates.groups(ctx.request, input)),
    setApart: procedure.input(setApartInput).mutation(({ ctx, input }) => duplicates.setApart(ctx.request, input)),
  })
}
