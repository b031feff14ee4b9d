import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'
import { isPlainObject, type Part, partOf } from './plain-object.ts'

/** Entity → old name of a field → its new one. */
type FieldRenames = ReadonlyMap<string, ReadonlyMap<string, string>>

/** Fields that have another name in `to`: a field is the same while its id is. */
export function findRenames(from: ModelDocument, to: ModelDocument): FieldRenames {
  const renames = Object.entries(to.entities).map(([entity, { properties }]) => {
    const before = from.entities[entity]?.properties ?? {}
    const names = new Map(Object.entries(before).map(([name, { id }]) => [id, name]))
    const pairs = Object.entries(properties).flatMap(([name, { id }]): Array<[string, string]> => {
      const old = names.get(id)
      return old === undefined || old === name ? [] : [[old, name]]
    })
    return [entity, new Map(pairs)] as const
  })
  return new Map(renames.filter(([, pairs]) => pairs.size > 0))
}

/**
 * A document, or edits of one, in which fields go by their new names, wherever they are named: as fields of their
 * entity, in its lists and sections, in pipelines and views. `model` tells the entity of pipelines and views that edits
 * only patch.
 */
export function followRenames<Model extends ModelDocument | TenantEdits>(
  part: Model,
  renames: FieldRenames,
  model: ModelDocument,
): Model {
  if (renames.size === 0) return part
  const layers = Object.entries(part).map(([layer, parts]) => {
    if (!isPlainObject(parts)) return [layer, parts] as const
    const renamed = Object.entries(parts).map(([name, one]) => {
      const entity = layer === 'entities' ? name : (partOf(one, 'entity') ?? entityOf(model, layer, name))
      const names = renames.get(String(entity))
      return [name, names === undefined ? one : inPart(one, names)] as const
    })
    return [layer, Object.fromEntries(renamed)] as const
  })
  return Object.fromEntries(layers) as Model
}

function entityOf(model: ModelDocument, layer: string, name: string): Part {
  return partOf(partOf(partOf(model, layer), name), 'entity')
}

type Names = ReadonlyMap<string, string>

/** Keywords that hold a field's name, or names of fields. */
const NAMING = new Set([
  ...['titleField', 'customerField', 'amountField', 'closeDateField', 'field'],
  ...['required', 'requiredFields', 'listFields', 'cardFields', 'fields'],
])
/** Keywords whose members have fields named in them. */
const HOLDING = new Set(['sections', 'stages', 'entry', 'exit', 'where', 'and', 'or', 'not', 'sort'])
/** Keywords of which each member goes by a field's name. */
const KEYED = new Set(['properties', 'fieldSources', 'fieldCode'])

function inPart(part: Part, names: Names): Part {
  if (Array.isArray(part)) return part.map((element) => inPart(element, names))
  if (!isPlainObject(part)) return part
  const entries = Object.entries(part).map(([keyword, value]) => {
    if (KEYED.has(keyword) && isPlainObject(value)) return [keyword, inKeys(value, names)]
    if (NAMING.has(keyword)) return [keyword, inNames(value, names)]
    return [keyword, HOLDING.has(keyword) ? inPart(value, names) : value]
  })
  return Object.fromEntries(entries)
}

function inKeys(value: Record<string, Part>, names: Names): Part {
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [names.get(name) ?? name, one]))
}

function inNames(value: Part, names: Names): Part {
  if (Array.isArray(value)) return value.map((name) => names.get(name as string) ?? name)
  return typeof value === 'string' ? (names.get(value) ?? value) : value
}
