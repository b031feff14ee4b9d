import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { ModelEntity } from '@tenon/sdk/contract/model-document'
import type { FilterOperator } from '@tenon/sdk/contract/query'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import { compareValue } from './compare-value.ts'
import type { CompiledField, Computation } from './compiled-model.ts'
import { FIELD_TYPE_TABLE } from './field-types/field-type-table.ts'
import { findTextProblem } from './find-text-problem.ts'
import { labelProblem } from './label-problem.ts'
import { codeColumn, snakeCase } from './sql-names.ts'

/** One field of a checked entity, with all that the layers above ask of it. */
export function compileField(entity: ModelEntity, name: string): CompiledField {
  const schema = entity.properties[name]
  if (schema === undefined)
    throw new TenonError({ code: 'INTERNAL', message: `Entity '${entity.name}' has no field '${name}'.` })
  const definition = FIELD_TYPE_TABLE[schema.fieldType]
  const column = snakeCase(name)
  const source = entity.fieldSources[name] ?? entity.source
  return Object.freeze({
    name,
    id: schema.id ?? `${source}/${entity.name}/${name}`,
    type: schema.fieldType,
    schema,
    source,
    required: entity.required?.includes(name) ?? false,
    computed: computationOf(entity, name),
    columns: Object.freeze(definition.columns(column, schema).map((part) => Object.freeze(part))),
    operators: definition.operators,
    sortable: definition.sortable,
    toColumns: (value: JsonValue) => definition.toColumns(column, value),
    selectJson: (alias: string) => definition.selectJson(alias, column),
    comparable: (alias: string) => definition.comparable(alias, column),
    sortType: definition.sortType ?? definition.columns(column, schema)[0]?.type ?? 'text',
    searchText: (alias: string) => definition.text?.(alias, column) ?? definition.comparable(alias, column),
    titleText: (alias: string) =>
      definition.title?.(alias, column) ?? sql<string | null>`(${definition.selectJson(alias, column)} #>> '{}')`,
    condition(op: FilterOperator, { alias, value, locale }: { alias: string; value: JsonValue; locale: Locale }) {
      const unsafe = findTextProblem(value)
      const left = definition.comparable(alias, column)
      const own = unsafe ?? definition.condition?.(op, { left, alias, column, value, schema }) ?? null
      if (own === null || !('problem' in own)) return own
      throw badComparison({ field: name, message: labelProblem(schema.label, own.problem, locale) })
    },
    comparisonValue(value: JsonValue, locale: Locale = 'en') {
      const compared = compareValue(value, schema)
      if ('problem' in compared)
        throw badComparison({ field: name, message: labelProblem(schema.label, compared.problem, locale) })
      return sql`cast(${compared.value} as ${sql.raw(definition.comparisonType)})`
    },
    jsonSchema: () => definition.jsonSchema(schema),
  })
}

function computationOf({ properties, fieldCode = {} }: ModelEntity, name: string): Computation | null {
  const by = properties[name]?.computedBy
  const code = Object.hasOwn(fieldCode, name) ? fieldCode[name] : undefined
  if (by === undefined || code === undefined) return null
  return Object.freeze({ by, code, column: Object.freeze({ name: codeColumn(snakeCase(name)), type: 'text' }) })
}

function badComparison({ field, message }: { field: string; message: string }): TenonError {
  return new TenonError({
    code: 'VALIDATION_FAILED',
    message,
    problems: [{ pointer: `/${field}`, message, rule: 'filter' }],
  })
}
