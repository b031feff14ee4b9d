import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { sql } from 'kysely'
import type { ApprovedWrite } from '../approve-writes.ts'
import { changeRecords } from '../change-records.ts'
import { changedFields } from '../changed-values.ts'
import { fileColumns } from '../file-columns.ts'
import { idArray } from '../find-followers.ts'
import { orComing } from '../or-coming.ts'
import type { Queryable } from '../queryable.ts'
import type { RecordScope } from '../record-scope.ts'
import { referenceColumns } from '../reference-locks.ts'
import { changedTyped } from '../update-record.ts'
import { columnValues, writeColumns } from '../write-columns.ts'
import type { MergedFact } from './merged-fact.ts'

interface KeptChange {
  id: string
  version: number
  write: ApprovedWrite
  /** The record before. */
  current: JsonObject
  fact: MergedFact
  /** Records that the same transaction takes out of the trash after this: they can be named already. */
  coming?: readonly string[]
}

/** Writes the record that stays, with an entry that names the merge even where no value changes. Null where nothing was written. */
export async function changeKept(
  trx: Queryable,
  scope: RecordScope,
  { id, version, write, current, fact, coming = [] }: KeptChange,
): Promise<TenonRecord | null> {
  const { entity } = scope
  const changed = changedFields({ values: write.values, place: null }, current)
  const [record] = await changeRecords(trx, scope, {
    facts: { action: 'update', type: 'record.updated', passed: write.passed, merged: fact },
    rows: [{ id, version, columns: columnValues(entity, { ...write, place: null, stay: null }) }],
    columns: writeColumns(entity, new Set([...changed, ...Object.keys(write.codes)])),
    assignments: [],
    references: referenceColumns(scope, changed).map((column) =>
      orComing(column, sql`select unnest(${idArray(coming)})`),
    ),
    files: fileColumns(scope, changed),
    typed: [{ id, typed: changedTyped(write, changed) }],
    deleted: false,
  })
  return record ?? null
}
