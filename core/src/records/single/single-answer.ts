import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { type RawBuilder, sql } from 'kysely'
import { writtenFieldNames } from '../find-query-field.ts'
import { withOwnLabel } from '../own-label.ts'
import type { RecordScope } from '../record-scope.ts'
import { labelColumns } from '../select-labels.ts'
import { selectWritten } from '../select-written.ts'
import { selectTyped } from '../typed-texts.ts'
import { seesAll } from '../write-answer.ts'
import { writtenAt } from './written-at.ts'

/** A written row as a statement gives it back. */
export interface SingleRow {
  [label: `$label${number}`]: string | null
  [number: `$number${number}`]: string
  /** When it was written, in RFC 3339. */
  at: string
  /** As the actor may see it; null for somebody who sees all of it. */
  record: TenonRecord | null
  labels: JsonObject | null
  typed: JsonObject | null
}

export interface SingleAnswer {
  /** SELECT list over `r`, the written row. */
  columns: RawBuilder<unknown>
  /** Makes the answer of the row, and of the record as it was put together here. */
  read(row: SingleRow, record: () => JsonObject): TenonRecord
}

interface Asked {
  /** Fields that name something with a title. */
  named: readonly string[]
  /** Whether texts may have been kept of the record before. */
  typed: boolean
}

/**
 * The written record as the actor may see it. Of a record that is seen whole, PostgreSQL is asked only for what cannot be
 * known here: to write a record as JSON costs it more than to store it.
 */
export function singleAnswer(scope: RecordScope, { named, typed }: Asked): SingleAnswer {
  const names = writtenFieldNames(scope.entity, false)
  if (!seesAll(scope, names)) {
    const record = selectWritten(scope, { alias: 'r', typed })
    const columns = sql`${writtenAt('r')} as at, ${record} as record, null::jsonb as labels, null::jsonb as typed`
    return { columns, read: ({ record: seen }) => withOwnLabel(seen as TenonRecord, scope) }
  }
  const { single, rest } = labelColumns(scope, { alias: 'r', names: named })
  const titles = single.map(({ title }, index) => sql`${title} as ${sql.id(`$label${index}`)}`)
  const texts = typed ? selectTyped(scope, { alias: 'r', names }) : null
  const columns = sql.join([
    ...[sql`${writtenAt('r')} as at`, sql`null::jsonb as record`, ...titles],
    ...[sql`${rest ?? sql`null::jsonb`} as labels`, sql`${texts ?? sql`null::jsonb`} as typed`],
  ])
  const held = single.map(({ name }) => name)
  return { columns, read: (row, record) => withOwnLabel(wholeRecord(row, record(), held), scope) }
}

function wholeRecord(row: SingleRow, record: JsonObject, held: readonly string[]): TenonRecord {
  const labels: JsonObject = { ...row.labels }
  for (const [index, name] of held.entries()) {
    const [id, title] = [record[name], row[`$label${index}`]]
    if (typeof id === 'string' && typeof title === 'string') labels[id] = title
  }
  return { ...record, $labels: labels, ...row.typed } as unknown as TenonRecord
}
