import { randomBytes } from 'node:crypto'
import type { ApiKeyInfo, ApiKeysApi, CreateApiKeyInput, CreatedApiKey } from '@tenon/sdk/contract/api-keys-api'
import type { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Selectable } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { actorReference, type RequestContext } from '../context/request-context.ts'
import type { ControlTables } from '../db/control-tables.ts'
import { controlWithin } from '../db/control-within.ts'
import type { Database } from '../db/database.ts'
import { onControlPlane } from '../db/on-control-plane.ts'
import type { AdminGate } from './admin-gate.ts'
import { checkRoles } from './check-roles.ts'
import { hashSecret } from './hash-secret.ts'
import { identityError, inputError } from './identity-error.ts'
import type { WithContext } from './with-context.ts'

/** How a key looks from outside; what tells it from an embed token. */
export const API_KEY_PREFIX = 'tnk_'

interface Dependencies extends AdminGate {
  database: Database
  /** Tells `authenticate` that a key with this hash is no longer good. */
  forgetKey: (hash: string) => void
}

type Row = Omit<Selectable<ControlTables['api_key']>, 'created_at'> & { created_at: Date }
export type ApiKeyVerbs = WithContext<ApiKeysApi>

/** Keys for programs. For admins only. */
export function makeApiKeys({ database, requireAdmin, changeNoted, forgetKey }: Dependencies): ApiKeyVerbs {
  return {
    async list(ctx) {
      await requireAdmin(ctx)
      const rows = await liveKeys(database, ctx).orderBy('created_at', 'desc').execute()
      return rows.map(toInfo)
    },
    async create(ctx, input) {
      await requireAdmin(ctx)
      await checkRoles(database, ctx.tenant, { roles: input.roles, locale: ctx.locale })
      const expiresAt = readExpiry(ctx, input.expiresAt)
      return changeNoted(ctx, async (trx, note) => {
        const created = await onControlPlane(() => insertKey(controlWithin(trx), ctx, { input, expiresAt }))
        await note({
          action: 'apiKey.create',
          id: created.id,
          details: { name: input.name, roles: input.roles, expiresAt: created.expiresAt },
        })
        return created
      })
    },
    async revoke(ctx, { id }) {
      await requireAdmin(ctx)
      const row = await changeNoted(ctx, async (trx, note) => {
        const revoked = await onControlPlane(() => revokeKey(controlWithin(trx), ctx, id))
        if (!revoked) throw notFound(ctx, id)
        await note({ action: 'apiKey.revoke', id, details: { name: revoked.name } })
        return revoked
      })
      forgetKey(row.hash)
      return toInfo(row)
    },
  }
}

function liveKeys(database: Database, { tenant }: RequestContext) {
  return database.control
    .selectFrom('api_key')
    .selectAll()
    .$castTo<Row>()
    .where('tenant_id', '=', tenant.id)
    .where('revoked_at', 'is', null)
}

async function insertKey(
  control: Database['control'],
  ctx: RequestContext,
  { input, expiresAt }: { input: CreateApiKeyInput; expiresAt: Date | null },
): Promise<CreatedApiKey> {
  const key = API_KEY_PREFIX + randomBytes(32).toString('base64url')
  const row = await control
    .insertInto('api_key')
    .values({
      id: uuidv7(),
      tenant_id: ctx.tenant.id,
      name: input.name,
      hash: hashSecret(key),
      roles: input.roles,
      created_by: actorReference(ctx.actor),
      expires_at: expiresAt,
    })
    .returningAll()
    .$castTo<Row>()
    .executeTakeFirstOrThrow()
  return { ...toInfo(row), key }
}

function revokeKey(control: Database['control'], { tenant }: RequestContext, id: string): Promise<Row | undefined> {
  return control
    .updateTable('api_key')
    .set({ revoked_at: new Date() })
    .where('tenant_id', '=', tenant.id)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .returningAll()
    .$castTo<Row>()
    .executeTakeFirst()
}

function readExpiry(ctx: RequestContext, expiresAt: string | undefined): Date | null {
  if (expiresAt === undefined) return null
  const date = new Date(expiresAt)
  if (date.getTime() > Date.now()) return date
  throw inputError(ctx.locale, '/expiresAt', {
    en: `'${expiresAt}' is not a time in the future.`,
    'zh-CN': `“${expiresAt}”不是将来的时间。`,
  })
}

function notFound(ctx: RequestContext, id: string): TenonError {
  return identityError(ctx.locale, {
    code: 'NOT_FOUND',
    message: { en: `There is no API key '${id}' in use.`, 'zh-CN': `没有在用的 API 密钥“${id}”。` },
  })
}

function toInfo(row: Row): ApiKeyInfo {
  return {
    id: row.id,
    name: row.name,
    roles: row.roles,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  }
}
