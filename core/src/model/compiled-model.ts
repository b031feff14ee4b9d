import type { DuplicateRule, MatchKind, ValidationRule } from '@tenon/sdk/contract/entity-schema'
import type { FieldType } from '@tenon/sdk/contract/field-type'
import type { GroupPeriod } from '@tenon/sdk/contract/group-records'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { Locale, LocalizedText } from '@tenon/sdk/contract/locale'
import type { ModelDocument, ModelEntity, ModelListView, ModelPipeline } from '@tenon/sdk/contract/model-document'
import type { StageSchema } from '@tenon/sdk/contract/pipeline-schema'
import type { FilterOperator } from '@tenon/sdk/contract/query'
import type { ValueField } from '@tenon/sdk/contract/value-field'
import type { CheckedExpression } from '@tenon/sdk/expression/check-expression'
import type { DefaultExpression } from '@tenon/sdk/expression/default-expressions'
import type { Derivation } from '@tenon/sdk/expression/derivation'
import type { FieldRules } from '@tenon/sdk/expression/entity-rules'
import type { StageExpressions } from '@tenon/sdk/expression/stage-expressions'
import type { RawBuilder } from 'kysely'
import type { StoredForm } from './field-types/stored-form.ts'
import type { FormerEntry } from './names/former-entry.ts'

/** A model version made ready for work: frozen, shared by all requests. */
export interface CompiledModel {
  readonly version: number
  readonly document: ModelDocument
  readonly entities: ReadonlyMap<string, CompiledEntity>
  readonly pipelines: ReadonlyMap<string, CompiledPipeline>
  readonly views: ReadonlyMap<string, ModelListView>
  /** The tenant's old names of parts, ended ones among them; none of a model that was not read from the store. */
  readonly former: readonly FormerEntry[]
}

export interface CompiledEntity {
  readonly name: string
  /** Table in the tenant's schema, such as `test_drive`. */
  readonly table: string
  readonly schema: ModelEntity
  readonly source: string
  readonly fields: ReadonlyMap<string, CompiledField>
  readonly titleField: CompiledField
  /** Fields that need a value which the store does not give by itself. */
  readonly requiredFields: readonly CompiledField[]
  /** Fields that a new record has a value of where none is given, without any other field. */
  readonly startedFields: readonly CompiledField[]
  /** Fields whose values a plugin's code works out. */
  readonly computedFields: readonly ComputedField[]
  /** Fields that are worked out when they are read. */
  readonly derivedFields: readonly DerivedField[]
  /** What fields of new records start with that is worked out of the others; each after those that it uses. */
  readonly defaultExpressions: readonly DefaultExpression[]
  /** What it asks of its records as expressions. */
  readonly rules: CompiledRules
  readonly searchFields: readonly CompiledField[]
  /** Fields whose text is looked into with the help of the entity's search index: searchable ones, and indexed text. */
  readonly searchIndexed: readonly SearchIndexed[]
  /** Fields whose values together are unique among live records. */
  readonly uniqueGroups: readonly CompiledUniqueGroup[]
  /** When two of its records are taken for the same thing. */
  readonly duplicates: readonly CompiledDuplicateRule[]
  /** Figures over all of its live records that are kept ready. */
  readonly rollups: readonly CompiledRollup[]
  /** Pipelines of this entity; records of an entity that has any carry pipeline and stage. */
  readonly pipelines: readonly CompiledPipeline[]
  /** Reference fields of other entities (and its own) that point here. */
  readonly referencedBy: ReadonlyArray<{ entity: string; field: string; onDelete: 'restrict' | 'setNull' | 'cascade' }>
}

export interface CompiledRollup {
  readonly name: string
  readonly keys: readonly CompiledRollupKey[]
  /** Of each, sum and number of values are kept. */
  readonly sums: readonly CompiledField[]
}

export interface CompiledRollupKey {
  /** Name of a declared or common field. */
  readonly name: string
  /** The same through renames. */
  readonly id: string
  readonly per: GroupPeriod | null
  /** Whether the tenant's time zone makes a difference. */
  readonly isZoned: boolean
  /** PostgreSQL type of the value; `jsonb` where values are grouped as JSON. */
  readonly type: string
  /** Columns that it looks at. */
  readonly columns: readonly string[]
  /** The value over table alias `alias`, with nothing bound. */
  value(alias: string, timeZone: string): RawBuilder<unknown>
}

export interface CompiledDuplicateRule {
  readonly rule: DuplicateRule
  /** What must be the same in both. */
  readonly match: readonly CompiledMatch[]
}

export interface CompiledMatch {
  readonly field: CompiledField
  readonly by: MatchKind
}

