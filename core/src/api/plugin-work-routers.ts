import {
  type ListPluginTasksInput,
  PLUGIN_TASK_STATUSES,
  type PluginPartInput,
  type RotateWebhookSecretInput,
} from '@tenon/sdk/contract/plugin-work'
import { z } from 'zod'
import type { ApiServices } from './api-services.ts'
import { makeRouter, procedure } from './trpc.ts'

type Exact<T> = z.ZodType<T, T>

/** Names that PostgreSQL can be asked for: without the character zero. */
const name = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => !text.includes('\0'))
const id: Exact<{ id: string }> = z.strictObject({ id: z.uuid() })
const ofPlugin: z.ZodOptional<Exact<{ plugin?: string }>> = z.optional(
  z.strictObject({ plugin: z.exactOptional(name) }),
)
const part: Exact<PluginPartInput> = z.strictObject({ plugin: name, name })
const listTasks: z.ZodOptional<Exact<ListPluginTasksInput>> = z.optional(
  z.strictObject({
    plugin: z.exactOptional(name),
    status: z.exactOptional(z.enum(PLUGIN_TASK_STATUSES)),
    limit: z.exactOptional(z.int().min(1).max(200)),
    after: z.exactOptional(z.string().max(200)),
  }),
)
const rotate: Exact<RotateWebhookSecretInput> = z.strictObject({
  plugin: name,
  name,
  secret: z.exactOptional(z.string().max(300)),
  keepPreviousHours: z.exactOptional(z.int().min(0).max(168)),
})
const setEnabled: Exact<PluginPartInput & { enabled: boolean }> = z.strictObject({
  plugin: name,
  name,
  enabled: z.boolean(),
})

export function makePluginTasksRouter(tasks: ApiServices['pluginTasks']) {
  return makeRouter({
    list: procedure.input(listTasks).query(({ ctx, input }) => tasks.list(ctx.request, input)),
    retry: procedure.input(id).mutation(({ ctx, input }) => tasks.retry(ctx.request, input)),
    cancel: procedure.input(id).mutation(({ ctx, input }) => tasks.cancel(ctx.request, input)),
  })
}

export function makePluginSchedulesRouter(schedules: ApiServices['pluginSchedules']) {
  return makeRouter({
    list: procedure.input(ofPlugin).query(({ ctx, input }) => schedules.list(ctx.request, input)),
    pause: procedure.input(part).mutation(({ ctx, input }) => schedules.pause(ctx.request, input)),
    resume: procedure.input(part).mutation(({ ctx, input }) => schedules.resume(ctx.request, input)),
    runNow: procedure.input(part).mutation(({ ctx, input }) => schedules.runNow(ctx.request, input)),
  })
}

export function makePluginWebhooksRouter(webhooks: ApiServices['pluginWebhooks']) {
  return makeRouter({
    list: procedure.input(ofPlugin).query(({ ctx, input }) => webhooks.list(ctx.request, input)),
    rotateSecret: procedure.input(rotate).mutation(({ ctx, input }) => webhooks.rotateSecret(ctx.request, input)),
    setEnabled: procedure.input(setEnabled).mutation(({ ctx, input }) => webhooks.setEnabled(ctx.request, input)),
  })
}
