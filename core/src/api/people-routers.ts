import type { ApiServices } from './api-services.ts'
import {
  apiKeyIdInput,
  changeSettingsInput,
  createApiKeyInput,
  createSiteInput,
  createTeamInput,
  createUserInput,
  noInput,
  siteIdInput,
  teamIdInput,
  updateTeamInput,
  updateUserInput,
} from './envelope-schemas.ts'
import { roleNameInput, setRoleInput } from './role-schemas.ts'
import { makeRouter, procedure } from './trpc.ts'

export function makeSessionRouter(session: ApiServices['session']) {
  return makeRouter({ me: procedure.input(noInput).query(({ ctx }) => session.me(ctx.request)) })
}

export function makeUsersRouter(users: ApiServices['users']) {
  return makeRouter({
    list: procedure.input(noInput).query(({ ctx }) => users.list(ctx.request)),
    create: procedure.input(createUserInput).mutation(({ ctx, input }) => users.create(ctx.request, input)),
    update: procedure.input(updateUserInput).mutation(({ ctx, input }) => users.update(ctx.request, input)),
  })
}

export function makeTeamsRouter(teams: ApiServices['teams']) {
  return makeRouter({
    list: procedure.input(noInput).query(({ ctx }) => teams.list(ctx.request)),
    create: procedure.input(createTeamInput).mutation(({ ctx, input }) => teams.create(ctx.request, input)),
    update: procedure.input(updateTeamInput).mutation(({ ctx, input }) => teams.update(ctx.request, input)),
    delete: procedure.input(teamIdInput).mutation(({ ctx, input }) => teams.delete(ctx.request, input)),
  })
}

export function makeRolesRouter(roles: ApiServices['roles']) {
  return makeRouter({
    list: procedure.input(noInput).query(({ ctx }) => roles.list(ctx.request)),
    rights: procedure.input(noInput).query(({ ctx }) => roles.rights(ctx.request)),
    set: procedure.input(setRoleInput).mutation(({ ctx, input }) => roles.set(ctx.request, input)),
    remove: procedure.input(roleNameInput).mutation(({ ctx, input }) => roles.remove(ctx.request, input)),
  })
}

export function makeApiKeysRouter(apiKeys: ApiServices['apiKeys']) {
  return makeRouter({
    list: procedure.input(noInput).query(({ ctx }) => apiKeys.list(ctx.request)),
    create: procedure.input(createApiKeyInput).mutation(({ ctx, input }) => apiKeys.create(ctx.request, input)),
    revoke: procedure.input(apiKeyIdInput).mutation(({ ctx, input }) => apiKeys.revoke(ctx.request, input)),
  })
}

export function makeSettingsRouter(settings: ApiServices['settings']) {
  return makeRouter({
    read: procedure.input(noInput).query(({ ctx }) => settings.read(ctx.request)),
    change: procedure.input(changeSettingsInput).mutation(({ ctx, input }) => settings.change(ctx.request, input)),
  })
}

export function makeSitesRouter(sites: ApiServices['sites']) {
  return makeRouter({
    list: procedure.input(noInput).query(({ ctx }) => sites.list(ctx.request)),
    create: procedure.input(createSiteInput).mutation(({ ctx, input }) => sites.create(ctx.request, input)),
    revoke: procedure.input(siteIdInput).mutation(({ ctx, input }) => sites.revoke(ctx.request, input)),
  })
}
