import type { GetRecordInput } from '@tenon/sdk/contract/api-contract'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { isUuid } from './is-uuid.ts'
import { matchingRows } from './matching-rows.ts'
import { recordNotFound } from './record-not-found.ts'
import { makeOpenScope, type ScopeDependencies, tableOf } from './record-scope.ts'
import { selectRecord } from './select-record.ts'

export type GetRecord = (ctx: RequestContext, input: GetRecordInput) => Promise<TenonRecord>

/** Makes the function that reads one live record. It throws NOT_FOUND for one that the actor may not see. */
export function makeGetRecord({ database, ...dependencies }: ScopeDependencies & { database: Database }): GetRecord {
  const openScope = makeOpenScope(dependencies)
  return async (ctx, { entity, id, fields, expand }) => {
    const scope = await openScope(ctx, { entity, action: 'read' })
    const record = selectRecord(scope, { alias: 'r', fields, expand, typed: true })
    if (!isUuid(id)) throw recordNotFound(scope, id)
    const { rows } = await sql<{ record: TenonRecord }>`
      select ${record} as record from ${tableOf(ctx, scope.entity)} r
      where r.id = ${id}::uuid and ${matchingRows(scope, { alias: 'r' })}`.execute(database.tenant(ctx.tenant.schema))
    if (rows[0] === undefined) throw recordNotFound(scope, id)
    return rows[0].record
  }
}
