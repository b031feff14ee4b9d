import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import type { EntityGrant, RoleGrants } from '@tenon/sdk/contract/role-grants'
import type { RoleInfo } from '@tenon/sdk/contract/roles-api'
import type { RequestContext } from '../../context/request-context.ts'
import type { RoleVerbs } from '../../identity/make-roles.ts'
import type { ModelStore } from '../../model/model-store.ts'
import { type NameBook, nameBook } from '../../model/names/name-book.ts'
import { toKeys } from '../../model/names/name-map.ts'
import { makeRenameExpression } from '../../model/names/rename-expression.ts'
import { renameModel } from '../../model/names/rename-model.ts'
import { entityKey, fieldKey } from './keyed-input.ts'

/** The verbs on roles as the API has them: what they grant goes by names. */
export function nameRoles(models: Pick<ModelStore, 'get'>, roles: RoleVerbs): RoleVerbs {
  const book = async (ctx: RequestContext): Promise<Naming> => {
    const model = await models.get(ctx.tenant)
    return { ...nameBook(model), document: model.document }
  }
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

interface Naming extends NameBook {
  document: ModelDocument
}

function keyed(ctx: RequestContext, book: Naming, grants: RoleGrants): RoleGrants {
  if (book.isPlain) return grants
  const { document, names } = book
  const expression = makeRenameExpression(renameModel(document, names, document), toKeys(document.names ?? {}))
  return mapGrants(grants, (entity) => {
    const key = entity === '*' ? entity : entityKey(ctx, book, entity)
    return {
      entity: key,
      expression: (text) => expression(text, entity),
      field: (name) => (entity === '*' ? name : fieldKey(ctx, book, { entity: key, name })),
    }
  })
}

function named({ isPlain, names, document }: Naming, roles: RoleInfo[]): RoleInfo[] {
  if (isPlain) return roles
  const rename = makeRenameExpression(document, names)
  const call = (entity: string) => ({
    entity: names.entity(entity),
    field: (key: string) => names.field(entity, key),
    expression: (text: string) => rename(text, entity),
  })
  return roles.map((role) => ({ ...role, grants: mapGrants(role.grants, call) }))
}

interface Called {
  entity: string
  field: (name: string) => string
  expression: (text: string) => string
}

function mapGrants(grants: RoleGrants, call: (entity: string) => Called): RoleGrants {
  const entries = Object.entries(grants).map(([entity, { fields, ...grant }]) => {
    const called = call(entity)
    const own = Object.entries(fields ?? {}).map(([name, one]) => [called.field(name), one] as const)
    const rules = renamedRules(grant, called)
    return [
      called.entity,
      { ...grant, ...rules, ...(fields !== undefined && { fields: Object.fromEntries(own) }) },
    ] as const
  })
  return Object.fromEntries(entries)
}

const ACTIONS = ['create', 'read', 'update', 'delete'] as const

function renamedRules(grant: EntityGrant, { expression }: Called): EntityGrant {
  const rules = ACTIONS.flatMap((action) => {
    const scope = grant[action]
    return typeof scope === 'object' ? [[action, { where: expression(scope.where) }] as const] : []
  })
  return Object.fromEntries(rules)
}
