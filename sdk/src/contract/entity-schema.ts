import type { DerivedType, FieldType, Hue, Symbology } from './field-type.ts'
import type { GroupKey } from './group-records.ts'
import type { JsonObject, JsonValue } from './json-value.ts'
import type { LocalizedText } from './locale.ts'

/** One option of a `choice` or `multiChoice` field. `value` is stored; it never changes, the label may. */
export interface ChoiceOption {
  value: string
  label: LocalizedText
  hue?: Hue
  /** Kept for records that have it, no longer offered. */
  archived?: boolean
}

export type OnDelete = 'restrict' | 'setNull' | 'cascade'

/** What the records that name another one by a `reference` are to that one: its `orders`. */
export interface ReverseName {
  /** What expressions over the target call them. Missing reverse: the plural of their entity's name, where that is free. */
  name: string
  /** What people see over the list of them. Missing: their entity's plural label. */
  label?: LocalizedText
}

/** What a field starts with that no literal can say. */
export type DefaultTo = 'now' | 'currentUser'

/** To whom an embedded widget may show the field: anybody, the known customer, or nobody (the default). */
export type EmbedExposure = 'public' | 'portal' | 'never'

export const ROLLUP_AGGREGATES = ['sum', 'min', 'max', 'average', 'count'] as const
export type RollupAggregate = (typeof ROLLUP_AGGREGATES)[number]

/** What is made of the records of another entity that name this one. */
export interface Rollup {
  /** Entity of the child records. */
  entity: string
  /** Their reference that names this record. */
  reference: string
  /** Missing for a field of type `count`. */
  aggregate?: RollupAggregate
  /** Their field that is added up or compared; missing where they are only counted. */
  field?: string
  /** A condition over a child record, as an expression: others are left out. */
  filter?: string
}

/** What the values of a derived field are like. */
export type FieldResult = Pick<
  FieldSchema,
  'options' | 'currency' | 'scale' | 'maximum' | 'maxLength' | 'symbology' | 'language' | 'items'
> & {
  fieldType: FieldType
  reference?: { entity: string }
  targets?: { entities: string[] }
}

/**
 * One field: a JSON Schema 2020-12 property with Tenon's keywords. The field type brings its own
 * base schema (`money` is an object of amount and currency); the JSON Schema keywords here narrow it.
 */
export interface FieldSchema {
  fieldType: FieldType | DerivedType
  label: LocalizedText
  help?: LocalizedText
  /** Target entity of a `reference` or `multiReference`; `cascade` is for the former alone. */
  reference?: { entity: string; onDelete?: OnDelete; reverse?: ReverseName }
  /** `anyReference`: the entities whose records it can name. */
  targets?: { entities: string[]; onDelete?: OnDelete }
  options?: ChoiceOption[]
  /** Currency of `money` where the input has none; ISO 4217. */
  currency?: string
  /** Digits after the point of `decimal`; 0–10, default 2. */
  scale?: number
  /**
   * `sequence` only: `{ prefix: "OPP-", padding: 5 }` gives OPP-00042. {YYYY}, {YY} and {MM} in the prefix stand for the
   * year and month of the record's creation by the tenant's clocks; `reset` begins again at 1 with each such year.
   */
  sequence?: { prefix?: string; padding?: number; reset?: 'year' }
  /** `slug`: the text field that it is made of where none is given. */
  slugFrom?: string
  /** `barcode`; default `code128`. */
  symbology?: Symbology
  /** `code`: what it is written in, such as `sql`. */
  language?: string
  /** `json`: JSON Schema 2020-12 that its value must fit. */
  valueSchema?: JsonObject
  /** `objectList`: the fields of each object. */
  items?: { properties: Record<string, FieldSchema>; required?: string[] }
  /** Lists: fewest and most entries. */
  minItems?: number
  maxItems?: number
  /** `file` and `image`: most bytes of one; the server's own limit holds besides. */
  maxBytes?: number
  /** `file` and `image`: media types that are taken, such as `application/pdf` or `image/*`. Missing: any, of an image any that browsers show. */
  accept?: string[]
  unique?: boolean
  /** Beside `unique`, of texts: capitals make no difference. */
  caseFolded?: boolean
  indexed?: boolean
  searchable?: boolean
  sensitive?: boolean
  /** Its values tell of a person: exports of one person's data have them, and an erasure empties them. */
  personal?: boolean
  /**
   * Of a reference: whether the record tells about the person whom it names, or about whom what it names tells. Missing: yes
   * where it names a single record of an entity of persons, from an entity that is none.
   */
  subject?: boolean
  readOnly?: boolean
  /** The value is what this hook of `computed` makes of the record: nobody writes it, and it is worked out at every write. */
  computedBy?: string
  /** `formula` only: an expression over the record. */
  formula?: string
  /** `rollup` and `count` only. */
  rollup?: Rollup
  /** `lookup` only: the references to follow, then the field: `account.owner`. */
  lookup?: string
  /** Of a derived field: written when a model is merged, never by hand. */
  result?: FieldResult
  embed?: EmbedExposure
  deprecated?: boolean
  /** A condition over the record: where it does not hold, forms and pages leave the field out. It is no right: the API goes on giving it. */
  visibleWhen?: string
  /** A condition over the record: where it holds, and `visibleWhen` does, the field must have a value. */
  requiredWhen?: string
  default?: JsonValue
  /** Instead of `default`: the moment (its day, clock or month in the tenant's time zone), or the user, of the record's creation. */
  defaultTo?: DefaultTo
  /** Instead of both: an expression over the new record's other values, `actor`, `now` and `today`. */
  defaultExpression?: string
  minLength?: number
  maxLength?: number
  pattern?: string
  /** Shown instead of the general message when `pattern` does not match. */
  patternMessage?: LocalizedText
  minimum?: number
  maximum?: number
  /** Stable id beneath the name. Default: the name at first publishing. */
  id?: string
}

