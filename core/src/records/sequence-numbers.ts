import { type RawBuilder, sql } from 'kysely'
import type { CompiledField } from '../model/compiled-model.ts'
import { type RecordScope, systemTable } from './record-scope.ts'

/** The moment of the statement by the tenant's clocks: the year that a number counts in is the one that its prefix names. */
function localNow({ timeZone }: Pick<RecordScope, 'timeZone'>): RawBuilder<unknown> {
  return sql`(now() at time zone ${timeZone}::text)`
}

interface Take {
  /** Which of the statement's sequences it is. */
  index: number
  count: number
}

/**
 * CTE that takes the next numbers of a sequence; writers of one sequence wait for each other until commit. A sequence
 * that begins again each year has a counter per year. The first of them goes on where the counter of all years stood,
 * and the other way round, so that no number is given twice when an admin changes the rule.
 */
export function takeNumbers(scope: RecordScope, { id, schema }: CompiledField, { index, count }: Take) {
  const table = systemTable(scope.ctx, '_sequence')
  const yearly = schema.sequence?.reset === 'year'
  const key = yearly ? sql`${id}::text || '@' || to_char(${localNow(scope)}, 'YYYY')` : sql`${id}::text`
  const years = sql`left(field_id, length(${id}::text) + 1) = ${id}::text || '@'`
  const before = yearly
    ? sql`select max(next_value) from ${table} where field_id = ${id}::text
        and not exists (select 1 from ${table} where ${years})`
    : sql`select max(next_value) from ${table} where ${years}`
  return sql`${sql.id(`sequence_${index}`)} as (
    insert into ${table} as s (field_id, next_value)
    select ${key}, coalesce((${before}), 1) + ${count}::bigint where not exists (select 1 from missing)
    on conflict (field_id) do update set next_value = s.next_value + ${count}::bigint
    returning next_value - ${count}::bigint as first)`
}

/**
 * Such as `OPP-00042` or `2026-00042`: a number longer than the padding is not cut. `position` is that of the record among
 * those that the numbers were taken for, from 0.
 */
export function numberText(
  scope: RecordScope,
  { schema }: CompiledField,
  { index, position }: Pick<Take, 'index'> & { position: RawBuilder<unknown> },
): RawBuilder<unknown> {
  const { prefix = '', padding = 1 } = schema.sequence ?? {}
  const number = sql`((select first from ${sql.id(`sequence_${index}`)}) + ${position})::text`
  return sql`${prefixText(scope, prefix)} || lpad(${number}, greatest(${padding}::int, length(${number})), '0')`
}

function prefixText(scope: RecordScope, prefix: string): RawBuilder<unknown> {
  const parts = prefix.split(/(\{YYYY\}|\{YY\}|\{MM\})/).filter((part) => part !== '')
  const texts = parts.map((part) => {
    const moment = /^\{(YYYY|YY|MM)\}$/.exec(part)?.[1]
    return moment === undefined ? sql`${part}::text` : sql`to_char(${localNow(scope)}, ${sql.lit(moment)})`
  })
  return texts.length === 0 ? sql`''` : sql`${sql.join(texts, sql` || `)}`
}
