import { type RawBuilder, sql } from 'kysely'
import type { CompiledField } from '../model/compiled-model.ts'
import { type RecordScope, systemTable, tableOf } from './record-scope.ts'
import { rowPredicate } from './row-predicate.ts'

/** A column of the write that names a record or a user. */
export interface ReferenceColumn {
  field: string
  column: string
  /** SELECT of the ids among `candidates` (a subquery) that exist, are live and may be seen by the actor. */
  existing(candidates: RawBuilder<unknown>): RawBuilder<unknown>
}

/** The reference columns among the fields that a write sets. */
export function referenceColumns(scope: RecordScope, fields: Iterable<string>): ReferenceColumn[] {
  return [...new Set(fields)].flatMap((name) => {
    if (name === 'ownerId') return userColumn(scope, { field: name, column: 'owner_id' })
    const field = scope.entity.fields.get(name)
    const column = field?.columns[0]?.name
    if (field === undefined || column === undefined) return []
    if (field.type === 'user') return userColumn(scope, { field: name, column })
    return field.type === 'reference' ? recordColumn(scope, field, column) : []
  })
}

function userColumn({ ctx }: RecordScope, named: { field: string; column: string }): ReferenceColumn {
  const existing = (candidates: RawBuilder<unknown>) =>
    sql`select t.id from ${systemTable(ctx, '_user')} t where t.id = any(array(${candidates})) for key share of t`
  return { ...named, existing }
}

function recordColumn(scope: RecordScope, field: CompiledField, column: string): ReferenceColumn {
  const target = scope.rights.referable(field.schema.reference?.entity ?? '')
  const existing = (candidates: RawBuilder<unknown>) => {
    // To whoever may not see the target, it does not exist: a reference must not tell otherwise.
    if (target === null) return sql`select null::uuid as id where false`
    return sql`select t.id from ${tableOf(scope.ctx, target.entity)} t
      where t.id = any(array(${candidates})) and t.deleted_at is null
        and ${rowPredicate(target, { action: 'read', alias: 't' })} for key share of t`
  }
  return { field: field.name, column, existing }
}

/**
 * CTEs that hold the targets of `input`'s references until the write commits, so that nobody deletes them
 * meanwhile, and `missing`: a row for each reference without a target, and for each file that cannot be attached. The write does nothing while it has one.
 */
export function referenceLocks(
  columns: readonly ReferenceColumn[],
  files: { ctes: readonly RawBuilder<unknown>[]; gaps: readonly RawBuilder<unknown>[] } = { ctes: [], gaps: [] },
): RawBuilder<unknown>[] {
  const locks = columns.map(({ column, existing }, index) => {
    const candidates = sql`select distinct ${sql.ref(`input.${column}`)} from input`
    return sql`${sql.id(`target_${index}`)} as materialized (${existing(candidates)})`
  })
  const gaps = columns.map(
    ({ column }, index) =>
      sql`select 1 from input where ${sql.ref(`input.${column}`)} is not null
        and ${sql.ref(`input.${column}`)} not in (select id from ${sql.id(`target_${index}`)})`,
  )
  const all = [...gaps, ...files.gaps]
  const missing = all.length === 0 ? sql`select 1 where false` : sql.join(all, sql` union all `)
  return [...locks, ...files.ctes, sql`missing as materialized (${missing})`]
}
