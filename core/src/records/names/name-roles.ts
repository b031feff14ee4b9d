import type { RoleGrants } from '@tenon/sdk/contract/role-grants'
import type { RoleInfo } from '@tenon/sdk/contract/roles-api'
import type { RequestContext } from '../../context/request-context.ts'
import type { RoleVerbs } from '../../identity/make-roles.ts'
import type { ModelStore } from '../../model/model-store.ts'
import { type NameBook, nameBook } from '../../model/names/name-book.ts'
import { entityKey, fieldKey } from './keyed-input.ts'

/** The verbs on roles as the API has them: what they grant goes by names. */
export function nameRoles(models: Pick<ModelStore, 'get'>, roles: RoleVerbs): RoleVerbs {
  const book = async (ctx: RequestContext) => nameBook(await models.get(ctx.tenant))
  return {
    list: async (ctx) => named(await book(ctx), await roles.list(ctx)),
    remove: async (ctx, input) => named(await book(ctx), await roles.remove(ctx, input)),
    async set(ctx, input) {
      const names = await book(ctx)
      const role = await roles.set(ctx, { ...input, grants: keyed(ctx, names, input.grants) })
      return named(names, [role])[0] ?? role
    },
  }
}

function keyed(ctx: RequestContext, book: NameBook, grants: RoleGrants): RoleGrants {
  if (book.isPlain) return grants
  return mapGrants(grants, (entity) => {
    const key = entity === '*' ? entity : entityKey(ctx, book, entity)
    return { entity: key, field: (name) => (entity === '*' ? name : fieldKey(ctx, book, { entity: key, name })) }
  })
}

function named({ isPlain, names }: NameBook, roles: RoleInfo[]): RoleInfo[] {
  if (isPlain) return roles
  const call = (entity: string) => ({ entity: names.entity(entity), field: (key: string) => names.field(entity, key) })
  return roles.map((role) => ({ ...role, grants: mapGrants(role.grants, call) }))
}

function mapGrants(
  grants: RoleGrants,
  call: (entity: string) => { entity: string; field: (name: string) => string },
): RoleGrants {
  const entries = Object.entries(grants).map(([entity, { fields, ...grant }]) => {
    const called = call(entity)
    const own = Object.entries(fields ?? {}).map(([name, one]) => [called.field(name), one] as const)
    return [called.entity, { ...grant, ...(fields !== undefined && { fields: Object.fromEntries(own) }) }] as const
  })
  return Object.fromEntries(entries)
}
