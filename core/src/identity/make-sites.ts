import type { CreatedSite, SiteInfo, SitesApi } from '@tenon/sdk/contract/sites-api'
import type { Kysely, Selectable } from 'kysely'
import { uuidv7 } from 'uuidv7'
import type { RequestContext } from '../context/request-context.ts'
import type { ControlTables } from '../db/control-tables.ts'
import { controlWithin } from '../db/control-within.ts'
import type { Database } from '../db/database.ts'
import { onControlPlane } from '../db/on-control-plane.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import type { AdminGate, IdentityChange } from './admin-gate.ts'
import { identityError, inputError } from './identity-error.ts'
import { newSiteSecret } from './make-ensure-site.ts'
import type { SecretBox } from './secret-box.ts'
import type { WithContext } from './with-context.ts'

interface Dependencies extends AdminGate {
  database: Database
  secretBox: SecretBox
  /** Tells `authenticate` and CORS that sites have changed. */
  forgetSites: () => void
}

type Row = Omit<Selectable<ControlTables['site']>, 'created_at'> & { created_at: Date }
export type SiteVerbs = WithContext<SitesApi>

/** Host sites that may embed widgets. For admins only. */
export function makeSites(dependencies: Dependencies): SiteVerbs {
  const { database, requireAdmin, changeNoted, forgetSites } = dependencies
  return {
    async list(ctx) {
      await requireAdmin(ctx)
      const rows = await liveSites(database, ctx).orderBy('created_at', 'desc').execute()
      return rows.map(toInfo)
    },
    async create(ctx, { name, origins }) {
      await requireAdmin(ctx)
      const known = origins.map((origin, index) => readOrigin(ctx, origin, index))
      const unlike = [...new Set(known)]
      const add = async (trx: Kysely<TenantTables>, note: (change: IdentityChange) => Promise<void>) => {
        const created = await onControlPlane(() => insertSite(dependencies, ctx, { trx, name, origins: unlike }))
        await note({ action: 'site.create', id: created.id, details: { name, origins: created.origins } })
        return created
      }
      return changeNoted(ctx, add, forgetSites)
    },
    async revoke(ctx, { id }) {
      await requireAdmin(ctx)
      const revoke = async (trx: Kysely<TenantTables>, note: (change: IdentityChange) => Promise<void>) => {
        const row = await onControlPlane(() => revokeSite(controlWithin(trx), ctx, id))
        if (!row) throw notFound(ctx, id)
        await note({ action: 'site.revoke', id, details: { name: row.name } })
        return toInfo(row)
      }
      return changeNoted(ctx, revoke, forgetSites)
    },
  }
}

function liveSites(database: Database, { tenant }: RequestContext) {
  return database.control
    .selectFrom('site')
    .selectAll()
    .$castTo<Row>()
    .where('tenant_id', '=', tenant.id)
    .where('revoked_at', 'is', null)
}

async function insertSite(
  { secretBox }: Dependencies,
  ctx: RequestContext,
  { trx, name, origins }: { trx: Kysely<TenantTables>; name: string; origins: string[] },
): Promise<CreatedSite> {
  const secret = newSiteSecret()
  const row = await controlWithin(trx)
    .insertInto('site')
    .values({ id: uuidv7(), tenant_id: ctx.tenant.id, name, origins, secret: secretBox.seal(secret) })
    .returningAll()
    .$castTo<Row>()
    .executeTakeFirstOrThrow()
  return { ...toInfo(row), secret }
}

function revokeSite(control: Database['control'], { tenant }: RequestContext, id: string): Promise<Row | undefined> {
  return control
    .updateTable('site')
    .set({ revoked_at: new Date() })
    .where('tenant_id', '=', tenant.id)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .returningAll()
    .$castTo<Row>()
    .executeTakeFirst()
}

/** As browsers send it in the Origin header. */
function readOrigin(ctx: RequestContext, origin: string, index: number): string {
  const url = URL.canParse(origin) ? new URL(origin) : null
  if (url && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search && !url.hash && !url.username) {
    return url.origin
  }
  throw inputError(ctx.locale, `/origins/${index}`, {
    en: `'${origin}' is not an origin; write scheme, host and port, such as https://shop.example.com.`,
    'zh-CN': `“${origin}”不是有效的来源；请填写协议、主机和端口，例如 https://shop.example.com。`,
  })
}

function notFound(ctx: RequestContext, id: string) {
  return identityError(ctx.locale, {
    code: 'NOT_FOUND',
    message: { en: `There is no site '${id}'.`, 'zh-CN': `没有站点“${id}”。` },
  })
}

function toInfo(row: Row): SiteInfo {
  return { id: row.id, name: row.name, origins: row.origins, createdAt: row.created_at.toISOString() }
}
