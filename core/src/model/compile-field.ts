import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { ModelEntity } from '@tenon/sdk/contract/model-document'
import type { FilterOperator } from '@tenon/sdk/contract/query'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { valueField } from '@tenon/sdk/contract/value-field'
import type { Derivation } from '@tenon/sdk/expression/derivation'
import { sql } from 'kysely'
import { compareValue } from './compare-value.ts'
import type { CompiledField, Computation, FieldComparison } from './compiled-model.ts'
import { derivedJsonSchema } from './derived-json-schema.ts'
import type { FieldTypeDefinition } from './field-types/field-type-definition.ts'
import { FIELD_TYPE_TABLE } from './field-types/field-type-table.ts'
import { findTextProblem } from './find-text-problem.ts'
import { labelProblem } from './label-problem.ts'
import { codeColumn, snakeCase } from './sql-names.ts'

/**
 * One field of a checked entity, with all that the layers above ask of it. `derivation` is how a derived one is worked
 * out, null for any other.
 */
export function compileField(entity: ModelEntity, name: string, derivation: Derivation | null = null): CompiledField {
  const declared = entity.properties[name]
  if (declared === undefined)
    throw new TenonError({ code: 'INTERNAL', message: `Entity '${entity.name}' has no field '${name}'.` })
  const schema = valueField(derivation === null ? declared : { ...declared, result: derivation.result })
  const definition = FIELD_TYPE_TABLE[schema.fieldType]
  const column = snakeCase(name)
  const source = entity.fieldSources[name] ?? entity.source
  const columns = derivation === null ? definition.columns(column, schema) : []
  return Object.freeze({
    name,
    id: schema.id ?? `${source}/${entity.name}/${name}`,
    type: schema.fieldType,
    schema,
    source,
    required: entity.required?.includes(name) ?? false,
    derivation,
    computed: computationOf(entity, name),
    columns: Object.freeze(columns.map((part) => Object.freeze(part))),
    operators: definition.operators,
    sortable: definition.sortable,
    toColumns: (value: JsonValue) => definition.toColumns(column, value),
    selectJson: (alias: string) => definition.selectJson(alias, column),
    selectValue: (alias: string) => definition.selectValue?.(alias, column) ?? definition.selectJson(alias, column),
    parts: partsOf(definition, column),
    storedForm: definition.storedForm ?? null,
    comparable: (alias: string) => definition.comparable(alias, column),
    sortType: definition.sortType ?? columns[0]?.type ?? definition.comparisonType,
    searchText: (alias: string) => definition.text?.(alias, column) ?? definition.comparable(alias, column),
    titleText: (alias: string) =>
      definition.title?.(alias, column) ?? sql<string | null>`(${definition.selectJson(alias, column)} #>> '{}')`,
    condition(op: FilterOperator, { alias, value, locale, left: other }: FieldComparison) {
      const unsafe = findTextProblem(value)
      const left = other ?? definition.comparable(alias, column)
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
    jsonSchema: () => (derivation === null ? definition.jsonSchema(schema) : derivedJsonSchema(derivation, schema)),
  })
}

function partsOf({ parts }: FieldTypeDefinition, column: string): CompiledField['parts'] {
  return parts === undefined ? null : { select: (alias) => parts.select(alias, column), read: parts.read }
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
