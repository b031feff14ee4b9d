import { PIPELINE_FIELDS } from '../model/common-fields.ts'
import type { CompiledEntity, CompiledField } from '../model/compiled-model.ts'
import { COMMON_QUERY_FIELDS } from './common-query-fields.ts'
import type { QueryField } from './query-field.ts'

/** The field of that name, declared or common; undefined where the entity has none. */
export function findQueryField(entity: CompiledEntity, name: string): QueryField | undefined {
  const declared = entity.fields.get(name)
  if (declared !== undefined) return fromDeclared(declared)
  if (PIPELINE_FIELDS.has(name) && entity.pipelines.length === 0) return undefined
  return COMMON_QUERY_FIELDS.get(name)
}

/** Names of all fields in the order in which records show them: common ones first. */
export function queryFieldNames(entity: CompiledEntity): string[] {
  const common = [...COMMON_QUERY_FIELDS.keys()].filter(
    (name) => entity.pipelines.length > 0 || !PIPELINE_FIELDS.has(name),
  )
  return [...common, ...entity.fields.keys()]
}

function fromDeclared(field: CompiledField): QueryField {
  return {
    name: field.name,
    operators: field.operators,
    sortable: field.sortable,
    neverNull: false,
    sortType: field.sortType,
    selectJson: (alias) => field.selectJson(alias),
    comparable: (alias) => field.comparable(alias),
    searchText: (alias) => field.searchText(alias),
    condition: (op, comparison) => field.condition(op, comparison),
    comparisonValue: (value, locale) => field.comparisonValue(value, locale),
  }
}
