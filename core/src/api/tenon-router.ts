import { makeAccessRouter } from './access-router.ts'
import type { ApiServices } from './api-services.ts'
import { makeApprovalsRouter } from './approvals-router.ts'
import { makeAuditRouter } from './audit-router.ts'
import { makeBulkRouter } from './bulk-router.ts'
import { makeCalendarsRouter } from './calendars-router.ts'
import { makeDuplicatesRouter } from './duplicates-router.ts'
import { fileLinkInput, fileOfRecord, noInput } from './envelope-schemas.ts'
import { makeModelRouter } from './model-router.ts'
import {
  makeApiKeysRouter,
  makeRolesRouter,
  makeSessionRouter,
  makeSettingsRouter,
  makeSitesRouter,
  makeTeamsRouter,
  makeUsersRouter,
} from './people-routers.ts'
import { makePipelinesRouter } from './pipelines-router.ts'
import { makePluginSchedulesRouter, makePluginTasksRouter, makePluginWebhooksRouter } from './plugin-work-routers.ts'
import { makePluginsRouter } from './plugins-router.ts'
import { makePresenceRouter } from './presence-router.ts'
import { makePrivacyRouter } from './privacy-router.ts'
import { makeRecordsRouter } from './records-router.ts'
import { makeTagsRouter } from './tags-router.ts'
import { makeActionsRouter, makeMetricsRouter } from './tool-routers.ts'
import { makeTrashRouter } from './trash-router.ts'
import { makeRouter, openProcedure, procedure } from './trpc.ts'
import { makePersonalRouter, makeViewsRouter } from './views-router.ts'

/** All procedures; their inputs and outputs are those of `TenonApi`, which a type test holds it to. */
export function makeTenonRouter(services: ApiServices) {
  return makeRouter({
    records: makeRecordsRouter(services.records),
    approvals: makeApprovalsRouter(services.approvals),
    model: makeModelRouter(services.model),
    session: makeSessionRouter(services.session),
    plugins: makePluginsRouter(services.plugins),
    pluginTasks: makePluginTasksRouter(services.pluginTasks),
    pluginSchedules: makePluginSchedulesRouter(services.pluginSchedules),
    pluginWebhooks: makePluginWebhooksRouter(services.pluginWebhooks),
    users: makeUsersRouter(services.users),
    teams: makeTeamsRouter(services.teams),
    roles: makeRolesRouter(services.roles),
    access: makeAccessRouter(services.access),
    apiKeys: makeApiKeysRouter(services.apiKeys),
    sites: makeSitesRouter(services.sites),
    embed: makeRouter({
      customer360: openProcedure.input(noInput).query(({ ctx }) => services.embed.customer360(ctx.request)),
      fileLink: openProcedure
        .input(fileOfRecord)
        .query(({ ctx, input }) => services.embed.fileLink(ctx.request, input)),
    }),
    actions: makeActionsRouter(services.actions),
    bulk: makeBulkRouter(services.bulk),
    metrics: makeMetricsRouter(services.metrics),
    settings: makeSettingsRouter(services.settings),
    calendars: makeCalendarsRouter(services.calendars),
    pipelines: makePipelinesRouter(services.pipelines),
    audit: makeAuditRouter(services.audit),
    trash: makeTrashRouter(services.trash),
    views: makeViewsRouter(services.views),
    personal: makePersonalRouter(services.personal),
    privacy: makePrivacyRouter(services.privacy),
    tags: makeTagsRouter(services.tags),
    duplicates: makeDuplicatesRouter(services.duplicates),
    presence: makePresenceRouter(services.presence),
    files: makeRouter({
      link: procedure.input(fileLinkInput).query(({ ctx, input }) => services.files.link(ctx.request, input)),
    }),
  })
}

export type TenonRouter = ReturnType<typeof makeTenonRouter>
