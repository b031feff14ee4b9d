import { PIPELINE_FIELDS } from '../model/common-fields.ts'
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
  if (declared === undefined) return storedQueryField(entity, name)
  const field = isDerived(declared)
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

function isDerived(field: CompiledField): field is DerivedField {
  return field.derivation !== null
}
