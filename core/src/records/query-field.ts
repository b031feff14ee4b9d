import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { FilterOperator } from '@tenon/sdk/contract/query'
import type { RawBuilder } from 'kysely'
import type { StoredForm } from '../model/field-types/stored-form.ts'

/** What reading needs of a field, be it declared or common. */
export interface QueryField {
  readonly name: string
  readonly operators: readonly FilterOperator[]
  readonly sortable: boolean
  /** True where the column is NOT NULL, so that a page's boundary needs no special case for nulls. */
  readonly neverNull: boolean
  /** PostgreSQL type that a page's boundary value is cast to. */
  readonly sortType: string
  selectJson(alias: string): RawBuilder<JsonValue>
  /** What PostgreSQL by itself turns into the same JSON, where there is such a form. */
  selectValue?(alias: string): RawBuilder<unknown>
  /** The value in columns, to be read by `read`, where there is such a form. */
  readonly parts?: {
    select(alias: string): RawBuilder<unknown>[]
    read: ((parts: readonly JsonValue[]) => JsonValue) | null
  }
  /** The value in columns as they are stored, and how they become its JSON, where there is such a form. */
  readonly stored?: { form: StoredForm; select(alias: string): RawBuilder<unknown>[] }
  comparable(alias: string): RawBuilder<unknown>
  /** Text that `contains` and `startsWith` look into. */
  searchText(alias: string): RawBuilder<unknown>
  /**
   * True of every row whose text contains all of the words, and answered by an index; missing where there is none. No word
   * is empty.
   */
  readonly mayContain?: (alias: string, words: readonly string[]) => RawBuilder<boolean>
  /** A condition that is the field type's own; null for one that every type has. */
  condition(
    op: FilterOperator,
    comparison: { alias: string; value: JsonValue; locale: Locale },
  ): RawBuilder<boolean> | null
  /** Of money: its currency; null for anything else. */
  currency(alias: string): RawBuilder<unknown> | null
  comparisonValue(value: JsonValue, locale: Locale): RawBuilder<unknown>
}
