import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import type { EntityAction } from '../access/entity-access.ts'
import type { Database } from '../db/database.ts'
import { isUuid } from './is-uuid.ts'
import { runKept, slot } from './kept-statement.ts'
import { recordNotFound } from './record-not-found.ts'
import { type RecordScope, tableOf } from './record-scope.ts'
import { completeJson } from './row-json.ts'
import { rowPredicate } from './row-predicate.ts'
import { asksTags } from './rule-holds.ts'

export interface WriteTarget {
  id: string
  /** The version that the caller has seen. */
  version: number
  action: EntityAction
  /** Whether the record is to be a deleted one. */
  deleted?: boolean
  /** Whether its tags are asked for; where rules ask about them, they are there anyway. */
  tagged?: boolean
}

/** A record as it was read, and the version of its row, which every change of it makes another one. */
export interface SeenRecord {
  record: JsonObject
  row: string
}

/**
 * The record that is about to be written, with all its fields, whoever asks: for hooks and comparison.
 * @throws TenonError NOT_FOUND where the actor may not see it, FORBIDDEN where not write it,
 *   VERSION_CONFLICT where it is not the version that the caller has seen
 */
export async function readForWrite(database: Database, scope: RecordScope, target: WriteTarget): Promise<JsonObject> {
  return (await seeForWrite(database, scope, target)).record
}

/** The same with the version of its row. */
export async function seeForWrite(database: Database, scope: RecordScope, target: WriteTarget): Promise<SeenRecord> {
  const { ctx, access, entity } = scope
  const { id, version, action, deleted = false } = target
  if (!isUuid(id)) throw recordNotFound(scope, id)
  const allowed = rowPredicate(access, { action, alias: 'r' })
  const tagged = target.tagged === true || asksTags(access.rows(action))
  const { rows } = await runKept(database.tenant(ctx.tenant.schema), {
    access,
    key: `for ${action} ${deleted}${tagged ? ' tagged' : ''}`,
    build: () => ({
      statement: sql<{ body: JsonObject; row: string; allowed: boolean }>`
        select ${completeJson(entity, 'r', { tagged })} as body, r.xmin::text as row, coalesce(${allowed}, false) as allowed
        from ${tableOf(ctx, entity)} r
        where r.id = ${slot('id')}::uuid and r.deleted_at ${deleted ? sql`is not null` : sql`is null`}
          and (${rowPredicate(access, { action: 'read', alias: 'r' })} or ${allowed})`,
    }),
    values: { id },
    ...(database.kind === 'postgres' && { together: 'always' }),
  })
  const [row] = rows
  if (row === undefined) throw recordNotFound(scope, id)
  if (!row.allowed) throw forbiddenRow(scope)
  if (row.body['version'] !== version) throw versionConflict(scope, { id, version })
  return { record: row.body, row: row.row }
}

/** Of a record that the actor sees and may not change. */
export function forbiddenRow({ ctx, entity }: RecordScope): TenonError {
  const label = textIn(entity.schema.label, ctx.locale)
  const message = { en: `You may not change this ${label}.`, 'zh-CN': `您无权修改此${label}。` }
  return new TenonError({ code: 'FORBIDDEN', message: textIn(message, ctx.locale) })
}

/** Somebody else was faster. The caller reads the record again and decides. */
export function versionConflict(
  { ctx, entity }: Pick<RecordScope, 'ctx' | 'entity'>,
  { id, version }: { id: string; version: number },
): TenonError {
  const label = textIn(entity.schema.label, ctx.locale)
  const message = {
    en: `This ${label} (${id}) was changed by somebody else after version ${version}: read it again.`,
    'zh-CN': `此${label}（${id}）在版本 ${version} 之后已被他人修改，请重新读取。`,
  }
  return new TenonError({ code: 'VERSION_CONFLICT', message: textIn(message, ctx.locale) })
}
