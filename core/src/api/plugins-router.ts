import type { ApiServices } from './api-services.ts'
import { noInput } from './envelope-schemas.ts'
import {
  installPluginInput,
  pluginIdInput,
  pluginSecretInput,
  pluginVersionInput,
  previewRemovalInput,
  removePluginInput,
  savePluginSettingsInput,
  setGrantInput,
  setPluginSecretInput,
} from './plugin-envelopes.ts'
import { makeRouter, procedure } from './trpc.ts'

export function makePluginsRouter(plugins: ApiServices['plugins']) {
  return makeRouter({
    list: procedure.input(noInput).query(({ ctx }) => plugins.list(ctx.request)),
    get: procedure.input(pluginIdInput).query(({ ctx, input }) => plugins.get(ctx.request, input)),
    catalogue: procedure.input(noInput).query(({ ctx }) => plugins.catalogue(ctx.request)),
    preview: procedure.input(pluginVersionInput).query(({ ctx, input }) => plugins.preview(ctx.request, input)),
    previewMigration: procedure
      .input(pluginVersionInput)
      .query(({ ctx, input }) => plugins.previewMigration(ctx.request, input)),
    install: procedure.input(installPluginInput).mutation(({ ctx, input }) => plugins.install(ctx.request, input)),
    upgrade: procedure.input(installPluginInput).mutation(({ ctx, input }) => plugins.upgrade(ctx.request, input)),
    previewRemoval: procedure
      .input(previewRemovalInput)
      .query(({ ctx, input }) => plugins.previewRemoval(ctx.request, input)),
    remove: procedure.input(removePluginInput).mutation(({ ctx, input }) => plugins.remove(ctx.request, input)),
    setGrant: procedure.input(setGrantInput).mutation(({ ctx, input }) => plugins.setGrant(ctx.request, input)),
    settings: procedure.input(pluginIdInput).query(({ ctx, input }) => plugins.settings(ctx.request, input)),
    saveSettings: procedure
      .input(savePluginSettingsInput)
      .mutation(({ ctx, input }) => plugins.saveSettings(ctx.request, input)),
    secrets: procedure.input(pluginIdInput).query(({ ctx, input }) => plugins.secrets(ctx.request, input)),
    setSecret: procedure
      .input(setPluginSecretInput)
      .mutation(({ ctx, input }) => plugins.setSecret(ctx.request, input)),
    clearSecret: procedure
      .input(pluginSecretInput)
      .mutation(({ ctx, input }) => plugins.clearSecret(ctx.request, input)),
    figures: procedure.input(pluginIdInput).query(({ ctx, input }) => plugins.figures(ctx.request, input)),
    resume: procedure.input(pluginIdInput).mutation(({ ctx, input }) => plugins.resume(ctx.request, input)),
  })
}
