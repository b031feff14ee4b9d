import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { type RawBuilder, sql } from 'kysely'
import { readExpandTree } from './expand-tree.ts'
import { hiddenFields } from './hidden-fields.ts'
import type { RecordScope } from './record-scope.ts'
import { asColumn } from './row-json.ts'
import { labelColumns } from './select-labels.ts'
import { ownColumns, type SelectedParts, selectRecord, shownNames } from './select-record.ts'
import { selectTyped } from './typed-texts.ts'

/** A row of what `recordColumns` selects, by name of the column. */
export type RecordRow = Record<string, JsonValue>

interface RecordColumns {
  columns: RawBuilder<unknown>[]
  /** Makes the record of a row that has these columns; others of it are left out. */
  read(row: RecordRow): TenonRecord
}

/**
 * The same record in columns of a row, as far as may be: to write a field into JSON costs PostgreSQL several times what it
 * costs to send it, and the JSON is to be read again.
 * @throws TenonError BAD_REQUEST for a field that is unknown or hidden
 */
export function recordColumns(scope: RecordScope, parts: SelectedParts & { alias: string }): RecordColumns {
  const { alias, fields, expand } = parts
  const nodes = expand === undefined ? [] : readExpandTree(scope.ctx.locale, expand)
  const { all, names } = shownNames(scope, fields, '')
  const hasStale = scope.entity.computedFields.some(({ name }) => all.includes(name))
  if (hasStale || hiddenFields(scope.access, { names: all, alias }) !== null) {
    return { columns: [sql`${selectRecord(scope, parts)} as record`], read: ({ record }) => record as TenonRecord }
  }
  const labels = labelColumns(scope, { alias, names })
  const spent = { times: 1, total: { records: 0 } }
  const own = ownColumns(scope, { alias, nodes, spent, all, names, labels: labels.rest })
  const besides = labels.single.map(({ title }, index) => ({
    name: `$label${index}`,
    value: title as RawBuilder<unknown>,
  }))
  const texts = parts.typed === true ? selectTyped(scope, { alias, names }) : null
  if (texts !== null) besides.push({ name: '$texts', value: texts })
  const read = readColumns({ names: own.map(({ name }) => name), held: labels.single.map(({ name }) => name) })
  return { columns: [...own, ...besides].map(asColumn), read }
}

interface ReadNames {
  /** Of the columns that are the record's. */
  names: readonly string[]
  /** Fields whose ids the columns `$label0`, `$label1` … give the titles of. */
  held: readonly string[]
}

function readColumns({ names, held }: ReadNames): RecordColumns['read'] {
  return (row) => {
    const record: JsonObject = {}
    for (const name of names) record[name] = row[name] ?? null
    if (held.length > 0) record['$labels'] = { ...(record['$labels'] as JsonObject | undefined), ...titles(held, row) }
    Object.assign(record, row['$texts'])
    return record as TenonRecord
  }
}

function titles(held: readonly string[], row: RecordRow): JsonObject {
  const labels: JsonObject = {}
  for (const [index, name] of held.entries()) {
    const [id, title] = [row[name], row[`$label${index}`]]
    if (typeof id === 'string' && typeof title === 'string') labels[id] = title
  }
  return labels
}
