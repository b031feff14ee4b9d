import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import { sql } from 'kysely'
import { PIPELINE_FIELDS } from '../model/common-fields.ts'
import type { CompiledEntity, CompiledField } from '../model/compiled-model.ts'
import { standingOf } from '../model/standing.ts'
import { COMMON_QUERY_FIELDS } from './common-query-fields.ts'
import type { QueryField } from './query-field.ts'
import { TAGS_QUERY_FIELD } from './tags-query-field.ts'

/** The field of that name that the record's own row holds, declared or common; undefined where the entity has none. */
export function storedQueryField(entity: CompiledEntity, name: string): QueryField | undefined {
  const declared = entity.fields.get(name)
  if (declared !== undefined) return declared.derivation === null ? fromDeclared(declared) : undefined
  if (PIPELINE_FIELDS.has(name) && entity.pipelines.length === 0) return undefined
  return name === TAGS_FIELD ? TAGS_QUERY_FIELD : COMMON_QUERY_FIELDS.get(name)
}

function fromDeclared(field: CompiledField): QueryField {
  return {
    name: field.name,
    operators: field.operators,
    sortable: field.sortable,
    standing: standingOf(field.type),
    neverNull: false,
    sortType: field.sortType,
    selectJson: (alias) => field.selectJson(alias),
    selectValue: (alias) => field.selectValue(alias),
    ...(field.parts !== null && { parts: field.parts }),
    ...storedColumns(field),
    comparable: (alias) => field.comparable(alias),
    searchText: (alias) => field.searchText(alias),
    condition: (op, comparison) => field.condition(op, comparison),
    currency(alias) {
      const [, currency] = field.type === 'money' ? field.columns : []
      // As it stands there: to make a text of each row's takes a third of the time of a sum.
      return currency === undefined ? null : sql`${sql.ref(`${alias}.${currency.name}`)}`
    },
    comparisonValue: (value, locale) => field.comparisonValue(value, locale),
  }
}

function storedColumns({ storedForm: form, columns }: CompiledField): Pick<QueryField, 'stored'> {
  if (form === null) return {}
  return { stored: { form, select: (alias) => columns.map(({ name }) => sql`${sql.ref(`${alias}.${name}`)}`) } }
}
