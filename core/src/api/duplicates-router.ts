import type { ApiServices } from './api-services.ts'
import { findDuplicatesInput, setApartInput } from './duplicate-schemas.ts'
import { makeRouter, procedure } from './trpc.ts'

export function makeDuplicatesRouter(duplicates: ApiServices['duplicates']) {
  return makeRouter({
    find: procedure.input(findDuplicatesInput).query(({ ctx, input }) => duplicates.find(ctx.request, input)),
    setApart: procedure.input(setApartInput).mutation(({ ctx, input }) => duplicates.setApart(ctx.request, input)),
  })
}
