import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { type RawBuilder, sql } from 'kysely'
import type { RecordChange } from './change-records.ts'
import { fullScope } from './full-scope.ts'
import { orComing } from './or-coming.ts'
import type { RecordScope } from './record-scope.ts'
import { referenceColumns } from './reference-locks.ts'
import { columnValues, writeColumns } from './write-columns.ts'

interface Returning {
  id: string
  version: number
  values: JsonObject
}

interface Restoring {
  /** Of those that come back because another one does. */
  reason?: string
  /** SELECT of the ids of records that come back in the same transaction: they can be named already. */
  coming?: RawBuilder<unknown> | null
}

/** The change that brings deleted records back, each as it was. */
export function restoration(
  scope: RecordScope,
  records: readonly Returning[],
  { reason, coming = null }: Restoring = {},
): RecordChange {
  const { entity } = scope
  const filled = new Set(records.flatMap(({ values }) => Object.keys(values).filter((name) => values[name] !== null)))
  // The targets must live, whoever may see them: the record named them before.
  const references = referenceColumns(fullScope(scope, entity), [...filled])
  const names = new Set(references.map(({ field }) => field))
  const namedOf = (values: JsonObject) => Object.fromEntries([...names].map((name) => [name, values[name] ?? null]))
  return {
    facts: { action: 'restore', type: 'record.restored', ...(reason !== undefined && { reason }) },
    rows: records.map(({ id, version, values }) => ({
      ...{ id, version },
      columns: columnValues(entity, { values: namedOf(values), place: null, codes: {} }),
    })),
    columns: writeColumns(entity, names),
    assignments: [sql`deleted_at = null`],
    references: coming === null ? references : references.map((column) => orComing(column, coming)),
    deleted: true,
  }
}
