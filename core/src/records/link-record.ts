import { textIn } from '@tenon/sdk/contract/locale'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { isUuid } from './is-uuid.ts'
import { recordNotFound } from './record-not-found.ts'
import { makeOpenScope, type RecordScope, type ScopeDependencies, tableOf } from './record-scope.ts'
import type { UpdateRecord } from './update-record.ts'

interface LinkInput {
  entity: string
  id: string
  /** A reference of the entity. */
  field: string
  /** Id of the record that it shall name; null for none. */
  to: string | null
}

export type LinkRecord = (ctx: RequestContext, input: LinkInput) => Promise<TenonRecord>

const MAX_ATTEMPTS = 3

/**
 * Makes the function that points a reference at a record whatever the record's version is by now: who links does not
 * overwrite what somebody else has typed meanwhile. All rules of an update hold.
 */
export function makeLinkRecord({
  database,
  updateRecord,
  ...dependencies
}: ScopeDependencies & { database: Database; updateRecord: UpdateRecord }): LinkRecord {
  const openScope = makeOpenScope(dependencies)
  return async (ctx, { entity, id, field, to }) => {
    const scope = await openScope(ctx, { entity, action: 'update' })
    if (scope.entity.fields.get(field)?.type !== 'reference') throw noReference(scope, field)
    for (let attempt = 1; ; attempt++) {
      const version = await currentVersion(database, scope, id)
      try {
        return await updateRecord(ctx, { entity, id, version, values: { [field]: to } })
      } catch (error) {
        const raced = error instanceof TenonError && error.code === 'VERSION_CONFLICT'
        if (!raced || attempt >= MAX_ATTEMPTS) throw error
      }
    }
  }
}

/** Whether the actor may know of the record is for the update to say. */
async function currentVersion(database: Database, scope: RecordScope, id: string): Promise<number> {
  if (!isUuid(id)) throw recordNotFound(scope, id)
  const { rows } = await sql<{ version: number }>`
    select version from ${tableOf(scope.ctx, scope.entity)} where id = ${id}::uuid and deleted_at is null`.execute(
    database.tenant(scope.ctx.tenant.schema),
  )
  const [row] = rows
  if (row === undefined) throw recordNotFound(scope, id)
  return row.version
}

function noReference({ ctx, entity }: RecordScope, field: string): TenonError {
  const references = [...entity.fields.values()].filter(({ type }) => type === 'reference').map(({ name }) => name)
  const message = {
    en: `'${field}' is no reference of '${entity.name}'; it has ${references.join(', ') || 'none'}.`,
    'zh-CN': `'${field}' 不是“${entity.name}”的引用字段；可用的有：${references.join('、') || '无'}。`,
  }
  return new TenonError({ code: 'VALIDATION_FAILED', message: textIn(message, ctx.locale) })
}
