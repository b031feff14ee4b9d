import type { ListTrashInput, PurgeRecordInput, TrashSettings } from '@tenon/sdk/contract/trash-api'
import { z } from 'zod'
import type { ApiServices } from './api-services.ts'
import { noInput } from './envelope-schemas.ts'
import { makeRouter, procedure } from './trpc.ts'

type Exact<T> = z.ZodType<T, T>

const name = z.string().min(1).max(200)

export const listTrashInput: Exact<ListTrashInput> = z.strictObject({
  entity: name,
  limit: z.exactOptional(z.int().min(1).max(200)),
  after: z.exactOptional(z.string().max(500)),
})
export const purgeRecordInput: Exact<PurgeRecordInput> = z.strictObject({
  entity: name,
  id: z.uuid(),
  version: z.int().min(0),
})
const settingsInput: Exact<TrashSettings> = z.strictObject({ days: z.int().min(1).max(3650).nullable() })

export function makeTrashRouter(trash: ApiServices['trash']) {
  return makeRouter({
    list: procedure.input(listTrashInput).query(({ ctx, input }) => trash.list(ctx.request, input)),
    purge: procedure.input(purgeRecordInput).mutation(({ ctx, input }) => trash.purge(ctx.request, input)),
    settings: procedure.input(noInput).query(({ ctx }) => trash.settings(ctx.request)),
    saveSettings: procedure.input(settingsInput).mutation(({ ctx, input }) => trash.saveSettings(ctx.request, input)),
  })
}
