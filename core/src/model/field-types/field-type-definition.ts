import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { FilterOperator } from '@tenon/sdk/contract/query'
import { type RawBuilder, sql } from 'kysely'
import type { ColumnDefinition } from '../compiled-model.ts'
import { shownValue } from './shown-value.ts'
import type { StoredForm } from './stored-form.ts'

/** A value brought into its one stored form, or what is wrong with it (without the field's label). */
export type Normalised = { value: JsonValue } | { problem: LocalizedText; rule: string; pointer?: string }

/** A value as it stands in its columns. */
interface ValueParts {
  select(alias: string, column: string): RawBuilder<unknown>[]
  /** Makes the value of what was selected, in that order; null where it is the one that was. */
  read: ((parts: readonly JsonValue[]) => JsonValue) | null
}

export interface OwnComparison {
  /** The comparable. */
  left: RawBuilder<unknown>
  alias: string
  column: string
  value: JsonValue
  schema: FieldSchema
}

export type OwnCondition = RawBuilder<boolean> | Extract<Normalised, { problem: LocalizedText }> | null

/** What one field type stores, accepts and can be filtered by. */
export interface FieldTypeDefinition {
  readonly operators: readonly FilterOperator[]
  readonly sortable: boolean
  /** Keywords of a field that mean something for this type, besides those that every field has. */
  readonly keywords: ReadonlyArray<keyof FieldSchema>
  columns(column: string, schema: FieldSchema): ColumnDefinition[]
  /** Values to bind per column, for a value that is not null. */
  toColumns(column: string, value: JsonValue): Record<string, unknown>
  /** What PostgreSQL by itself turns into the value's JSON, where that is not only the `jsonb` of it: costs less in a row. */
  selectValue?(alias: string, column: string): RawBuilder<unknown>
  /** The value in columns that are read here, where that costs less than to have PostgreSQL put its JSON together. */
  readonly parts?: ValueParts
  /** How the value's columns become its JSON byte by byte, where PostgreSQL need write nothing for that. */
  readonly storedForm?: StoredForm
  /** `jsonb` of the value, SQL null where empty. */
  selectJson(alias: string, column: string): RawBuilder<JsonValue>
  comparable(alias: string, column: string): RawBuilder<unknown>
  /** PostgreSQL type of the comparable. */
  readonly comparisonType: string
  /** PostgreSQL type of the comparable, where it is not that of the first column: a page's boundary is cast to it. */
  readonly sortType?: string
  /** What a record is called by it, where that is not its value as text. */
  title?(alias: string, column: string): RawBuilder<string | null>
  /** Text that `contains` and the search box look into, where the comparable is none. */
  text?(alias: string, column: string): RawBuilder<string | null>
  /** Conditions that are this type's own: null for those that every type has, or what is wrong with the value. */
  condition?(op: FilterOperator, comparison: OwnComparison): OwnCondition
  /** A filter's value in the form of the comparable. */
  comparison(value: JsonValue, schema: FieldSchema): Normalised
  /**
   * Brings a value that is not null into its stored form; null for one that counts as empty.
   * A value of the wrong JSON type is handed on as it is: the JSON Schema then says what is allowed.
   */
  normalise(value: JsonValue, schema: FieldSchema): Normalised
  /** JSON Schema 2020-12 of the stored form. */
  jsonSchema(schema: FieldSchema): JsonObject
}

type ScalarInput = Omit<FieldTypeDefinition, 'columns' | 'toColumns' | 'selectJson' | 'comparable' | 'comparison'> & {
  columnType: string | ((schema: FieldSchema) => string)
  check?: (quotedColumn: string) => string
} & Partial<Pick<FieldTypeDefinition, 'toColumns' | 'selectJson' | 'comparable' | 'comparison'>>

/** A type with one column, whose JSON form is PostgreSQL's own unless said otherwise. */
export function scalarType({ columnType, check, ...definition }: ScalarInput): FieldTypeDefinition {
  const selectValue =
    definition.selectValue ?? ((alias: string, column: string) => sql`${sql.ref(`${alias}.${column}`)}`)
  return Object.freeze({
    columns: (column: string, schema: FieldSchema) => [
      {
        name: column,
        type: typeof columnType === 'string' ? columnType : columnType(schema),
        ...(check !== undefined && { check: check(`"${column}"`) }),
      },
    ],
    toColumns: (column: string, value: JsonValue) => ({ [column]: value }),
    // Another JSON than that of the value has no other form of it.
    ...(definition.selectJson === undefined && { selectValue }),
    selectJson: (alias: string, column: string) => sql<JsonValue>`to_jsonb(${selectValue(alias, column)})`,
    // Of text there is nothing to be taken out of JSON.
    ...(columnType === 'text' &&
      definition.selectJson === undefined &&
      definition.selectValue === undefined && {
        title: (alias: string, column: string) => sql<string | null>`${sql.ref(`${alias}.${column}`)}`,
      }),
    comparable: (alias: string, column: string) => sql`${sql.ref(`${alias}.${column}`)}`,
    comparison: (value: JsonValue, schema: FieldSchema) =>
      ofSchemaType(definition.normalise(value, schema), definition.jsonSchema(schema)),
    ...definition,
  })
}

/** Normalising hands values of the wrong JSON type on; a filter has no JSON Schema behind it that would stop them. */
function ofSchemaType(normalised: Normalised, { type }: JsonObject): Normalised {
  if ('problem' in normalised || normalised.value === null) return normalised
  if (typeof normalised.value === (type === 'integer' ? 'number' : type)) return normalised
  const shown = shownValue(normalised.value)
  return refuse('type', { en: `${shown} cannot be compared with it`, 'zh-CN': `不能与 ${shown} 比较` })
}

/** The value in its stored form. */
export function accept(value: JsonValue): Normalised {
  return { value }
}

/** What is wrong, in both languages. */
export function refuse(rule: string, problem: LocalizedText): Normalised {
  return { rule, problem }
}
