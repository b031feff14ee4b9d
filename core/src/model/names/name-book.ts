import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import type { NamedPart } from '@tenon/sdk/contract/model-names'
import {
  type ChildCollection,
  childCollection,
  childCollections,
  qualifiedName,
} from '@tenon/sdk/expression/child-collections'
import type { CompiledModel } from '../compiled-model.ts'
import type { FormerEntry } from './former-entry.ts'
import { type NameMap, toKeys, toNames } from './name-map.ts'
import { renameModel } from './rename-model.ts'

/** What callers of the API call parts of the model, and what those are called within: every answer has today's names. */
export interface NameBook {
  /** Every part is called by its key, and no other name works. */
  readonly isPlain: boolean
  /** From keys to names. */
  readonly names: NameMap
  /**
   * From today's names, and from old ones that still work, to keys; an entity or pipeline is given by its key. A real
   * name goes before an old one. Null for a name that is nobody's, such as a key that nobody is called by any more.
   */
  keyOf(called: CalledPart, hear?: HearFormer): string | null
  isKey(part: NamedPart, scope: string, key: string): boolean
  /** Whether values of the field say which entity's record they name. */
  isLink(entity: string, field: string): boolean
  /** Entity of the records that a reference, or each of a list of them, names; null for any other field. */
  targetOf(entity: string, field: string): string | null
  /**
   * The collection of children that is called so today: entity and reference by their keys, and the name that is always
   * there. Null where there is none. `entity` by its key.
   */
  childrenOf(entity: string, name: string): ChildCollection | null
  /** The same by its name that is always there, made of keys, and what it is called today. */
  collectionCalled(entity: string, keyed: string): { name: string; entity: string } | null
  /** Old names that still work. */
  former(): FormerEntry[]
  /** Pipelines whose stages a record of the entity can be in, by key. */
  pipelinesOf(entity: string): string[]
}

/** `scope`: key of the field's entity, or the stage's pipeline; empty for an entity. */
interface CalledPart {
  part: NamedPart
  scope: string
  name: string
}

/** Hears of each old name that somebody used. */
type HearFormer = (entry: FormerEntry) => void

const books = new WeakMap<CompiledModel, NameBook>()

export function nameBook(model: CompiledModel): NameBook {
  const known = books.get(model)
  if (known !== undefined) return known
  const book = makeNameBook(model.document, model.former)
  books.set(model, book)
  return book
}

function makeNameBook(document: ModelDocument, entries: readonly FormerEntry[]): NameBook {
  const given = document.names ?? {}
  const [names, keys] = [toNames(given), toKeys(given)]
  let called: ModelDocument | null = null

  function keyOf({ part, scope, name }: CalledPart, hear?: HearFormer): string | null {
    const current = currentKey(part, scope, name)
    if (current !== null) return current
    const entry = entries.find((one) => one.part === part && one.scope === scope && one.name === name && isGood(one))
    if (entry !== undefined) {
      hear?.(entry)
      return entry.key
    }
    return isKey(part, scope, name) ? null : name
  }

  function currentKey(part: NamedPart, scope: string, name: string): string | null {
    const key =
      part === 'entity' ? keys.entity(name) : part === 'field' ? fieldKey(scope, name) : keys.stage(scope, name)
    return isKey(part, scope, key) && nameOf(part, scope, key) === name ? key : null
  }

  function fieldKey(entity: string, name: string): string {
    return keys.field(names.entity(entity), name)
  }

  function nameOf(part: NamedPart, scope: string, key: string): string {
    if (part === 'entity') return names.entity(key)
    return part === 'field' ? names.field(scope, key) : names.stage(scope, key)
  }

  function isKey(part: NamedPart, scope: string, key: string): boolean {
    if (part === 'entity') return Object.hasOwn(document.entities, key)
    if (part === 'field') return Object.hasOwn(own(document.entities, scope)?.properties ?? {}, key)
    return own(document.pipelines, scope)?.stages.some((stage) => stage.name === key) ?? false
  }

  function childrenOf(entity: string, name: string): ChildCollection | null {
    called ??= renameModel(document, names, document)
    const today = childCollections(called, names.entity(entity)).get(name)
    if (today === undefined) return null
    const child = keys.entity(today.entity)
    const place = { entity: child, reference: keys.field(today.entity, today.reference) }
    return { ...place, name: qualifiedName(place) }
  }

  function collectionCalled(entity: string, keyed: string): { name: string; entity: string } | null {
    const found = childCollections(document, entity).get(keyed)
    if (found === undefined) return null
    called ??= renameModel(document, names, document)
    const reference = names.field(found.entity, found.reference)
    const today = childCollection(called, names.entity(entity), { entity: names.entity(found.entity), reference })
    return { name: today?.name ?? keyed, entity: found.entity }
  }

  return {
    isPlain: names.isEmpty && entries.length === 0,
    names,
    keyOf,
    isKey,
    isLink: (entity, field) => {
      const schema = own(document.entities, entity)?.properties[field]
      return schema?.fieldType === 'anyReference' || schema?.result?.fieldType === 'anyReference'
    },
    targetOf: (entity, field) =>
      own(own(document.entities, entity)?.properties ?? {}, field)?.reference?.entity ?? null,
    childrenOf,
    collectionCalled,
    former: () => entries.filter((one) => isGood(one) && isKey(one.part, one.scope, one.key)),
    pipelinesOf: (entity) =>
      Object.values(document.pipelines)
        .filter((one) => one.entity === entity)
        .map((one) => one.name),
  }
}

function own<T>(parts: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(parts, name) ? parts[name] : undefined
}

function isGood({ endsAt }: FormerEntry): boolean {
  return endsAt.getTime() > Date.now()
}
