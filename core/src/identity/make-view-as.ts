import { createHmac, timingSafeEqual } from 'node:crypto'
import type { AccessApi, ViewAs, ViewAsInput } from '@tenon/sdk/contract/access-api'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import { ADMIN_ROLE } from '../access/built-in-roles.ts'
import type { Actor, RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { AdminGate } from './admin-gate.ts'
import type { Authenticate, Authenticated } from './authenticated.ts'
import { checkRoles } from './check-roles.ts'
import { identityError } from './identity-error.ts'
import type { WithContext } from './with-context.ts'

/** Header in which a pass comes back with each request. */
const HEADER = 'tenon-view-as'
const HOUR_MS = 3_600_000
/** Of nobody: somebody with a role and nothing of one's own. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

/** What a pass says: who looks, in which tenant, as whom, and until when in milliseconds since 1970. */
interface Pass {
  admin: string
  tenant: string
  until: number
  user?: string
  role?: string
}

interface Dependencies extends AdminGate {
  database: Database
  authenticate: Authenticate
  /** Signs passes; 32 bytes as base64. */
  key: string
}

export interface ViewingAs {
  /** Takes the pass into account: the actor is then the other, and `viewer` the admin. */
  authenticate: Authenticate
  viewAs: WithContext<AccessApi>['viewAs']
}

/**
 * Lets an admin look at everything, and change nothing, as a person or as somebody with a role. The beginning is in the audit
 * trail; a pass lasts an hour, and only as long as its admin is one.
 */
export function makeViewAs({ database, authenticate, key, requireAdmin, recordChange }: Dependencies): ViewingAs {
  const sign = (text: string) => createHmac('sha256', Buffer.from(key, 'base64')).update(text).digest('base64url')

  function read(text: string): Pass | null {
    const [body = '', signature = ''] = text.split('.')
    const [given, wanted] = [Buffer.from(signature), Buffer.from(sign(body))]
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null
    return JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as Pass
  }

  return {
    async authenticate(credentials) {
      const signedIn = await authenticate(credentials)
      const text = credentials.headers.get(HEADER)
      if (text === null) return signedIn
      const pass = read(text)
      if (pass === null || !isFor(pass, signedIn)) throw refused(credentials.locale)
      const actor = await subjectOf(database, signedIn, pass)
      if (actor === null) throw refused(credentials.locale)
      const expiresAt = Math.min(signedIn.expiresAt ?? pass.until, pass.until)
      return { ...signedIn, actor, expiresAt, viewer: signedIn.actor }
    },
    async viewAs(ctx, input) {
      await requireAdmin(ctx)
      if (ctx.actor.kind !== 'user') throw refused(ctx.locale)
      const until = Date.now() + HOUR_MS
      const who = 'userId' in input ? { user: input.userId } : { role: input.role }
      const pass: Pass = { admin: ctx.actor.id, tenant: ctx.tenant.id, until, ...who }
      const name = await nameOf(database, ctx, input)
      await recordChange(ctx, { action: 'access.viewAs', id: who.user ?? who.role ?? '', details: { name } })
      const body = Buffer.from(JSON.stringify(pass)).toString('base64url')
      return { pass: `${body}.${sign(body)}`, name, until: new Date(until).toISOString() } satisfies ViewAs
    },
  }
}

/** The admin's own pass, in the tenant that it is for, and not over. */
function isFor({ admin, tenant, until }: Pass, { actor, tenant: of }: Authenticated): boolean {
  const isAdmin = actor.kind === 'user' && actor.id === admin && actor.roles.includes(ADMIN_ROLE)
  return isAdmin && of.id === tenant && until > Date.now()
}

async function subjectOf(database: Database, { tenant }: Authenticated, { user, role }: Pass): Promise<Actor | null> {
  if (role !== undefined) return Object.freeze({ kind: 'user', id: NOBODY, name: role, roles: [role], team: null })
  const query = database.tenant(tenant.schema).selectFrom('_user').select(['id', 'name', 'roles', 'team_id as team'])
  const row = await query
    .where('id', '=', user ?? NOBODY)
    .where('active', '=', true)
    .executeTakeFirst()
  return row === undefined ? null : Object.freeze({ kind: 'user', ...row })
}

async function nameOf(database: Database, ctx: RequestContext, input: ViewAsInput): Promise<string> {
  const db = database.tenant(ctx.tenant.schema)
  if ('role' in input) {
    await checkRoles(database, ctx.tenant, { roles: [input.role], locale: ctx.locale })
    const row = await db.selectFrom('_role').select('label').where('name', '=', input.role).executeTakeFirst()
    return row === undefined ? input.role : textIn(row.label, ctx.locale)
  }
  const row = await db
    .selectFrom('_user')
    .select('name')
    .where('id', '=', input.userId)
    .where('active', '=', true)
    .executeTakeFirst()
  if (row !== undefined) return row.name
  const message = { en: 'There is no such active person.', 'zh-CN': '没有该有效成员。' }
  throw identityError(ctx.locale, { code: 'NOT_FOUND', message })
}

function refused(locale: Locale) {
  return identityError(locale, {
    code: 'FORBIDDEN',
    message: {
      en: 'This look through somebody else’s eyes is over, or was never yours. Begin again.',
      'zh-CN': '此次以他人身份查看已结束或不属于您，请重新开始。',
    },
  })
}
