import type { AnnouncePresenceInput } from '@tenon/sdk/contract/presence-api'
import { z } from 'zod'
import type { ApiServices } from './api-services.ts'
import { makeRouter, procedure } from './trpc.ts'

export const announcePresenceInput: z.ZodType<AnnouncePresenceInput, AnnouncePresenceInput> = z.strictObject({
  entity: z.string().min(1).max(200),
  id: z.string().min(1).max(200),
  place: z.uuid(),
  state: z.enum(['viewing', 'editing', 'gone']),
})

export function makePresenceRouter(presence: ApiServices['presence']) {
  return makeRouter({
    announce: procedure
      .input(announcePresenceInput)
      .mutation(({ ctx, input }) => presence.announce(ctx.request, input)),
  })
}
