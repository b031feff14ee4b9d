import type { ModelDocument, ModelEntity, TenantEdits } from '@tenon/sdk/contract/model-document'
import { type CollectionRenames, collectionNames, findCollectionRenames } from './collection-renames.ts'
import { renameModel } from './rename-model.ts'

interface Following {
  /** What the expressions of `part` were written for, as far as collections of child records go. */
  from: ModelDocument
  /** The whole that `part` is or belongs to; what it calls collections is what expressions are to call them. */
  to: ModelDocument
}

/**
 * A document, or edits of one, whose expressions call collections of child records by what `to` calls them. A name
 * that is another part's by now stays as it is: it may be meant.
 */
export function followCollections<Part extends ModelDocument | TenantEdits>(part: Part, { from, to }: Following): Part {
  const renames = findCollectionRenames(from, to)
  if (renames.size === 0) return part
  return renameModel(part, collectionNames(renames), withFormerNames(to, { from, renames }))
}

/** The document in which the expressions make sense: with the reverse names of before. */
function withFormerNames(
  to: ModelDocument,
  { from, renames }: { from: ModelDocument; renames: CollectionRenames },
): ModelDocument {
  const entities: Record<string, ModelEntity> = { ...to.entities }
  for (const { entity, reference } of [...renames.values()].flatMap((pairs) => [...pairs.values()])) {
    const child = entities[entity]
    const field = child?.properties[reference]
    if (child === undefined || field?.reference === undefined) continue
    const { reverse: _now, ...target } = field.reference
    const before = Object.values(from.entities[entity]?.properties ?? {}).find(({ id }) => id === field.id)
    const reverse = before?.reference?.reverse
    const named = { ...field, reference: reverse === undefined ? target : { ...target, reverse } }
    entities[entity] = { ...child, properties: { ...child.properties, [reference]: named } }
  }
  return { ...to, entities }
}
