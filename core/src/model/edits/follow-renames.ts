import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'
import { type CollectionRenames, collectionNames, findCollectionRenames } from '../names/collection-renames.ts'
import { renameModel } from '../names/rename-model.ts'
import { isPlainObject, type Part, partOf } from './plain-object.ts'

export interface Renames {
  /** Entity → old name of a field → its new one. */
  fields: ReadonlyMap<string, ReadonlyMap<string, string>>
  collections: CollectionRenames
}

/** Fields, and collections of child records, that have another name in `to`: a field is the same while its id is. */
export function findRenames(from: ModelDocument, to: ModelDocument): Renames {
  const renames = Object.entries(to.entities).map(([entity, { properties }]) => {
    const before = from.entities[entity]?.properties ?? {}
    const names = new Map(Object.entries(before).map(([name, { id }]) => [id, name]))
    const pairs = Object.entries(properties).flatMap(([name, { id }]): Array<[string, string]> => {
      const old = names.get(id)
      return old === undefined || old === name ? [] : [[old, name]]
    })
    return [entity, new Map(pairs)] as const
  })
  const fields = new Map(renames.filter(([, pairs]) => pairs.size > 0))
  return { fields, collections: findCollectionRenames(from, to) }
}

/**
 * A document, or edits of one, in which fields and collections go by their new names, wherever they are named. `model` is the whole
 * that the part belongs to, as it was before: expressions are read by it.
 */
export function followRenames<Model extends ModelDocument | TenantEdits>(
  part: Model,
  { fields: renames, collections }: Renames,
  model: ModelDocument,
): Model {
  if (renames.size === 0 && collections.size === 0) return part
  const field = (entity: string, name: string) => renames.get(entity)?.get(name) ?? name
  const renamed = renameModel(part, { ...collectionNames(collections), isEmpty: false, field }, model)
  const given = partOf(renamed.names, 'fields')
  if (!isPlainObject(given)) return renamed
  const fields = Object.entries(given).map(([entity, names]) => [entity, inKeys(names, (key) => field(entity, key))])
  return { ...renamed, names: { ...renamed.names, fields: Object.fromEntries(fields) } }
}

function inKeys(names: Part, rename: (key: string) => string): Part {
  if (!isPlainObject(names)) return names
  return Object.fromEntries(Object.entries(names).map(([key, name]) => [rename(key), name]))
}
