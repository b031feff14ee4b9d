import type { RecordFilter, SortKey } from '@tenon/sdk/contract/query'
import type { ViewDefinition } from '@tenon/sdk/contract/views-api'
import { type ChildCollection, childCollections } from '@tenon/sdk/expression/child-collections'
import type { CompiledModel } from '../../model/compiled-model.ts'
import type { Part } from '../../model/edits/plain-object.ts'
import { nameBook } from '../../model/names/name-book.ts'
import { type FilterRenaming, renameFilter, type StageCondition } from '../../model/names/rename-filter.ts'

/** What parts become that a definition names; entities are given by their keys. */
export interface DefinitionRenaming {
  field(entity: string, name: string): string
  children(entity: string, collection: ChildCollection): string
  stage?(entity: string, condition: StageCondition): Part
  value?(entity: string, field: string, value: Part): Part
}

/** A view's definition with other names, in whatever entity a path leads to. */
export function renameDefinition(
  model: CompiledModel,
  { entity, definition }: { entity: string; definition: ViewDefinition },
  renaming: DefinitionRenaming,
): ViewDefinition {
  const { where, sort, columns } = definition
  const over = renamingOver(model, entity, renaming)
  return {
    where: where === null ? null : (renameFilter(where, over) as RecordFilter),
    sort:
      sort?.map((key): SortKey => ({ ...key, field: renamePath(model, { entity, path: key.field }, renaming) })) ??
      null,
    columns: columns?.map((name) => renaming.field(entity, name)) ?? null,
  }
}

function renamingOver(model: CompiledModel, entity: string, renaming: DefinitionRenaming): FilterRenaming {
  return {
    field: (name) => renaming.field(entity, name),
    value: (name, value) => renaming.value?.(entity, name, value) ?? value,
    stage: (condition) => renaming.stage?.(entity, condition) ?? condition,
    lead(kind, name) {
      if (kind === 'reference') {
        const called = renaming.field(entity, name)
        const target = targetOf(model, entity, [name, called])
        return target === null ? null : { name: called, renaming: renamingOver(model, target, renaming) }
      }
      const child = childCollections(model.document, entity).get(name)
      if (child === undefined) return null
      return { name: renaming.children(entity, child), renaming: renamingOver(model, child.entity, renaming) }
    },
  }
}

function renamePath(
  model: CompiledModel,
  { entity, path }: { entity: string; path: string },
  renaming: DefinitionRenaming,
): string {
  const [first = '', ...rest] = path.split('.')
  const called = renaming.field(entity, first)
  const target = rest.length === 0 ? null : targetOf(model, entity, [first, called])
  if (target === null) return [called, ...rest].join('.')
  return `${called}.${renamePath(model, { entity: target, path: rest.join('.') }, renaming)}`
}

/** Whichever of the names is the key. */
function targetOf(model: CompiledModel, entity: string, names: readonly string[]): string | null {
  const { targetOf: target } = nameBook(model)
  return names.map((name) => target(entity, name)).find((found) => found !== null) ?? null
}
