import type { GetRecordInput } from '@tenon/sdk/contract/api-contract'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { isUuid } from './is-uuid.ts'
import { runKept, slot } from './kept-statement.ts'
import { matchingRows } from './matching-rows.ts'
import { type RecordRow, recordColumns } from './record-columns.ts'
import { recordNotFound } from './record-not-found.ts'
import { makeOpenScope, type RecordScope, type ScopeDependencies, tableOf } from './record-scope.ts'

export type GetRecord = (ctx: RequestContext, input: GetRecordInput) => Promise<TenonRecord>

/** Makes the function that reads one live record. It throws NOT_FOUND for one that the actor may not see. */
export function makeGetRecord({ database, ...dependencies }: ScopeDependencies & { database: Database }): GetRecord {
  const openScope = makeOpenScope(dependencies)
  return async (ctx, { entity, id, fields, expand }) => {
    const scope = await openScope(ctx, { entity, action: 'read' })
    const db = database.tenant(ctx.tenant.schema)
    const build = (which: unknown) => {
      // Which text somebody typed is for who edits the record, and so asks for all of it.
      const record = recordColumns(scope, { alias: 'r', fields, expand, typed: fields === undefined })
      const statement = sql<RecordRow>`select ${sql.join(record.columns)} from ${tableOf(ctx, scope.entity)} r
        where r.id = ${which}::uuid and ${matchingRows(scope, { alias: 'r' })}`
      return { statement, read: record.read }
    }
    if (!isUuid(id)) {
      build(id)
      throw recordNotFound(scope, id)
    }
    // As JSON: no name that is asked for can pass for another choice.
    const key = isSteady(scope, expand) ? `get ${JSON.stringify(fields)}` : null
    const { rows, built } = await runKept(db, {
      access: scope.access,
      key,
      build: () => build(slot('id')),
      values: { id },
    })
    if (rows[0] === undefined) throw recordNotFound(scope, id)
    return built.read(rows[0])
  }
}

/** What is worked out as it is read may be of the time at which it is. */
function isSteady({ entity }: RecordScope, expand: GetRecordInput['expand']): boolean {
  return entity.derivedFields.length === 0 && expand === undefined
}
