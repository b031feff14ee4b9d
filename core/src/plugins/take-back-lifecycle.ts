import type { RequestContext } from '../context/request-context.ts'
import { systemContext } from '../context/system-context.ts'
import type { Database } from '../db/database.ts'
import type { ModelStore } from '../model/model-store.ts'
import { readLifecycleTasks } from './lifecycle-tasks.ts'

interface Dependencies {
  database: Database
  models: Pick<ModelStore, 'invalidate'>
  /** Takes back what was written to records under a request's id; gives of how many something stays. */
  takeBackRequest: (ctx: RequestContext, request: string) => Promise<number>
}

/** Takes back what the lifecycle hooks of an install have written to records; gives of how many something stays. */
export type TakeBackLifecycle = (ctx: RequestContext, change: string) => Promise<number>

export function makeTakeBackLifecycle({ database, models, takeBackRequest }: Dependencies): TakeBackLifecycle {
  return async (ctx, change) => {
    const tasks = await readLifecycleTasks(database.tenant(ctx.tenant.schema), change)
    const begun = tasks.filter(({ attempts }) => attempts > 0)
    if (begun.length === 0) return 0
    await models.invalidate(ctx.tenant)
    // Whoever installs may be gone; taken up by another process, it is the same request still.
    const taking = { ...systemContext(ctx.tenant, 'job'), locale: ctx.locale, requestId: change }
    let left = 0
    for (const { id } of begun.reverse()) left += await takeBackRequest(taking, id)
    return left
  }
}
