import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Kysely } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { spoken } from './spoken.ts'
import { hasOpenRun } from './stored-run.ts'

/** @throws TenonError CONFLICT while a long publish is under way, or waits for an admin */
export async function refuseDuringRun(ctx: RequestContext, db: Kysely<TenantTables>): Promise<void> {
  if (await hasOpenRun(db)) throw runOpen(ctx)
}

export function runOpen(ctx: RequestContext): TenonError {
  return new TenonError({
    code: 'CONFLICT',
    message: spoken(ctx, {
      en: 'A change of this model is being published and not done yet: wait for it, or cancel it first.',
      'zh-CN': '此模型的一项更改正在发布，尚未完成：请等待其完成，或先取消。',
    }),
  })
}
