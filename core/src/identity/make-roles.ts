import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import type { EntityGrant, RoleGrants } from '@tenon/sdk/contract/role-grants'
import type { RoleInfo, RolesApi, SetRoleInput } from '@tenon/sdk/contract/roles-api'
import { sql } from 'kysely'
import { ADMIN_ROLE, BUILT_IN_LABELS, BUILT_IN_ROLES } from '../access/built-in-roles.ts'
import type { RequestContext, TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { hasCommonTags } from '../model/common-tags.ts'
import type { CompiledEntity, CompiledModel } from '../model/compiled-model.ts'
import { expectedNames } from '../model/expected-names.ts'
import type { AdminGate } from './admin-gate.ts'
import { checkGrantRules } from './check-grant-rules.ts'
import { identityError, inputError } from './identity-error.ts'
import { roleHints } from './role-hints.ts'
import type { WithContext } from './with-context.ts'

const NAME = /^[a-zA-Z][a-zA-Z0-9]{0,49}$/
const MAX_ROLES = 100

/** Which rights there are, those know who know of plugins. */
export type RoleVerbs = Omit<WithContext<RolesApi>, 'rights'>

interface Dependencies extends AdminGate {
  database: Database
  models: { get(tenant: TenantRef): Promise<CompiledModel> }
  forgetRoles: (schema: string) => void
}

/** Roles of a tenant. For admins only; what they grant goes by keys, as everything that is stored. */
export function makeRoles({ database, models, forgetRoles, requireAdmin, changeNoted }: Dependencies): RoleVerbs {
  async function find(ctx: RequestContext, name: string): Promise<RoleInfo | undefined> {
    return (await listRoles(database, ctx)).find((role) => role.name === name)
  }
  return {
    async list(ctx) {
      await requireAdmin(ctx)
      return listRoles(database, ctx)
    },
    async set(ctx, input) {
      await requireAdmin(ctx)
      const known = await listRoles(database, ctx)
      checkRole(ctx, input, { model: await models.get(ctx.tenant), known })
      const { name, label, grants } = input
      const rights = [...new Set(input.rights ?? known.find((role) => role.name === name)?.rights ?? [])]
      const row = { label: JSON.stringify(label), grants: JSON.stringify(grants), rights }
      const details = { ...changed(known, input), rights }
      await changeNoted(
        ctx,
        async (trx, note) => {
          await trx
            .insertInto('_role')
            .values({ name, ...row })
            .onConflict((conflict) => conflict.column('name').doUpdateSet(row))
            .execute()
          await note({ action: 'role.set', id: name, details })
        },
        () => forgetRoles(ctx.tenant.schema),
      )
      return (await find(ctx, name)) ?? missing(ctx, name)
    },
    async remove(ctx, { name }) {
      await requireAdmin(ctx)
      const role = await find(ctx, name)
      if (role?.own !== true) return missing(ctx, name)
      // Without its row, `staff` is what it is everywhere: nobody loses a role.
      if (!role.builtIn) await requireUnused(database, ctx, role)
      const details = { old: role.grants as unknown as JsonObject }
      await changeNoted(
        ctx,
        async (trx, note) => {
          await trx.deleteFrom('_role').where('name', '=', name).execute()
          await note({ action: 'role.remove', id: name, details })
        },
        () => forgetRoles(ctx.tenant.schema),
      )
      return listRoles(database, ctx)
    },
  }
}

async function listRoles(database: Database, { tenant, locale }: RequestContext): Promise<RoleInfo[]> {
  const db = database.tenant(tenant.schema)
  const rows = await db.selectFrom('_role').select(['name', 'label', 'grants', 'rights']).orderBy('name').execute()
  const people = await db.selectFrom('_user').select(sql<string>`unnest(roles)`.as('role')).execute()
  const own = new Map(rows.filter(({ name }) => name !== ADMIN_ROLE).map((row) => [row.name, row]))
  const names = [...new Set([...Object.keys(BUILT_IN_ROLES), ...own.keys()])]
  return names.map((name) => {
    const grants = (own.get(name)?.grants as RoleGrants | undefined) ?? BUILT_IN_ROLES[name] ?? {}
    const hints = roleHints(grants, locale)
    return {
      name,
      label: own.get(name)?.label ?? BUILT_IN_LABELS[name] ?? { en: name },
      grants,
      rights: own.get(name)?.rights ?? [],
      builtIn: Object.hasOwn(BUILT_IN_ROLES, name),
      own: own.has(name),
      people: people.filter(({ role }) => role === name).length,
      ...(hints.length > 0 && { hints }),
    }
  })
}

function changed(known: readonly RoleInfo[], { name, grants }: SetRoleInput): JsonObject {
  const before = known.find((role) => role.name === name)?.grants ?? null
  return { old: before as JsonObject | null, new: grants as unknown as JsonObject }
}

interface Known {
  model: CompiledModel
  known: readonly RoleInfo[]
}

function checkRole(ctx: RequestContext, { name, grants }: SetRoleInput, { model, known }: Known): void {
  const { locale } = ctx
  if (name === ADMIN_ROLE) {
    const message = { en: 'The role admin cannot be changed.', 'zh-CN': '不能更改管理员角色。' }
    throw identityError(locale, { code: 'FORBIDDEN', message })
  }
  if (!NAME.test(name)) {
    throw inputError(locale, '/name', {
      en: `'${name.slice(0, 60)}' is no name for a role: a letter, then letters and digits, 50 at most.`,
      'zh-CN': `“${name.slice(0, 60)}”不能作为角色名：须以字母开头，只含字母和数字，最多 50 个字符。`,
    })
  }
  if (known.length >= MAX_ROLES && !known.some((role) => role.name === name)) {
    throw inputError(locale, '/name', {
      en: `A tenant has ${MAX_ROLES} roles at most.`,
      'zh-CN': `每个租户最多 ${MAX_ROLES} 个角色。`,
    })
  }
  for (const [entity, grant] of Object.entries(grants)) checkGrant(ctx, model, { entity, grant })
}

function checkGrant(
  { locale }: RequestContext,
  model: CompiledModel,
  { entity, grant }: { entity: string; grant: EntityGrant },
): void {
  const { entities } = model
  const compiled = entities.get(entity)
  if (entity !== '*' && compiled === undefined) {
    const expected = expectedNames(entity, entities.keys())
    throw inputError(locale, `/grants/${entity}`, {
      en: `There is no entity '${entity}'; ${expected.en}`,
      'zh-CN': `没有实体“${entity}”；${expected['zh-CN']}`,
    })
  }
  checkGrantRules(locale, model, { entity, grant })
  const unknown = Object.keys(grant.fields ?? {}).find((field) => entity === '*' || !isGrantable(compiled, field))
  if (unknown === undefined) return
  throw inputError(locale, `/grants/${entity}/fields/${unknown}`, {
    en: `'${entity}' has no field '${unknown}'.`,
    'zh-CN': `“${entity}”没有字段“${unknown}”。`,
  })
}

function isGrantable(compiled: CompiledEntity | undefined, field: string): boolean {
  if (compiled === undefined) return true
  return compiled.fields.has(field) || (field === TAGS_FIELD && hasCommonTags(compiled))
}

async function requireUnused(database: Database, ctx: RequestContext, { name, people }: RoleInfo): Promise<void> {
  const keys = await database.control
    .selectFrom('api_key')
    .select('id')
    .where('tenant_id', '=', ctx.tenant.id)
    .where('revoked_at', 'is', null)
    .where(sql<boolean>`${name}::text = any(roles)`)
    .execute()
  if (people + keys.length === 0) return
  throw identityError(ctx.locale, {
    code: 'CONFLICT',
    message: {
      en: `${people} people and ${keys.length} keys have the role '${name}': take it from them first.`,
      'zh-CN': `仍有 ${people} 名成员和 ${keys.length} 个密钥拥有角色“${name}”：请先撤销。`,
    },
  })
}

function missing({ locale }: RequestContext, name: string): never {
  const shown = name.slice(0, 60)
  const message = { en: `There is no role '${shown}' of your own.`, 'zh-CN': `没有自定义角色“${shown}”。` }
  throw identityError(locale, { code: 'NOT_FOUND', message })
}
