import { ACCESS_CHANNEL } from '../access/announce-rights.ts'
import type { Database } from '../db/database.ts'
import type { AdminGate } from './admin-gate.ts'
import type { Authenticate, Credentials } from './authenticated.ts'
import { checkSameOrigin } from './check-same-origin.ts'
import { type Auth, createAuth } from './create-auth.ts'
import { type CreateUser, makeCreateUser, makePrepareUser } from './create-user.ts'
import { type ApiKeyVerbs, makeApiKeys } from './make-api-keys.ts'
import { makeAuthenticate } from './make-authenticate.ts'
import { makeDelegations } from './make-delegations.ts'
import { type EnsureSite, makeEnsureSite } from './make-ensure-site.ts'
import { makeFindSubject, type TenantModels } from './make-find-subject.ts'
import { makeRecallActor, type RecallActor } from './make-recall-actor.ts'
import { makeRoles, type RoleVerbs } from './make-roles.ts'
import { makeSetupLink, type SetupLinks } from './make-setup-link.ts'
import { makeSites, type SiteVerbs } from './make-sites.ts'
import { makeTeams, type TeamVerbs } from './make-teams.ts'
import { makeTerritories, type TerritoryVerbs } from './make-territories.ts'
import { makeUsers, type UserVerbs } from './make-users.ts'
import { makeViewAs, type ViewingAs } from './make-view-as.ts'
import { migrateIdentity } from './migrate-identity.ts'
import { makeSecretBox } from './secret-box.ts'
import { makeSiteDirectory } from './site-directory.ts'
import { makeTenantDirectory } from './tenant-directory.ts'

interface Dependencies extends AdminGate {
  database: Database
  models: TenantModels
  /** Has a tenant's roles be read anew. */
  forgetRoles: (schema: string) => void
  config: {
    /** Where people reach the server, such as `https://crm.example.com`. */
    baseUrl: string
    /** Signs session cookies; at least 32 characters. */
    authSecret: string
    /** Encrypts sites' secrets at rest: 32 random bytes as base64. */
    secretKey: string
    /** Signs passes of admins who look as others: 32 random bytes as base64. */
    viewKey: string
  }
}

/** Everything about who people and programs are, wired up. */
export interface Identity {
  auth: Auth
  authenticate: Authenticate
  /** To be called after a sign-out or password change, so that the session ends at once in this process. */
  forgetSessions(): void
  /** @throws TenonError FORBIDDEN for a changing request that does not say it comes from a page of this server */
  checkSameOrigin(credentials: Credentials): void
  /** For CORS: true when a registered site has the origin. */
  isSiteOrigin(origin: string): Promise<boolean>
  createUser: CreateUser
  setupLinks: SetupLinks
  users: UserVerbs
  teams: TeamVerbs
  roles: RoleVerbs
  delegations: ReturnType<typeof makeDelegations>
  territories: TerritoryVerbs
  viewAs: ViewingAs['viewAs']
  apiKeys: ApiKeyVerbs
  sites: SiteVerbs
  ensureSite: EnsureSite
  recallActor: RecallActor
}

/** How long a decision about a credential may outlive its revocation by another process. */
const CACHE_MILLISECONDS = 10_000

/** Brings the sign-in tables up to date and makes the verbs. */
export async function createIdentity({
  database,
  models,
  forgetRoles,
  config,
  ...gate
}: Dependencies): Promise<Identity> {
  await migrateIdentity(database)
  const cacheMilliseconds = CACHE_MILLISECONDS
  const secretBox = makeSecretBox(config.secretKey)
  const { baseUrl } = config
  const auth = createAuth(database, { baseUrl, secret: config.authSecret })
  const tenants = makeTenantDirectory(database, cacheMilliseconds)
  const sites = makeSiteDirectory({ database, secretBox, cacheMilliseconds })
  const findSubject = makeFindSubject({ database, models })
  const ground = { database, auth, tenants, sites, findSubject, baseUrl, cacheMilliseconds }
  const authenticator = makeAuthenticate(ground)
  // Ahead of all who listen later: they look who somebody is now, a live stream whether its person may still hear it.
  await database.listen(ACCESS_CHANNEL, authenticator.forgetTenant)
  const viewing = makeViewAs({ database, authenticate: authenticator.authenticate, key: config.viewKey, ...gate })
  const prepareUser = makePrepareUser({ database })
  const createUser = makeCreateUser(database, prepareUser)
  return {
    auth,
    authenticate: viewing.authenticate,
    viewAs: viewing.viewAs,
    forgetSessions: authenticator.forgetSessions,
    checkSameOrigin: (credentials) => checkSameOrigin(credentials, baseUrl),
    isSiteOrigin: sites.hasOrigin,
    createUser,
    setupLinks: makeSetupLink({ database, createUser }),
    teams: makeTeams({ database, ...gate }),
    users: makeUsers({ database, prepareUser, tenants, forgetSessions: authenticator.forgetSessions, ...gate }),
    roles: makeRoles({ database, models, forgetRoles, ...gate }),
    delegations: makeDelegations({ database, ...gate }),
    territories: makeTerritories({ database, models, ...gate }),
    apiKeys: makeApiKeys({ database, forgetKey: authenticator.forgetKey, ...gate }),
    recallActor: makeRecallActor(ground),
    ensureSite: makeEnsureSite({ database, secretBox, forgetSites: sites.forget }),
    sites: makeSites({ database, secretBox, forgetSites: sites.forget, ...gate }),
  }
}
