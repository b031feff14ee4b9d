import type { GetRecordInput } from '@tenon/sdk/contract/api-contract'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { isUuid } from './is-uuid.ts'
import { runKept, slot } from './kept-statement.ts'
import { matchingRows } from './matching-rows.ts'
import { notFoundOrMerged } from './merging/where-merged.ts'
import { recordNotFound } from './record-not-found.ts'
import { makeOpenScope, type RecordScope, type ScopeDependencies, tableOf } from './record-scope.ts'
import { selectRecord } from './select-record.ts'

export type GetRecord = (ctx: RequestContext, input: GetRecordInput) => Promise<TenonRecord>

/** Makes the function that reads one live record. It throws NOT_FOUND for one that the actor may not see. */
export function makeGetRecord({ database, ...dependencies }: ScopeDependencies & { database: Database }): GetRecord {
  const openScope = makeOpenScope(dependencies)
  return async (ctx, { entity, id, fields, expand }) => {
    const scope = await openScope(ctx, { entity, action: 'read' })
    const db = database.tenant(ctx.tenant.schema)
    const one = (which: unknown) => {
      // Which text somebody typed is for who edits the record, and so asks for all of it.
      const record = selectRecord(scope, { alias: 'r', fields, expand, typed: fields === undefined })
      return sql<{ record: TenonRecord }>`select ${record} as record from ${tableOf(ctx, scope.entity)} r
        where r.id = ${which}::uuid and ${matchingRows(scope, { alias: 'r' })}`
    }
    if (!isUuid(id)) {
      one(id)
      throw recordNotFound(scope, id)
    }
    const rows = isSteady(scope, expand)
      ? await runKept(db, {
          access: scope.access,
          // As JSON: no name that is asked for can pass for another choice.
          key: `get ${JSON.stringify(fields)}`,
          build: () => one(slot('id')),
          values: { id },
        })
      : (await one(id).execute(db)).rows
    if (rows[0] === undefined) throw await notFoundOrMerged(db, scope, id)
    return rows[0].record
  }
}

/** What is worked out as it is read may be of the time at which it is. */
function isSteady({ entity }: RecordScope, expand: GetRecordInput['expand']): boolean {
  return entity.derivedFields.length === 0 && expand === undefined
}
