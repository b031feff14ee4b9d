import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import { type RawBuilder, sql } from 'kysely'
import { hasCommonTags, TAGS_COLUMN } from '../model/common-tags.ts'
import type { CompiledField } from '../model/compiled-model.ts'
import { isIdList, linkTarget } from '../model/field-link.ts'
import { type RecordScope, systemTable, tableOf } from './record-scope.ts'
import { rowPredicate } from './row-predicate.ts'

/** A column of the write that names records or users. */
export interface ReferenceColumn {
  field: string
  column: string
  /** `uuid[]` where it names several. */
  type: 'uuid' | 'uuid[]'
  /** Of a field that names a record of one of several entities: the one that this is about, and the column that says so. */
  of?: { entity: string; column: string }
  /**
   * SELECT of the ids among `candidates` (a subquery) that exist, are live and may be seen by the actor. What somebody else
   * holds is waited for, or passed over as if it were not there.
   */
  existing(candidates: RawBuilder<unknown>, held?: HeldByOthers): RawBuilder<unknown>
  /** The same of ids of records that are deleted. */
  deleted?(candidates: RawBuilder<unknown>): RawBuilder<unknown>
}

export type HeldByOthers = 'waitFor' | 'passOver'

/** The reference columns among the fields that a write sets. */
export function referenceColumns(scope: RecordScope, fields: Iterable<string>): ReferenceColumn[] {
  return [...new Set(fields)].flatMap((name) => {
    if (name === 'ownerId') return systemColumn(scope, '_user', { field: name, column: 'owner_id', type: 'uuid' })
    if (name === TAGS_FIELD && hasCommonTags(scope.entity)) return tagColumn(scope)
    const field = scope.entity.fields.get(name)
    const column = field?.columns[0]?.name
    if (field === undefined || column === undefined) return []
    if (field.type === 'anyReference') return anyColumns(scope, field)
    const target = linkTarget(field.schema)
    if (target === null) return []
    const named = { field: name, column, type: isIdList(field) ? 'uuid[]' : 'uuid' } as const
    return 'table' in target ? systemColumn(scope, target.table, named) : recordColumn(scope, target.entity, named)
  })
}

type Named = Omit<ReferenceColumn, 'existing' | 'deleted'>

function anyColumns(scope: RecordScope, { name, columns, schema }: CompiledField): ReferenceColumn[] {
  const [id, of] = columns
  if (id === undefined || of === undefined) return []
  return (schema.targets?.entities ?? []).map((entity) =>
    recordColumn(scope, entity, { field: name, column: id.name, type: 'uuid', of: { entity, column: of.name } }),
  )
}

/** Users and teams are for everybody to name. */
function systemColumn({ ctx }: RecordScope, table: '_user' | '_team', named: Named): ReferenceColumn {
  const existing = (candidates: RawBuilder<unknown>, held?: HeldByOthers) =>
    sql`select t.id from ${systemTable(ctx, table)} t where t.id = any(array(${candidates}))
      for key share of t ${waiting(held)}`
  return { ...named, existing }
}

/**
 * Tags that can be put on a record of the entity. Held in a way that also keeps a tag from being taken away or put in the
 * archive meanwhile: those changes wait, and then see the record.
 */
function tagColumn({ ctx, entity }: RecordScope): ReferenceColumn {
  const existing = (candidates: RawBuilder<unknown>, held?: HeldByOthers) =>
    sql`select t.id from ${systemTable(ctx, '_tag')} t where t.id = any(array(${candidates})) and ${isOffered(entity.name)}
      for share of t ${waiting(held)}`
  return { field: TAGS_FIELD, column: TAGS_COLUMN, type: 'uuid[]', existing }
}

function isOffered(entity: string): RawBuilder<boolean> {
  return sql`t.archived_at is null and t.leaving_since is null and (t.entities is null or ${entity}::text = any(t.entities))`
}

function recordColumn(scope: RecordScope, entity: string, named: Named): ReferenceColumn {
  const target = scope.rights.referable(entity)
  const existing = (candidates: RawBuilder<unknown>, held?: HeldByOthers) => {
    // To whoever may not see the target, it does not exist: a reference must not tell otherwise.
    if (target === null) return sql`select null::uuid as id where false`
    return sql`select t.id from ${tableOf(scope.ctx, target.entity)} t
      where t.id = any(array(${candidates})) and t.deleted_at is null
        and ${rowPredicate(target, { action: 'read', alias: 't' })} for key share of t ${waiting(held)}`
  }
  if (target === null) return { ...named, existing }
  const deleted = (candidates: RawBuilder<unknown>) => sql`select t.id from ${tableOf(scope.ctx, target.entity)} t
    where t.id = any(array(${candidates})) and t.deleted_at is not null
      and ${rowPredicate(target, { action: 'read', alias: 't' })}`
  return { ...named, existing, deleted }
}

function waiting(held: HeldByOthers = 'waitFor'): RawBuilder<unknown> {
  return held === 'passOver' ? sql`skip locked` : sql``
}

/**
 * CTEs that hold the targets of `input`'s references until the write commits, so that nobody deletes them
 * meanwhile, and `missing`: a row for each reference without a target, and for each file that cannot be attached. The write does nothing while it has one.
 */
export function referenceLocks(
  scope: RecordScope,
  columns: readonly ReferenceColumn[],
  files: { ctes: readonly RawBuilder<unknown>[]; gaps: readonly RawBuilder<unknown>[] } = { ctes: [], gaps: [] },
): RawBuilder<unknown>[] {
  const locks = columns.map(({ column, type, of, existing }, index) => {
    const named = type === 'uuid' ? sql.ref(`input.${column}`) : sql`unnest(${sql.ref(`input.${column}`)})`
    const candidates = sql`select distinct ${named} from input where ${isAbout(of)}`
    return sql`${sql.id(`target_${index}`)} as materialized (${existing(candidates)})`
  })
  const gaps = columns.map(({ column, type, of }, index) => {
    const found = sql`(select id from ${sql.id(`target_${index}`)})`
    if (type === 'uuid[]') return listGap(scope, column, found)
    return sql`select 1 from input where ${sql.ref(`input.${column}`)} is not null
      and ${isAbout(of)} and ${sql.ref(`input.${column}`)} not in ${found}`
  })
  const all = [...gaps, ...files.gaps]
  const missing = all.length === 0 ? sql`select 1 where false` : sql.join(all, sql` union all `)
  return [...locks, ...files.ctes, sql`missing as materialized (${missing})`]
}

function isAbout(of: ReferenceColumn['of']): RawBuilder<unknown> {
  return of === undefined ? sql`true` : sql`${sql.ref(`input.${of.column}`)} = ${of.entity}`
}

/** Whoever adds to a list may leave in it what is there already and not for their eyes. */
function listGap({ ctx, entity }: RecordScope, column: string, found: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`select 1 from input, unnest(${sql.ref(`input.${column}`)}) as one where one not in ${found}
    and not exists (select 1 from ${tableOf(ctx, entity)} kept
      where kept.id = input._id and kept.deleted_at is null and one = any(${sql.ref(`kept.${column}`)}))`
}
