import type { ApiServices } from './api-services.ts'
import { calendarNameInput, saveCalendarInput } from './calendar-schemas.ts'
import { noInput } from './envelope-schemas.ts'
import { makeRouter, procedure } from './trpc.ts'

export function makeCalendarsRouter(calendars: ApiServices['calendars']) {
  return makeRouter({
    list: procedure.input(noInput).query(({ ctx }) => calendars.list(ctx.request)),
    save: procedure.input(saveCalendarInput).mutation(({ ctx, input }) => calendars.save(ctx.request, input)),
    remove: procedure.input(calendarNameInput).mutation(({ ctx, input }) => calendars.remove(ctx.request, input)),
  })
}