/**
 * Fields whose values together no two live records may share; records that have no value in one of them may.
 * `message` is shown instead of the general one.
 */
export interface UniqueGroup {
  fields: string[]
  /** Capitals make no difference in the texts among them. */
  caseFolded?: boolean
  message?: LocalizedText
}

export const MATCH_KINDS = ['email', 'phone', 'exact', 'name', 'address'] as const
/** By what two values of a field count as the same; `name` for those that are similar. */
export type MatchKind = (typeof MATCH_KINDS)[number]

/** When two records of an entity are taken for the same thing: all of `match` must hold. */
export interface DuplicateRule {
  /** camelCase; the same through edits and upgrades. */
  name: string
  label: LocalizedText
  match: Array<{ field: string; by: MatchKind }>
  /** What happens to a write that makes such a record. `warn` lets it through, and forms ask. */
  onWrite: 'warn' | 'refuse'
}

/** Of an entity: rollups, and of each of these keys and sums. */
export const ROLLUP_LIMITS = { rollups: 5, keys: 3, sums: 10 } as const

/** Number of records and sums of fields per value of up to three fields, kept ready instead of worked out when asked for. */
export interface RollupSchema {
  /** camelCase; the same through edits and upgrades. */
  name: string
  /** As `records.group` takes them: fields of the record itself; dates and times may be grouped `per` a period. */
  groupBy: Array<string | GroupKey>
  /** Fields whose sums are kept, and with them averages; the number of records always is. */
  sums?: string[]
}

/** A condition that a record must meet when it is written. */
export interface ValidationRule {
  /** camelCase; the same through edits and upgrades. */
  name: string
  label: LocalizedText
  /** An expression over the record as it would be stored, and as `old` over what it was: a write is refused unless it holds. */
  condition: string
  /** What is said where it does not hold. */
  message: LocalizedText
  /** Fields at which it is said. Missing: those of the record that the condition names. */
  fields?: string[]
}

/** Why personal values of an entity's records have to be kept, such as for the tax office, and from their creation how long. */
export interface Retention {
  reason: LocalizedText
  /** 1 to 100; missing: for good. */
  years?: number
}

/** `entities/<name>.schema.json`: one record type. The file's name is the entity's name. */
export interface EntitySchema {
  $schema?: string
  type: 'object'
  name: string
  label: LocalizedText
  pluralLabel: LocalizedText
  description?: LocalizedText
  /** A lucide icon's name, such as `building-2`. */
  icon?: string
  /** The field shown wherever a record of this entity is named. */
  titleField: string
  properties: Record<string, FieldSchema>
  required?: string[]
  uniqueTogether?: UniqueGroup[]
  duplicates?: DuplicateRule[]
  /** Figures that are kept ready. */
  rollups?: RollupSchema[]
  validations?: ValidationRule[]
  /** Each record is a person, whose data can be exported and erased together. */
  subject?: boolean
  /** Records whose personal values an erasure leaves: for good, or until they are so many years old. */
  retain?: Retention
  /** The field that names the customer: rows that reference the customer by it belong to that customer in embeds. */
  customerField?: string
  /** Order and grouping of fields in forms; fields not named follow in their declared order. */
  sections?: Array<{ label: LocalizedText; fields: string[] }>
  /** Columns of the default list. */
  listFields?: string[]
}

/** `entities/<name>.extension.json`: fields that a plugin adds to another plugin's entity. */
export interface EntityExtension {
  $schema?: string
  extends: string
  properties: Record<string, FieldSchema>
  required?: string[]
  uniqueTogether?: UniqueGroup[]
  duplicates?: DuplicateRule[]
  rollups?: RollupSchema[]
  validations?: ValidationRule[]
  sections?: Array<{ label: LocalizedText; fields: string[] }>
}
