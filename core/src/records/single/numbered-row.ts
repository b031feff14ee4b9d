import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { type RawBuilder, sql } from 'kysely'
import type { CompiledEntity } from '../../model/compiled-model.ts'
import { fieldsOfType } from '../../model/fields-of-type.ts'
import type { RecordScope } from '../record-scope.ts'
import { namedColumns } from '../row-json.ts'
import { numberText, takeNumbers } from '../sequence-numbers.ts'
import type { SingleRow } from './single-answer.ts'
import { TOLD_CHANGES } from './single-statement.ts'

/** What a statement for one new record has besides where PostgreSQL gives the record numbers; all over `r`, the new row. */
export interface NumberedRow {
  /** CTEs: `missing` has a row where a reference has no target, and then no number is taken. */
  preparation: readonly RawBuilder<unknown>[]
  /** Columns of the numbers, and their values. */
  columns: readonly string[]
  values: readonly RawBuilder<unknown>[]
  /** The numbers as members of a JSON object. */
  body: RawBuilder<unknown>
  changes: RawBuilder<unknown>
  /** To be selected, for `numbersOf`. */
  answer: readonly RawBuilder<unknown>[]
}

/** Null of an entity without numbers. `held` are conditions that hold where all references have their targets. */
export function numberedRow(scope: RecordScope, held: readonly RawBuilder<unknown>[]): NumberedRow | null {
  const { entity } = scope
  const fields = fieldsOfType(entity, 'sequence')
  if (fields.length === 0) return null
  const told = namedColumns(entity, { names: fields.map(({ name }) => name), alias: 'r' })
  const all = held.length === 0 ? sql`true` : sql.join(held, sql` and `)
  const firsts = told.map(
    ({ name, value }) => sql`${sql.lit(name)}, jsonb_build_object('old', null::text, 'new', ${value})`,
  )
  return {
    preparation: [
      sql`missing as materialized (select 1 where not (${all}))`,
      ...fields.map((field, index) => takeNumbers(scope, field, { index, count: 1 })),
    ],
    columns: fields.flatMap(({ columns }) => columns.map(({ name }) => name)),
    values: fields.map((field, index) => numberText(scope, field, { index, position: sql`0` })),
    body: sql`jsonb_build_object(${sql.join(told.map(({ name, value }) => sql`${sql.lit(name)}, ${value}`))})`,
    changes: sql`${TOLD_CHANGES} || jsonb_build_object(${sql.join(firsts)})`,
    answer: told.map(({ value }, index) => sql`${value} as ${sql.id(`$number${index}`)}`),
  }
}

/** The numbers that a new record was given, by field. */
export function numbersOf(entity: CompiledEntity, row: SingleRow): JsonObject {
  const numbers = fieldsOfType(entity, 'sequence').map(({ name }, index) => [name, row[`$number${index}`] ?? null])
  return Object.fromEntries(numbers)
}
