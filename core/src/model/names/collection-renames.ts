import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import { type ChildCollection, childCollection, childCollections } from '@tenon/sdk/expression/child-collections'
import type { NameMap } from './name-map.ts'

/** Entity → what a collection of child records was called → what it is called now, and whose it is. */
export type CollectionRenames = ReadonlyMap<string, ReadonlyMap<string, ChildCollection>>

/**
 * Collections whose names mean nothing, or another collection, in `to`: a collection is the same while the id of its
 * reference is. Documents that were not checked are looked at as far as they are well-formed.
 */
export function findCollectionRenames(from: ModelDocument, to: ModelDocument): CollectionRenames {
  const renames = Object.keys(from.entities).map((entity) => [entity, renamesOf(entity, { from, to })] as const)
  return new Map(renames.filter(([, pairs]) => pairs.size > 0))
}

function renamesOf(entity: string, { from, to }: { from: ModelDocument; to: ModelDocument }) {
  const now = childCollections(to, entity)
  const pairs = [...childCollections(from, entity)].flatMap(([name, before]): Array<[string, ChildCollection]> => {
    const reference = nameOfSame(before, { from, to })
    const isThere = (one: ChildCollection | undefined) => one?.entity === before.entity && one.reference === reference
    if (reference === undefined || isThere(now.get(name))) return []
    const after = childCollection(to, entity, { entity: before.entity, reference })
    return after === undefined ? [] : [[name, after]]
  })
  return new Map(pairs)
}

/** What the reference is called by now. */
function nameOfSame(
  { entity, reference }: ChildCollection,
  { from, to }: { from: ModelDocument; to: ModelDocument },
): string | undefined {
  const id = from.entities[entity]?.properties[reference]?.id
  const now = Object.entries(to.entities[entity]?.properties ?? {})
  return id === undefined ? undefined : now.find(([, field]) => field?.id === id)?.[0]
}

/** The names that expressions are to have; all else stays as it is. */
export function collectionNames(renames: CollectionRenames): NameMap {
  return {
    isEmpty: renames.size === 0,
    entity: (name) => name,
    field: (_entity, name) => name,
    stage: (_pipeline, name) => name,
    collection: (entity, name) => renames.get(entity)?.get(name)?.name,
  }
}
