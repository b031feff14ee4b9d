import type { AccessApi, Territory } from '@tenon/sdk/contract/access-api'
import type { RequestContext } from '../../context/request-context.ts'
import type { WithContext } from '../../identity/with-context.ts'
import type { ModelStore } from '../../model/model-store.ts'
import { nameBook } from '../../model/names/name-book.ts'
import { toKeys } from '../../model/names/name-map.ts'
import { makeRenameExpression } from '../../model/names/rename-expression.ts'
import { renameModel } from '../../model/names/rename-model.ts'
import { entityKey, fieldKey } from './keyed-input.ts'

type AccessVerbs = WithContext<AccessApi>

/** The verbs on access as the API has them: entities, fields and conditions go by names. */
export function nameAccess(models: Pick<ModelStore, 'get'>, verbs: AccessVerbs): AccessVerbs {
  const keyed = async <T extends { entity: string; field?: string }>(ctx: RequestContext, input: T): Promise<T> => {
    const book = nameBook(await models.get(ctx.tenant))
    if (book.isPlain) return input
    const entity = entityKey(ctx, book, input.entity)
    const { field } = input
    return { ...input, entity, ...(field !== undefined && { field: fieldKey(ctx, book, { entity, name: field }) }) }
  }
  const named = async (ctx: RequestContext, territories: Territory[]): Promise<Territory[]> => {
    const model = await models.get(ctx.tenant)
    const { document } = model
    const { isPlain, names } = nameBook(model)
    if (isPlain) return territories
    const expression = makeRenameExpression(document, names)
    return territories.map((one) => ({
      ...one,
      rules: mapRules(one.rules, (entity, text) => [names.entity(entity), expression(text, entity)]),
    }))
  }
  return {
    ...verbs,
    shares: async (ctx, input) => verbs.shares(ctx, await keyed(ctx, input)),
    share: async (ctx, input) => verbs.share(ctx, await keyed(ctx, input)),
    unshare: async (ctx, input) => verbs.unshare(ctx, await keyed(ctx, input)),
    explain: async (ctx, input) => verbs.explain(ctx, await keyed(ctx, input)),
    territories: async (ctx) => named(ctx, await verbs.territories(ctx)),
    removeTerritory: async (ctx, input) => named(ctx, await verbs.removeTerritory(ctx, input)),
    async setTerritory(ctx, input) {
      const model = await models.get(ctx.tenant)
      const { document } = model
      const book = nameBook(model)
      if (book.isPlain) return verbs.setTerritory(ctx, input)
      const today = renameModel(document, book.names, document)
      const expression = makeRenameExpression(today, toKeys(document.names ?? {}))
      const rules = mapRules(input.rules, (entity, text) => [entityKey(ctx, book, entity), expression(text, entity)])
      return named(ctx, await verbs.setTerritory(ctx, { ...input, rules }))
    },
  }
}

function mapRules(rules: Record<string, string>, map: (entity: string, text: string) => [string, string]) {
  return Object.fromEntries(Object.entries(rules).map(([entity, text]) => map(entity, text)))
}
