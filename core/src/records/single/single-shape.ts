import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import { hasCommonTags } from '../../model/common-tags.ts'
import type { CompiledEntity, CompiledField } from '../../model/compiled-model.ts'
import { isIdList, linkTarget } from '../../model/field-link.ts'
import { fieldsOfType } from '../../model/fields-of-type.ts'
import { queryFieldNames } from '../find-query-field.ts'
import { storedQueryField } from '../stored-query-field.ts'

/** What writes of single records of an entity are put together from. */
export interface SingleShape {
  /** Every field that a record has in the audit trail and in events, without a value, in their order. */
  readonly empty: JsonObject
  /** Fields that name one record, user or team each. */
  readonly references: readonly string[]
  /** All fields that name something with a title: these, lists of ids, ids of several entities. */
  readonly labelled: readonly string[]
  /** Fields whose values are held, or found out, in ways of their own: files, lists of ids, ids of several entities. */
  readonly special: ReadonlySet<string>
  /** Whether the database gives new records numbers. */
  readonly numbers: boolean
}

const shapes = new WeakMap<CompiledEntity, SingleShape>()

export function singleShape(entity: CompiledEntity): SingleShape {
  const known = shapes.get(entity)
  if (known !== undefined) return known
  const made = shapeOf(entity)
  shapes.set(entity, made)
  return made
}

function shapeOf(entity: CompiledEntity): SingleShape {
  const fields = [...entity.fields.values()]
  const stored = queryFieldNames(entity).filter((name) => storedQueryField(entity, name) !== undefined)
  const links = fields.filter(({ schema }) => linkTarget(schema) !== null)
  const named = fields.filter(({ type, schema }) => linkTarget(schema) !== null || type === 'anyReference')
  const special = fields.filter((field) => isIdList(field) || isHeldOtherwise(field)).map(({ name }) => name)
  return {
    empty: Object.fromEntries(stored.map((name) => [name, null])),
    references: ['ownerId', ...links.filter((field) => !isIdList(field)).map(({ name }) => name)],
    labelled: ['ownerId', ...named.map(({ name }) => name)],
    special: new Set([...special, ...(hasCommonTags(entity) ? [TAGS_FIELD] : [])]),
    numbers: fieldsOfType(entity, 'sequence').length > 0,
  }
}

function isHeldOtherwise({ type }: CompiledField): boolean {
  return type === 'file' || type === 'image' || type === 'anyReference'
}