/** A field in the search index, and how its column becomes text there. */
export interface SearchIndexed {
  readonly field: CompiledField
  readonly form: SearchForm
}

/** Text as it stands, a list of texts, or a value of parts. */
export type SearchForm = 'text' | 'list' | 'name' | 'address' | 'files' | 'parts'

export interface CompiledRules {
  readonly validations: readonly CompiledValidation[]
  readonly fields: readonly CompiledFieldRules[]
}

export interface CompiledValidation {
  readonly rule: ValidationRule
  readonly expression: CheckedExpression
  /** Fields of the record whose change makes it be asked again. */
  readonly reads: ReadonlySet<string>
}

/** When a field is shown, and when it must have a value. */
export interface CompiledFieldRules extends FieldRules {
  /** Fields of the record, itself among them, whose change makes it be asked again. */
  readonly reads: ReadonlySet<string>
}

export interface CompiledUniqueGroup {
  readonly fields: readonly CompiledField[]
  /** Those of them in which capitals make no difference. */
  readonly folded: readonly CompiledField[]
  readonly message: LocalizedText | undefined
}

export interface ColumnDefinition {
  readonly name: string
  /** As PostgreSQL's format_type() prints it, such as `numeric(20,6)` or `character varying(3)`. */
  readonly type: string
  /** Boolean SQL over the column, for a CHECK constraint; identifiers already quoted. */
  readonly check?: string
}

export interface FieldComparison {
  alias: string
  value: JsonValue
  locale: Locale
  /** What is compared where the field has no column of its own. */
  left?: RawBuilder<unknown>
}

export interface CompiledField {
  readonly name: string
  /** Stable id beneath the name; the same through renames. */
  readonly id: string
  /** What its values are like; of a derived field, those that it gives. */
  readonly type: FieldType
  readonly schema: ValueField
  readonly source: string
  readonly required: boolean
  /** How it is worked out of other fields, when it is read; null for a field that has columns. */
  readonly derivation: Derivation | null
  /** How a plugin's code (that of `source`) works the value out; null for any other field. */
  readonly computed: Computation | null
  /** One column, or two for money: amount first, then currency. None for a derived field. */
  readonly columns: readonly ColumnDefinition[]
  readonly operators: readonly FilterOperator[]
  readonly sortable: boolean
  /** Value as stored per column, ready to be bound. Missing or null value gives nulls. */
  toColumns(value: JsonValue): Record<string, unknown>
  /** The value as `jsonb`, over the columns of table alias `alias`; SQL null where empty. Of a derived field see `queryFieldOf`. */
  selectJson(alias: string): RawBuilder<JsonValue>
  /** What PostgreSQL by itself turns into the same JSON. */
  selectValue(alias: string): RawBuilder<unknown>
  /** The value in columns, to be read by `read`; null where it has no such form. */
  readonly parts: {
    select(alias: string): RawBuilder<unknown>[]
    read: ((parts: readonly JsonValue[]) => JsonValue) | null
  } | null
  /** How its columns, as they are, become the value's JSON; null where they do not. */
  readonly storedForm: StoredForm | null
  /** Expression to compare and sort by, over alias. */
  comparable(alias: string): RawBuilder<unknown>
  /** PostgreSQL type that a page's boundary value is cast to. */
  readonly sortType: string
  /** Text that `contains` and the search box look into. */
  searchText(alias: string): RawBuilder<unknown>
  /** What a record is called by it. */
  titleText(alias: string): RawBuilder<string | null>
  /** A condition that is this type's own; null for one that every type has. Throws VALIDATION_FAILED. */
  condition(op: FilterOperator, comparison: FieldComparison): RawBuilder<boolean> | null
  /** One value of a filter (for `in`, each of them; for `has`, one option), bound and cast to the comparable's type; throws VALIDATION_FAILED. */
  comparisonValue(value: JsonValue, locale?: Locale): RawBuilder<unknown>
  /** JSON Schema 2020-12 of the value as the API gives and takes it (without the null of an empty one). */
  jsonSchema(): JsonObject
}

export interface Computation {
  /** Name among the plugin's computed hooks. */
  readonly by: string
  /** Names the present code and definition. */
  readonly code: string
  /** Column that holds the name of the code that gave the value; null where none could. */
  readonly column: ColumnDefinition
}

export type DerivedField = CompiledField & { readonly derivation: Derivation }

export type ComputedField = CompiledField & { readonly computed: Computation }

export interface CompiledPipeline {
  readonly name: string
  readonly entity: string
  readonly source: string
  readonly schema: ModelPipeline
  readonly stages: ReadonlyMap<string, StageSchema>
  /** Conditions of guards and values of created records, by their pointers in the schema. */
  readonly expressions: StageExpressions['expressions']
  readonly initialStage: string
}
