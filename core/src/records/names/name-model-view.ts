import type { FormerNames, ModelView } from '@tenon/sdk/contract/model-document'
import type { CompiledModel } from '../../model/compiled-model.ts'
import type { ModelStore } from '../../model/model-store.ts'
import { nameBook } from '../../model/names/name-book.ts'
import { renameModel } from '../../model/names/rename-model.ts'
import { withFormRules } from '../form-rules.ts'
import type { ViewModel } from '../view-model.ts'

/** What an actor sees of the model in force, every part by its name, with the old names that still work. */
export function nameModelView(models: Pick<ModelStore, 'get'>, viewModel: ViewModel): ViewModel {
  return async (ctx) => {
    const view = await viewModel(ctx)
    const model = await models.get(ctx.tenant)
    const book = nameBook(model)
    // Published between the two: the reader is told, and reads again.
    if (book.isPlain || model.version !== view.version) return withFormRules(view)
    const former = formerNames(model, view)
    const named = withFormRules(renameModel(view, book.names, model.document))
    return { ...named, ...(former !== null && { formerNames: former }) }
  }
}

/** Of parts that the actor sees. */
function formerNames(model: CompiledModel, view: ModelView): FormerNames | null {
  const { names, former } = nameBook(model)
  const entries = former().reverse()
  const entities = entries
    .filter(({ part, key }) => part === 'entity' && Object.hasOwn(view.entities, key))
    .map(({ key, name }) => [name, names.entity(key)] as const)
  const fields = Object.entries(view.entities).map(([entity, { properties }]) => {
    const own = entries.filter(
      ({ part, scope, key }) => part === 'field' && scope === entity && Object.hasOwn(properties, key),
    )
    return [
      names.entity(entity),
      Object.fromEntries(own.map(({ key, name }) => [name, names.field(entity, key)])),
    ] as const
  })
  const some = fields.filter(([, own]) => Object.keys(own).length > 0)
  if (entities.length === 0 && some.length === 0) return null
  return { entities: Object.fromEntries(entities), fields: Object.fromEntries(some) }
}
