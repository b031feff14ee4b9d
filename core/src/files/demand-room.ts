import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import { actorReference, type RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { byteText } from './byte-text.ts'

export interface FileLimits {
  /** Most bytes of one file. */
  maxBytes: number
  /** Most bytes of all files of a tenant; null for as many as there is room for. */
  quotaBytes: number | null
}

/** Uploads of one actor that no record names yet. */
const MAX_PENDING = 200

/** @throws TenonError RATE_LIMITED for too many uploads that nothing names, PAYLOAD_TOO_LARGE where the tenant's room is used up */
export async function demandRoom(
  database: Database,
  ctx: RequestContext,
  { limits, bytes }: { limits: FileLimits; bytes: number },
): Promise<void> {
  const db = database.tenant(ctx.tenant.schema)
  const pending = await db
    .selectFrom('_file')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('record_id', 'is', null)
    .where('uploaded_by', '=', actorReference(ctx.actor))
    .executeTakeFirstOrThrow()
  if (Number(pending.count) >= MAX_PENDING) throw tooManyPending(ctx)
  if (limits.quotaBytes === null) return
  const { rows } = await sql<{ used: string }>`
    select coalesce(sum(size), 0)::text as used from ${sql.id(ctx.tenant.schema, '_file')}`.execute(db)
  if (Number(rows[0]?.used ?? 0) + Math.max(1, bytes) > limits.quotaBytes) throw quotaUsedUp(ctx, limits.quotaBytes)
}

function tooManyPending({ locale }: RequestContext): TenonError {
  const message = {
    en: `You have ${MAX_PENDING} uploads that no record names yet: save the records, or wait until the uploads are removed after a day.`,
    'zh-CN': `您已有 ${MAX_PENDING} 个尚未被任何记录使用的上传：请先保存记录，或等待一天后自动清除。`,
  }
  return new TenonError({ code: 'RATE_LIMITED', message: textIn(message, locale) })
}

function quotaUsedUp({ locale }: RequestContext, quota: number): TenonError {
  const message = {
    en: `All files together may have ${byteText(quota)}, and this one would be more. Remove some, or ask whoever runs the server for more room.`,
    'zh-CN': `所有文件合计最多 ${byteText(quota)}，加上此文件将超出。请删除一些文件，或请管理员扩大空间。`,
  }
  return new TenonError({ code: 'PAYLOAD_TOO_LARGE', message: textIn(message, locale) })
}
