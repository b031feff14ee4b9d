import type { BulkApi } from '@tenon/sdk/contract/bulk-api'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { WithContext } from '../identity/with-context.ts'
import type { ModelStore } from '../model/model-store.ts'
import { makeOnceTelling } from '../records/idempotency/make-once-telling.ts'
import { nameBulk } from './name-bulk.ts'

interface Ground {
  database: Database
  models: Pick<ModelStore, 'get'>
}

/** The verbs as the API has them: what is begun with an idempotency key is begun once, and the run answers each time. */
export function onceBulk({ database, models }: Ground, bulk: WithContext<BulkApi>): WithContext<BulkApi> {
  const once = makeOnceTelling({ database })
  const tell = (ctx: RequestContext, [kept]: JsonValue[]) => bulk.get(ctx, { id: (kept as { id: string }).id })
  return nameBulk(models, {
    ...bulk,
    start: once('bulk.start', bulk.start, tell),
    undo: once('bulk.undo', bulk.undo, tell),
  })
}
