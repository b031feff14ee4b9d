import type { ApiServices } from './api-services.ts'
import {
  countTagsInput,
  createTagInput,
  deleteTagInput,
  listTagsInput,
  mergeTagsInput,
  updateTagInput,
} from './tag-schemas.ts'
import { makeRouter, procedure } from './trpc.ts'

export function makeTagsRouter(tags: ApiServices['tags']) {
  return makeRouter({
    list: procedure.input(listTagsInput).query(({ ctx, input }) => tags.list(ctx.request, input)),
    create: procedure.input(createTagInput).mutation(({ ctx, input }) => tags.create(ctx.request, input)),
    update: procedure.input(updateTagInput).mutation(({ ctx, input }) => tags.update(ctx.request, input)),
    counts: procedure.input(countTagsInput).query(({ ctx, input }) => tags.counts(ctx.request, input)),
    delete: procedure.input(deleteTagInput).mutation(({ ctx, input }) => tags.delete(ctx.request, input)),
    merge: procedure.input(mergeTagsInput).mutation(({ ctx, input }) => tags.merge(ctx.request, input)),
  })
}
