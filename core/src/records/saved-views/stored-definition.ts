import type { ViewDefinition } from '@tenon/sdk/contract/views-api'
import { qualifiedName } from '@tenon/sdk/expression/child-collections'
import type { CompiledModel } from '../../model/compiled-model.ts'
import { type DefinitionRenaming, renameDefinition } from './rename-definition.ts'

/** A definition as it is stored: by keys, with the ids of the fields behind them, for a plugin may give a field another key. */
export interface StoredDefinition extends ViewDefinition {
  /** Entity → key of a field → its id. */
  ids: Record<string, Record<string, string>>
}

/** Collections of children by the name that is always there: a plain one may come to mean another. */
const KEPT: DefinitionRenaming = { field: (_entity, name) => name, children: (_entity, child) => qualifiedName(child) }

export function storedDefinition(
  model: CompiledModel,
  view: { entity: string; definition: ViewDefinition },
): StoredDefinition {
  const ids: StoredDefinition['ids'] = {}
  const field = (entity: string, name: string) => {
    const id = model.entities.get(entity)?.fields.get(name)?.schema.id
    if (id !== undefined) ids[entity] = { ...ids[entity], [name]: id }
    return name
  }
  return { ...renameDefinition(model, view, { ...KEPT, field }), ids }
}

/** The definition by the keys that its fields have now. */
export function currentDefinition(
  model: CompiledModel,
  { entity, stored }: { entity: string; stored: StoredDefinition },
): ViewDefinition {
  const { ids, where, sort, columns } = stored
  const field = (of: string, name: string) => {
    const fields = model.entities.get(of)?.fields
    const id = ids[of]?.[name]
    if (fields === undefined || id === undefined || fields.get(name)?.schema.id === id) return name
    return [...fields].find(([, { schema }]) => schema.id === id)?.[0] ?? name
  }
  return renameDefinition(model, { entity, definition: { where, sort, columns } }, { ...KEPT, field })
}
