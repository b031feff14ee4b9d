import { type RawBuilder, sql } from 'kysely'
import { isIdList, linkTarget } from '../model/field-link.ts'
import { type RecordScope, systemTable, tableOf } from './record-scope.ts'
import { rowPredicate } from './row-predicate.ts'

/** A column of the write that names records or users. */
export interface ReferenceColumn {
  field: string
  column: string
  /** `uuid[]` where it names several. */
  type: 'uuid' | 'uuid[]'
  /** SELECT of the ids among `candidates` (a subquery) that exist, are live and may be seen by the actor. */
  existing(candidates: RawBuilder<unknown>): RawBuilder<unknown>
}

/** The reference columns among the fields that a write sets. */
export function referenceColumns(scope: RecordScope, fields: Iterable<string>): ReferenceColumn[] {
  return [...new Set(fields)].flatMap((name) => {
    if (name === 'ownerId') return userColumn(scope, { field: name, column: 'owner_id', type: 'uuid' })
    const field = scope.entity.fields.get(name)
    const column = field?.columns[0]?.name
    if (field === undefined || column === undefined) return []
    const target = linkTarget(field.schema)
    if (target === null) return []
    const named = { field: name, column, type: isIdList(field) ? 'uuid[]' : 'uuid' } as const
    return 'table' in target ? userColumn(scope, named) : recordColumn(scope, target.entity, named)
  })
}

type Named = Omit<ReferenceColumn, 'existing'>

function userColumn({ ctx }: RecordScope, named: Named): ReferenceColumn {
  const existing = (candidates: RawBuilder<unknown>) =>
    sql`select t.id from ${systemTable(ctx, '_user')} t where t.id = any(array(${candidates})) for key share of t`
  return { ...named, existing }
}

function recordColumn(scope: RecordScope, entity: string, named: Named): ReferenceColumn {
  const target = scope.rights.referable(entity)
  const existing = (candidates: RawBuilder<unknown>) => {
    // To whoever may not see the target, it does not exist: a reference must not tell otherwise.
    if (target === null) return sql`select null::uuid as id where false`
    return sql`select t.id from ${tableOf(scope.ctx, target.entity)} t
      where t.id = any(array(${candidates})) and t.deleted_at is null
        and ${rowPredicate(target, { action: 'read', alias: 't' })} for key share of t`
  }
  return { ...named, existing }
}

/**
 * CTEs that hold the targets of `input`'s references until the write commits, so that nobody deletes them
 * meanwhile, and `missing`: a row for each reference without a target. The write does nothing while it has one.
 */
export function referenceLocks(scope: RecordScope, columns: readonly ReferenceColumn[]): RawBuilder<unknown>[] {
  const locks = columns.map(({ column, type, existing }, index) => {
    const named = type === 'uuid' ? sql.ref(`input.${column}`) : sql`unnest(${sql.ref(`input.${column}`)})`
    return sql`${sql.id(`target_${index}`)} as materialized (${existing(sql`select distinct ${named} from input`)})`
  })
  const gaps = columns.map(({ column, type }, index) => {
    const found = sql`(select id from ${sql.id(`target_${index}`)})`
    if (type === 'uuid[]') return listGap(scope, column, found)
    return sql`select 1 from input where ${sql.ref(`input.${column}`)} is not null
      and ${sql.ref(`input.${column}`)} not in ${found}`
  })
  const missing = gaps.length === 0 ? sql`select 1 where false` : sql.join(gaps, sql` union all `)
  return [...locks, sql`missing as materialized (${missing})`]
}

/** Whoever adds to a list may leave in it what is there already and not for their eyes. */
function listGap({ ctx, entity }: RecordScope, column: string, found: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`select 1 from input, unnest(${sql.ref(`input.${column}`)}) as one where one not in ${found}
    and not exists (select 1 from ${tableOf(ctx, entity)} kept
      where kept.id = input._id and kept.deleted_at is null and one = any(${sql.ref(`kept.${column}`)}))`
}
