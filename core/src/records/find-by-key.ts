import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { type RawBuilder, sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { matchingRows } from './matching-rows.ts'
import type { QueryField } from './query-field.ts'
import { type RecordRow, recordColumns } from './record-columns.ts'
import { makeOpenScope, type ScopeDependencies, tableOf } from './record-scope.ts'
import { findableField } from './visible-field.ts'

interface FindByKeyInput {
  entity: string
  /** The field that is looked into. */
  key: string
  /** At most some ten thousand. */
  values: readonly JsonValue[]
  fields: readonly string[]
}

/** Live records whose key is one of the values, at most two of each value: the second says that it names no single one. */
export type FindByKey = (ctx: RequestContext, input: FindByKeyInput) => Promise<TenonRecord[]>

/**
 * Makes the function that finds the records that many values name: unlike a list, in no order, so that a key without an
 * index is looked through once for all values.
 */
export function makeFindByKey({ database, ...dependencies }: ScopeDependencies & { database: Database }): FindByKey {
  const openScope = makeOpenScope(dependencies)
  return async (ctx, { entity, key, values, fields }) => {
    if (values.length === 0) return []
    const scope = await openScope(ctx, { entity, action: 'read' })
    const { columns, read } = recordColumns(scope, { alias: 'r', fields: [...new Set([key, ...fields])] })
    const field = findableField(scope, { name: key, pointer: '/key' })
    const held = field.comparable('r')
    const { rows } = await sql<RecordRow>`select ${sql.join(columns)} from (
        select r.*, row_number() over (partition by ${held}) as _times
        from ${tableOf(ctx, scope.entity)} r
        where ${matchingRows(scope, { alias: 'r' })} and ${isOneOf(field, values, ctx.locale)}
      ) r where r._times <= 2`.execute(database.tenant(ctx.tenant.schema))
    return rows.map(read)
  }
}

/** As rows of their own, which PostgreSQL puts into a hash: a list of them it would go through for each record. */
function isOneOf(field: QueryField, values: readonly JsonValue[], locale: Locale): RawBuilder<boolean> {
  const held = field.comparable('r')
  const known = values.flatMap((value) => (value === null ? [] : [field.comparisonValue(value, locale)]))
  const among = sql<boolean>`${held} in (select unnest(array[${sql.join(known)}]))`
  if (known.length === values.length) return among
  return known.length === 0 ? sql<boolean>`${held} is null` : sql<boolean>`(${among} or ${held} is null)`
}
