import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { ViewsApi } from '@tenon/sdk/contract/views-api'
import type { RequestContext } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import type { WithContext } from '../../identity/with-context.ts'
import { makeOnceTelling } from '../idempotency/make-once-telling.ts'

/** A view is saved once under an idempotency key; sent again, the request is answered with the view as it is then. */
export function onceViews(database: Database, views: WithContext<ViewsApi>): WithContext<ViewsApi> {
  const tell = (ctx: RequestContext, [kept]: JsonValue[]) => views.get(ctx, { id: (kept as { id: string }).id })
  return { ...views, create: makeOnceTelling({ database })('views.create', views.create, tell) }
}
