import { sql } from 'kysely'
import { linkTarget } from '../model/field-link.ts'
import { behind, type PathField } from './path-field.ts'
import type { QueryField } from './query-field.ts'
import { type RecordScope, systemTable } from './record-scope.ts'

/**
 * A field to order records by: one that names a record, a person or a team by what that is called, where the actor may
 * see it. `scope`: that of the row.
 */
export function titledField(scope: RecordScope, { scope: end, name, field, steps }: PathField): QueryField {
  if (name === 'ownerId') return systemTitled(scope, field, '_user')
  const declared = end.entity.fields.get(name)
  const target = declared === undefined || !field.sortable ? null : linkTarget(declared.schema)
  if (target === null) return field
  if ('table' in target) return systemTitled(scope, field, target.table)
  const access = scope.rights.readable(target.entity)
  const title = access?.entity.titleField
  if (title === undefined || access?.canShow(title.name) !== true) return field
  const { comparable, searchText } = behind(scope, [...steps, name, title.name])
  return {
    ...field,
    neverNull: false,
    sortType: title.sortable ? title.sortType : 'text',
    comparable: title.sortable ? comparable : searchText,
  }
}

function systemTitled({ ctx }: RecordScope, field: QueryField, table: '_user' | '_team'): QueryField {
  const called = (alias: string) =>
    sql`(select named.name from ${systemTable(ctx, table)} named where named.id = ${field.comparable(alias)})`
  return { ...field, neverNull: false, sortType: 'text', comparable: called }
}
