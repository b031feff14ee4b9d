import { childCollections } from '@tenon/sdk/expression/child-collections'
import { nearestName } from '@tenon/sdk/expression/nearest-name'
import { type RawBuilder, sql } from 'kysely'
import type { RelatedPlace, RelatedSet } from './filter-ground.ts'
import { queryProblem } from './query-problem.ts'
import { type RecordScope, tableOf } from './record-scope.ts'
import { fieldPredicate, rowPredicate } from './row-predicate.ts'
import { findableField, unknownField } from './visible-field.ts'

/** Records of another entity that belong to a row, as far as the actor may read them. */
export interface RelatedRows extends RelatedSet {
  readonly scope: RecordScope
}

/**
 * Records that a reference of the row names.
 * @throws TenonError BAD_REQUEST, the same for a field that is hidden, one that leads to hidden records, and none at all
 */
export function referencedRows(scope: RecordScope, alias: string, place: RelatedPlace): RelatedRows {
  const { name, pointer } = place
  const field = findableField(scope, { name, pointer })
  const { type, schema } = scope.entity.fields.get(name) ?? {}
  const target = schema?.reference?.entity
  if ((type !== 'reference' && type !== 'multiReference') || target === undefined) throw noReference(scope, place)
  const inner = relatedScope(scope, target)
  if (inner === null) throw unknownField(scope, { name: place.path, pointer })
  const row = rowAlias(alias)
  const several = type === 'multiReference'
  const held = field.comparable(alias)
  const key = sql.ref(`${row}.id`)
  return {
    ...{ scope: inner, alias: row, several, key, rows: readableRows(inner, row) },
    // A look-up is a sub-select, and of the rows of one would be asked without the cast.
    link: several ? sql`${key} = any((${held})::uuid[])` : sql`${key} = ${held}`,
    within: (keys) =>
      several
        ? sql<boolean>`exists (select 1 from unnest(${held}) held(id) where (held.id in (${keys})) is true)`
        : sql<boolean>`(${held} in (${keys})) is true`,
  }
}

/**
 * Records that name the row by one of their references.
 * @throws TenonError BAD_REQUEST, the same for a collection that is hidden and none at all
 */
export function childRows(scope: RecordScope, alias: string, place: RelatedPlace): RelatedRows {
  const collection = childCollections(scope.model.document, scope.entity.name).get(place.name)
  const inner = collection === undefined ? null : relatedScope(scope, collection.entity)
  const reference = collection?.reference ?? ''
  const column = inner?.entity.fields.get(reference)?.columns[0]
  if (inner === null || column === undefined || !inner.access.canReveal(reference) || !inner.access.canRead(reference))
    throw noChildren(scope, place)
  const row = rowAlias(alias)
  const [key, id] = [sql.ref(`${row}.${column.name}`), sql.ref(`${alias}.id`)]
  return {
    ...{
      scope: inner,
      alias: row,
      several: true,
      key,
      rows: sql`${readableRows(inner, row)} ${andOpen(inner, reference, row)}`,
    },
    link: sql`${key} = ${id}`,
    within: (keys) => sql<boolean>`(${id} in (${keys})) is true`,
  }
}

function readableRows(scope: RecordScope, row: string): RawBuilder<unknown> {
  return sql`from ${tableOf(scope.ctx, scope.entity)} ${sql.id(row)}
    where ${sql.ref(`${row}.deleted_at`)} is null and ${rowPredicate(scope.access, { action: 'read', alias: row })}`
}

/** Beside the link, so that an index still answers that. */
function andOpen({ access }: RecordScope, field: string, alias: string): RawBuilder<unknown> {
  const open = fieldPredicate(access, { field, right: 'reveal', alias })
  return open === null ? sql`` : sql`and ${open}`
}

/** The same request over another entity; null where the actor may not read it. */
export function relatedScope(scope: RecordScope, entity: string): RecordScope | null {
  const access = scope.rights.readable(entity)
  return access === null ? null : { ...scope, access, entity: access.entity }
}

/** Another one than that of any row around it. */
function rowAlias(alias: string): string {
  const [, depth] = /^_p(\d+)$/.exec(alias) ?? []
  return `_p${Number(depth ?? 0) + 1}`
}

function noReference({ ctx }: RecordScope, { name, pointer }: RelatedPlace) {
  return queryProblem(ctx.locale, {
    pointer,
    rule: 'path',
    message: {
      en: `'${name}' is no reference to records of one entity, so no path leads through it`,
      'zh-CN': `“${name}”不是指向某一实体记录的引用，路径不能经过它`,
    },
  })
}

function noChildren(scope: RecordScope, { name, pointer }: RelatedPlace) {
  const near = nearestName(name, visibleChildren(scope))
  return queryProblem(scope.ctx.locale, {
    pointer,
    rule: 'children',
    message: {
      en: `'${scope.entity.name}' has no children '${name}'${near === null ? '' : `; did you mean '${near}'?`}`,
      'zh-CN': `“${scope.entity.name}”没有子记录“${name}”${near === null ? '' : `，是否指“${near}”？`}`,
    },
  })
}

/** Names to offer; none where parts have other names than keys, which collections' names are made of here. */
function visibleChildren({ model, entity, rights }: RecordScope): string[] {
  if (Object.values(model.document.names ?? {}).some((names) => Object.keys(names).length > 0)) return []
  const known = [...childCollections(model.document, entity.name)]
  return known
    .filter(([, child]) => rights.readable(child.entity)?.canRead(child.reference) === true)
    .map(([name]) => name)
}
