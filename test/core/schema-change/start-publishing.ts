import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { makePublishRuns } from '../../../core/src/schema-change/publish-runs.ts'
import { makeStartPublish, type StartPublish } from '../../../core/src/schema-change/start-publish.ts'
import type { PublishingTenant } from './publishing-tenant.ts'

/** Publishes at once, or begins a run. */
export function startPublishing(
  { database }: Pick<PublishingTenant, 'database'>,
  requireAdmin: (ctx: RequestContext) => void,
): StartPublish {
  const onError = (error: unknown) => {
    throw error
  }
  const models = { invalidate: () => undefined }
  return makeStartPublish({ database, models, runs: makePublishRuns({ database, models, requireAdmin, onError }) })
}
