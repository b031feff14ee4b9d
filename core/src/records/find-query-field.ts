import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import { PIPELINE_FIELDS } from '../model/common-fields.ts'
import { hasCommonTags } from '../model/common-tags.ts'
import type { CompiledEntity, CompiledField, DerivedField } from '../model/compiled-model.ts'
import { mayContainSql } from '../model/search-index.ts'
import { COMMON_QUERY_FIELDS } from './common-query-fields.ts'
import { derivedQueryField } from './derived-query-field.ts'
import type { DerivedScope } from './derived-scope.ts'
import type { QueryField } from './query-field.ts'
import { rowField } from './row-field.ts'
import { storedQueryField } from './stored-query-field.ts'

/**
 * The field of that name, declared, derived or common; undefined where the entity has none. It is for the eyes of `scope`:
 * without a value on rows where it is closed.
 */
export function findQueryField(scope: DerivedScope, entity: CompiledEntity, name: string): QueryField | undefined {
  const declared = entity.fields.get(name)
  const isWorkedOut = declared !== undefined && isDerived(declared)
  const field = isWorkedOut
    ? derivedQueryField(scope, declared, (other, one) => findQueryField(scope, other, one))
    : withSearchIndex(storedQueryField(entity, name), entity, scope.ctx.tenant.schema)
  const access = scope.rights.readable(entity.name)
  return field === undefined || access === null ? field : rowField(field, access)
}

function withSearchIndex(
  field: QueryField | undefined,
  entity: CompiledEntity,
  schema: string,
): QueryField | undefined {
  if (field === undefined || !entity.searchIndexed.some((indexed) => indexed.field.name === field.name)) return field
  return { ...field, mayContain: (alias, words) => mayContainSql(entity, { schema, alias, words }) }
}

/** Names of all fields in the order in which records show them: common ones first. */
export function queryFieldNames(entity: CompiledEntity): string[] {
  const common = [...COMMON_QUERY_FIELDS.keys()].filter(
    (name) => entity.pipelines.length > 0 || !PIPELINE_FIELDS.has(name),
  )
  return [...common, ...entity.fields.keys()]
}

/** The same with the tags that every record can have, where they are among what is written. */
export function writtenFieldNames(entity: CompiledEntity, tagged: boolean): string[] {
  const names = queryFieldNames(entity)
  return tagged && hasCommonTags(entity) ? [...names, TAGS_FIELD] : names
}

function isDerived(field: CompiledField): field is DerivedField {
  return field.derivation !== null
}
