import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { ExpandInput } from '@tenon/sdk/contract/query'
import { type RawBuilder, sql } from 'kysely'
import { isMasked } from '../access/entity-access.ts'
import { type ExpandNode, readExpandTree } from './expand-tree.ts'
import { withoutHidden } from './hidden-fields.ts'
import { maskedColumn } from './masked-column.ts'
import type { RecordScope } from './record-scope.ts'
import { type NamedColumn, namedColumns, rowJson } from './row-json.ts'
import { type ExpandSpent, selectExpanded } from './select-expanded.ts'
import { selectLabels } from './select-labels.ts'
import { withStaleFields } from './stale-fields.ts'
import { selectTyped } from './typed-texts.ts'
import { visibleField, visibleFieldNames } from './visible-field.ts'

export interface SelectedParts {
  /** Fields besides id and version; missing: all that the actor may read. */
  fields?: readonly string[] | undefined
  expand?: ExpandInput | undefined
  /** Whether `$typed` is told: it is for who edits a record, and would cost a list a look-up per row. */
  typed?: boolean
  /** Whether `$labels` is told; it is unless this says otherwise. */
  labels?: boolean
}

/**
 * JSON of a record as the actor may see it, with `$labels`, `$masked`, `$stale`, `$expanded` and `$typed`, as one SQL expression
 * over `alias`.
 * @throws TenonError BAD_REQUEST for a field that is unknown or hidden
 */
export function selectRecord(
  scope: RecordScope,
  { alias, fields, expand, typed = false, labels = true }: SelectedParts & { alias: string },
): RawBuilder<JsonValue> {
  const nodes = expand === undefined ? [] : readExpandTree(scope.ctx.locale, expand)
  const spent = { times: 1, total: { records: 0 } }
  return recordJson(scope, { alias, fields, nodes, spent, typed, labels, pointer: '' })
}

interface RecordParts {
  alias: string
  fields: readonly string[] | undefined
  nodes: readonly ExpandNode[]
  spent: ExpandSpent
  typed: boolean
  labels: boolean
  pointer: string
}

/** Which fields are told, and those of them whose values are. */
export function shownNames(scope: RecordScope, fields: readonly string[] | undefined, pointer: string) {
  const chosen = fields === undefined ? visibleFieldNames(scope.access) : chosenFields(scope, fields, pointer)
  // Also for a writer who may read nothing: these two say what was written.
  const all = [...new Set(['id', 'version', ...chosen])]
  return { all, names: all.filter((name) => !isMasked(scope.access, name)) }
}

interface OwnParts {
  alias: string
  nodes: readonly ExpandNode[]
  spent: ExpandSpent
  all: readonly string[]
  names: readonly string[]
  labels: RawBuilder<unknown> | null
}

/** The record's fields and what goes with them, each under its name. */
export function ownColumns(scope: RecordScope, { alias, nodes, spent, all, names, labels }: OwnParts): NamedColumn[] {
  const columns = [
    ...namedColumns(scope.entity, { names, alias, scope }),
    ...maskedColumn(scope.access, { names: all, alias }),
  ]
  const expanded = selectExpanded(scope, { alias, nodes, spent, record: partJson })
  if (labels !== null) columns.push({ name: '$labels', value: labels })
  if (expanded !== null) columns.push({ name: '$expanded', value: expanded })
  return columns
}

function recordJson(scope: RecordScope, parts: RecordParts): RawBuilder<JsonValue> {
  const { alias, fields, nodes, spent } = parts
  const { all, names } = shownNames(scope, fields, parts.pointer)
  const labels = parts.labels ? selectLabels(scope, { alias, names }) : null
  const columns = ownColumns(scope, { alias, nodes, spent, all, names, labels })
  // Of a masked value too: it says nothing of what stands there.
  const open = withoutHidden(rowJson(columns), scope.access, { names: all, alias })
  const json = withStaleFields(open, scope.entity, { names: all, alias })
  const texts = parts.typed ? selectTyped(scope, { alias, names }) : null
  return texts === null ? json : sql<JsonValue>`((${json})::jsonb || coalesce(${texts}, '{}'))`
}

function partJson(
  scope: RecordScope,
  { alias, node, spent }: { alias: string; node: ExpandNode; spent: ExpandSpent },
): RawBuilder<JsonValue> {
  const { fields, parts: nodes, labels, pointer } = node
  return recordJson(scope, { alias, fields, nodes, spent, labels, pointer, typed: false })
}

function chosenFields(scope: RecordScope, fields: readonly string[], pointer: string): string[] {
  for (const [index, name] of fields.entries()) {
    if (name !== 'id' && name !== 'version') visibleField(scope, { name, pointer: `${pointer}/fields/${index}` })
  }
  return [...fields]
}
