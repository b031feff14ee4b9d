import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { SavedView, ViewDefinition, ViewsApi } from '@tenon/sdk/contract/views-api'
import { qualifiedName } from '@tenon/sdk/expression/child-collections'
import type { RequestContext } from '../../context/request-context.ts'
import type { WithContext } from '../../identity/with-context.ts'
import type { CompiledModel } from '../../model/compiled-model.ts'
import type { ModelStore } from '../../model/model-store.ts'
import { nameBook } from '../../model/names/name-book.ts'
import { renameStages } from '../../model/names/rename-model.ts'
import { entityKey, keyedInput } from '../names/keyed-input.ts'
import { renameLink } from '../names/rename-link.ts'
import { type DefinitionRenaming, renameDefinition } from './rename-definition.ts'

type Definition = Partial<ViewDefinition>

/** The verbs over saved views as the API has them: every part by its name, old ones that still work among them. */
export function nameViews(models: Pick<ModelStore, 'get'>, views: WithContext<ViewsApi>): WithContext<ViewsApi> {
  const named = async (ctx: RequestContext, view: SavedView) => namedView(await models.get(ctx.tenant), view)
  const namedAll = async (ctx: RequestContext, all: SavedView[]) => {
    const model = await models.get(ctx.tenant)
    return all.map((view) => namedView(model, view))
  }
  const keyed = async (ctx: RequestContext, entity: string) =>
    entityKey(ctx, nameBook(await models.get(ctx.tenant)), entity)
  return {
    list: async (ctx, { entity }) =>
      namedAll(ctx, await views.list(ctx, entity === undefined ? {} : { entity: await keyed(ctx, entity) })),
    get: async (ctx, { id, entity }) =>
      named(ctx, await views.get(ctx, { id, ...(entity !== undefined && { entity: await keyed(ctx, entity) }) })),
    async create(ctx, input) {
      const given = keyedDefinition(ctx, await models.get(ctx.tenant), input)
      return named(ctx, await views.create(ctx, { ...input, ...given, entity: await keyed(ctx, input.entity) }))
    },
    async update(ctx, input) {
      const { where, sort, columns } = input
      if (where === undefined && sort === undefined && columns === undefined)
        return named(ctx, await views.update(ctx, input))
      const model = await models.get(ctx.tenant)
      const view = (await views.list(ctx, {})).find(({ id }) => id === input.id)
      const given =
        view === undefined
          ? {}
          : keyedDefinition(ctx, model, { ...input, entity: nameBook(model).names.entity(view.entity) })
      return named(ctx, await views.update(ctx, { ...input, ...given }))
    },
    delete: async (ctx, input) => named(ctx, await views.delete(ctx, input)),
    reorder: async (ctx, { entity, ids }) =>
      namedAll(ctx, await views.reorder(ctx, { ids, entity: await keyed(ctx, entity) })),
  }
}

/** Of what the input says by names. */
function keyedDefinition(
  ctx: RequestContext,
  model: CompiledModel,
  input: Definition & { entity: string },
): Definition {
  const { entity, where, sort, columns } = input
  const keyed = keyedInput(ctx, nameBook(model), {
    entity,
    ...(where && { where }),
    ...(sort && { sort }),
    ...(columns && { fields: columns }),
  })
  return {
    ...(where !== undefined && { where: keyed.where ?? null }),
    ...(sort !== undefined && { sort: keyed.sort ?? null }),
    ...(columns !== undefined && { columns: keyed.fields ?? null }),
  }
}

function namedView(model: CompiledModel, view: SavedView): SavedView {
  const { names, collectionCalled, isLink } = nameBook(model)
  if (names.isEmpty) return view
  const { entity, where, sort, columns, omitted } = view
  const pipelinesOf = (of: string) => Object.values(model.document.pipelines).filter((one) => one.entity === of)
  const renaming: DefinitionRenaming = {
    field: (of, key) => names.field(of, key),
    children: (of, child) => collectionCalled(of, qualifiedName(child))?.name ?? qualifiedName(child),
    stage: (of, condition) => renameStages(condition, { map: names, pipelines: pipelinesOf(of) }),
    value: (of, key, value) => (isLink(of, key) ? renameLink(value as JsonValue, names.entity) : value),
  }
  return {
    ...view,
    ...renameDefinition(model, { entity, definition: { where, sort, columns } }, renaming),
    entity: names.entity(entity),
    omitted: { ...omitted, gone: omitted.gone.map((key) => names.field(entity, key)) },
  }
}
