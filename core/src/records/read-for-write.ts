import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import type { EntityAction } from '../access/entity-access.ts'
import type { Database } from '../db/database.ts'
import type { CompiledEntity } from '../model/compiled-model.ts'
import { isUuid } from './is-uuid.ts'
import { runKept, slot } from './kept-statement.ts'
import { completeColumns, type RecordRow } from './record-columns.ts'
import { recordNotFound } from './record-not-found.ts'
import { type RecordScope, tableOf } from './record-scope.ts'
import { completeJson } from './row-json.ts'
import { rowPredicate } from './row-predicate.ts'
import { rowsKnown } from './rows-known.ts'
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
  const { rows, built } = await runKept(database.tenant(ctx.tenant.schema), {
    access,
    key: `for ${action} ${deleted}${tagged ? ' tagged' : ''}`,
    build: () => {
      const { columns, read } = completeColumns(entity, { alias: 'r', tagged }) ?? completeBody(entity, tagged)
      const statement = sql<ReadRow>`
        select ${sql.join(columns)}, r.xmin::text as "$row", coalesce(${allowed}, false) as "$allowed"
        from ${tableOf(ctx, entity)} r
        where r.id = ${slot('id')}::uuid and r.deleted_at ${deleted ? sql`is not null` : sql`is null`}
          and ${rowsKnown(scope, 'r')}`
      return { statement, read }
    },
    values: { id },
    ...(database.kind === 'postgres' && { together: 'always' }),
  })
  const [row] = rows
  if (row === undefined) throw recordNotFound(scope, id)
  if (!row.$allowed) throw forbiddenRow(scope)
  const record = built.read(row) as JsonObject
  if (record['version'] !== version) throw versionConflict(scope, { id, version, current: Number(record['version']) })
  return { record, row: row.$row }
}

type ReadRow = RecordRow & { $row: string; $allowed: boolean }

function completeBody(entity: CompiledEntity, tagged: boolean) {
  const columns = [sql`${completeJson(entity, 'r', { tagged })} as body`]
  return { columns, read: ({ body }: RecordRow) => body as JsonObject }
}

/** Of a record that the actor sees and may not change. */
export function forbiddenRow({ ctx, entity }: RecordScope): TenonError {
  const label = textIn(entity.schema.label, ctx.locale)
  const message = { en: `You may not change this ${label}.`, 'zh-CN': `您无权修改此${label}。` }
  return new TenonError({ code: 'FORBIDDEN', message: textIn(message, ctx.locale) })
}

export interface Outdated {
  id: string
  version: number
  /** In which version the record is, where that is known. */
  current?: number | undefined
}

/** Somebody else was faster, or the record was never in that version. The caller reads it again and decides. */
export function versionConflict(
  { ctx, entity }: Pick<RecordScope, 'ctx' | 'entity'>,
  { id, version, current = version }: Outdated,
): TenonError {
  const label = textIn(entity.schema.label, ctx.locale)
  const message =
    current < version
      ? {
          en: `This ${label} (${id}) has no version ${version}, its version is ${current}: read it again.`,
          'zh-CN': `此${label}（${id}）没有版本 ${version}，当前版本为 ${current}，请重新读取。`,
        }
      : {
          en: `This ${label} (${id}) was changed by somebody else after version ${version}: read it again.`,
          'zh-CN': `此${label}（${id}）在版本 ${version} 之后已被他人修改，请重新读取。`,
        }
  return new TenonError({ code: 'VERSION_CONFLICT', message: textIn(message, ctx.locale) })
}
