import type { ActionsApi } from '@tenon/sdk/contract/action-run'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { WithContext } from '../identity/with-context.ts'
import { makeOnceTelling } from '../records/idempotency/make-once-telling.ts'

/** An action is run once under an idempotency key; sent again, the request is answered with the run as it is then. */
export function onceActions(database: Database, actions: WithContext<ActionsApi>): WithContext<ActionsApi> {
  const tell = (ctx: RequestContext, [kept]: JsonValue[]) => actions.get(ctx, { id: (kept as { id: string }).id })
  return { ...actions, run: makeOnceTelling({ database })('actions.run', actions.run, tell) }
}
