import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { type RawBuilder, sql } from 'kysely'
import { isMasked } from '../access/entity-access.ts'
import { withoutHidden } from './hidden-fields.ts'
import { maskedColumn } from './masked-column.ts'
import type { RecordScope } from './record-scope.ts'
import { namedColumns, rowJson } from './row-json.ts'
import { selectExpanded } from './select-expanded.ts'
import { selectLabels } from './select-labels.ts'
import { withStaleFields } from './stale-fields.ts'
import { selectTyped } from './typed-texts.ts'
import { visibleField, visibleFieldNames } from './visible-field.ts'

export interface SelectedParts {
  /** Fields besides id and version; missing: all that the actor may read. */
  fields?: readonly string[] | undefined
  expand?: readonly string[] | undefined
  /** Whether `$typed` is told: it is for who edits a record, and would cost a list a look-up per row. */
  typed?: boolean
}

/**
 * JSON of a record as the actor may see it, with `$labels`, `$masked`, `$stale`, `$expanded` and `$typed`, as one SQL expression
 * over `alias`.
 * @throws TenonError BAD_REQUEST for a field that is unknown or hidden
 */
export function selectRecord(
  scope: RecordScope,
  { alias, fields, expand = [], typed = false }: SelectedParts & { alias: string },
): RawBuilder<JsonValue> {
  const chosen = fields === undefined ? visibleFieldNames(scope.access) : chosenFields(scope, fields)
  // Also for a writer who may read nothing: these two say what was written.
  const all = [...new Set(['id', 'version', ...chosen])]
  const names = all.filter((name) => !isMasked(scope.access, name))
  const columns = [
    ...namedColumns(scope.entity, { names, alias, scope }),
    ...maskedColumn(scope.access, { names: all, alias }),
  ]
  const labels = selectLabels(scope, { alias, names })
  const expanded = selectExpanded(scope, { alias, expand })
  if (labels !== null) columns.push(sql`${labels} as ${sql.id('$labels')}`)
  if (expanded !== null) columns.push(sql`${expanded} as ${sql.id('$expanded')}`)
  // Of a masked value too: it says nothing of what stands there.
  const open = withoutHidden(rowJson(columns), scope.access, { names: all, alias })
  const json = withStaleFields(open, scope.entity, { names: all, alias })
  const texts = typed ? selectTyped(scope, { alias, names }) : null
  return texts === null ? json : sql<JsonValue>`((${json})::jsonb || coalesce(${texts}, '{}'))`
}

function chosenFields(scope: RecordScope, fields: readonly string[]): string[] {
  for (const [index, name] of fields.entries()) {
    if (name !== 'id' && name !== 'version') visibleField(scope, { name, pointer: `/fields/${index}` })
  }
  return [...fields]
}
