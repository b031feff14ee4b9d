import { type RawBuilder, sql } from 'kysely'
import type { EntityAccess, FieldRight } from '../access/entity-access.ts'
import type { QueryField } from './query-field.ts'
import { fieldPredicate } from './row-predicate.ts'

/**
 * A field as the actor sees it: on rows where it is closed it has no value, whatever is asked of it. The same field where it
 * is open on all rows.
 */
export function rowField(field: QueryField, access: EntityAccess, right: FieldRight = 'read'): QueryField {
  if (access.fieldRows(field.name, right) === 'all') return field
  const open = (alias: string) => fieldPredicate(access, { field: field.name, right, alias }) ?? sql<boolean>`true`
  const shown = <T>(alias: string, value: RawBuilder<T>) => sql<T>`(case when ${open(alias)} then ${value} end)`
  // The other forms of the value would not know of the rows.
  const { selectValue: _selectValue, parts: _parts, stored: _stored, ...rest } = field
  return {
    ...rest,
    neverNull: false,
    selectJson: (alias) => shown(alias, field.selectJson(alias)),
    selectValue: (alias) => shown(alias, field.selectValue?.(alias) ?? field.selectJson(alias)),
    comparable: (alias) => shown(alias, field.comparable(alias)),
    searchText: (alias) => shown(alias, field.searchText(alias)),
    condition: (op, comparison) => {
      const own = field.condition(op, comparison)
      return own === null ? null : sql<boolean>`(${open(comparison.alias)} and ${own})`
    },
    currency: (alias) => {
      const own = field.currency(alias)
      return own === null ? null : shown(alias, own)
    },
  }
}
