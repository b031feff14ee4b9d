import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import type { FieldPlace } from '@tenon/sdk/expression/derivation'
import { isPlainObject, type Part, partOf } from '../edits/plain-object.ts'
import type { NameMap } from './name-map.ts'
import type { RenameExpression } from './rename-expression.ts'

export interface FieldRenaming {
  map: NameMap
  model: ModelDocument
  expression: RenameExpression
}

/** A field's schema, or edits of it, with other names of the parts that it names. */
export function renameField(field: Part, place: FieldPlace, renaming: FieldRenaming): Part {
  if (!isPlainObject(field)) return field
  const { map, expression } = renaming
  const { entity } = place
  const entries = Object.entries(field).map(([keyword, value]) => {
    switch (keyword) {
      case 'slugFrom':
        return [keyword, typeof value === 'string' ? map.field(entity, value) : value]
      case 'reference':
      case 'targets':
      case 'result':
        return [keyword, withEntity(value, map)]
      case 'formula':
      case 'defaultExpression':
      case 'visibleWhen':
      case 'requiredWhen':
        return [keyword, typeof value === 'string' ? expression(value, entity) : value]
      case 'lookup':
        return [keyword, typeof value === 'string' ? lookupOf(value, place, renaming) : value]
      case 'rollup':
        return [keyword, renameRollup(value, place, renaming)]
      default:
        return [keyword, value]
    }
  })
  return Object.fromEntries(entries)
}

/** The entity that a reference names, the entities that one of several can, or those of the result of a derived field. */
function withEntity(value: Part, map: NameMap): Part {
  if (!isPlainObject(value)) return value
  const { entity, entities, reference, targets } = value
  return {
    ...value,
    ...(typeof entity === 'string' && { entity: map.entity(entity) }),
    ...(Array.isArray(entities) && { entities: entities.map((one) => renamedText(one, map.entity)) }),
    ...(isPlainObject(reference) && { reference: withEntity(reference, map) }),
    ...(isPlainObject(targets) && { targets: withEntity(targets, map) }),
  }
}

const RECORD = 'record.'

function lookupOf(lookup: string, { entity }: FieldPlace, { expression }: FieldRenaming): string {
  return expression(RECORD + lookup, entity).slice(RECORD.length)
}

function renameRollup(rollup: Part, { entity, field }: FieldPlace, { map, model, expression }: FieldRenaming): Part {
  if (!isPlainObject(rollup)) return rollup
  const known = partOf(partOf(partOf(partOf(model.entities, entity), 'properties'), field), 'rollup')
  const of = String(rollup['entity'] ?? partOf(known, 'entity'))
  const { entity: _entity, reference, field: summed, filter, ...rest } = rollup
  return {
    ...rest,
    ...(rollup['entity'] !== undefined && { entity: renamedText(rollup['entity'], map.entity) }),
    ...(reference !== undefined && { reference: renamedText(reference, (name) => map.field(of, name)) }),
    ...(summed !== undefined && { field: renamedText(summed, (name) => map.field(of, name)) }),
    ...(filter !== undefined && { filter: renamedText(filter, (text) => expression(text, of)) }),
  }
}

function renamedText(value: Part, rename: (text: string) => string): Part {
  return typeof value === 'string' ? rename(value) : value
}
