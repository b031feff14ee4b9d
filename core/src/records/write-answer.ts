import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { sql } from 'kysely'
import { writtenFieldNames } from './find-query-field.ts'
import type { RecordScope } from './record-scope.ts'
import { selectLabels } from './select-labels.ts'
import { selectWritten } from './select-written.ts'
import { selectTyped } from './typed-texts.ts'
import type { WriteAnswer } from './write-statement.ts'

/** A written record as a statement gives it back, with what it has besides fields. */
export interface AnsweredRow {
  record: TenonRecord
  labels: JsonObject | null
  typed: JsonObject | null
}

/** Id and version alone, which whoever may write a record may know. */
export const BRIEF_ANSWER: WriteAnswer = {
  columns: sql`json_build_object('id', r.id, 'version', r.version) as record, null::json as labels, null::json as typed`,
  ofDocument: false,
}

/**
 * The written records as the actor may see them. Whoever sees all of a record gets what the audit trail and the event
 * are made of, which is there already.
 */
export function recordAnswer(scope: RecordScope, { typed }: { typed: boolean }): WriteAnswer {
  const names = writtenFieldNames(scope.entity, scope.tagged === true)
  if (!seesAll(scope, names)) {
    const record = selectWritten(scope, { alias: 'r', typed })
    return { columns: sql`${record} as record, null::json as labels, null::json as typed`, ofDocument: false }
  }
  const labels = selectLabels(scope, { alias: 'r', names }) ?? sql`null::json`
  const texts = (typed ? selectTyped(scope, { alias: 'r', names }) : null) ?? sql`null::json`
  return { columns: sql`d.after as record, ${labels} as labels, ${texts} as typed`, ofDocument: true }
}

/** The whole of it. */
export function answeredRecord({ record, labels, typed }: AnsweredRow): TenonRecord {
  return { ...record, ...(labels !== null && { $labels: labels }), ...typed } as TenonRecord
}

/** Whether the record is told with all its fields, and nothing else. */
export function seesAll({ access, entity }: RecordScope, names: readonly string[]): boolean {
  if (entity.derivedFields.length > 0 || access.rows('read') !== 'all') return false
  const isOpen = (name: string) => access.canShow(name) && access.fieldRows(name, 'read') === 'all'
  return names.every((name) => access.canRead(name) && isOpen(name))
}
