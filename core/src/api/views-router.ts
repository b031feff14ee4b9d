import type { ApiServices } from './api-services.ts'
import { noInput } from './envelope-schemas.ts'
import { makeRouter, procedure } from './trpc.ts'
import {
  createSavedViewInput,
  getSavedViewInput,
  knownRecordsInput,
  listSavedViewsInput,
  recordPlaceInput,
  reorderViewsInput,
  saveColumnsInput,
  savedViewVersionInput,
  setFavouriteInput,
  updateSavedViewInput,
  viewPlaceInput,
} from './view-schemas.ts'

export function makeViewsRouter(views: ApiServices['views']) {
  return makeRouter({
    list: procedure.input(listSavedViewsInput).query(({ ctx, input }) => views.list(ctx.request, input)),
    get: procedure.input(getSavedViewInput).query(({ ctx, input }) => views.get(ctx.request, input)),
    create: procedure.input(createSavedViewInput).mutation(({ ctx, input }) => views.create(ctx.request, input)),
    update: procedure.input(updateSavedViewInput).mutation(({ ctx, input }) => views.update(ctx.request, input)),
    delete: procedure.input(savedViewVersionInput).mutation(({ ctx, input }) => views.delete(ctx.request, input)),
    reorder: procedure.input(reorderViewsInput).mutation(({ ctx, input }) => views.reorder(ctx.request, input)),
  })
}

export function makePersonalRouter(personal: ApiServices['personal']) {
  return makeRouter({
    lists: procedure.input(noInput).query(({ ctx }) => personal.lists(ctx.request)),
    useView: procedure.input(viewPlaceInput).mutation(({ ctx, input }) => personal.useView(ctx.request, input)),
    saveColumns: procedure
      .input(saveColumnsInput)
      .mutation(({ ctx, input }) => personal.saveColumns(ctx.request, input)),
    recent: procedure.input(knownRecordsInput).query(({ ctx, input }) => personal.recent(ctx.request, input)),
    visit: procedure.input(recordPlaceInput).mutation(({ ctx, input }) => personal.visit(ctx.request, input)),
    favourites: procedure.input(knownRecordsInput).query(({ ctx, input }) => personal.favourites(ctx.request, input)),
    setFavourite: procedure
      .input(setFavouriteInput)
      .mutation(({ ctx, input }) => personal.setFavourite(ctx.request, input)),
  })
}
