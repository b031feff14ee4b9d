import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { relocateRecords } from '../../../core/src/records/relocate-records.ts'
import type { PublishDependencies } from '../../../core/src/schema-change/publish-dependencies.ts'
import { makePublishRuns } from '../../../core/src/schema-change/publish-runs.ts'
import { makeStartPublish, type StartPublish } from '../../../core/src/schema-change/start-publish.ts'

/** Publishes at once, or begins a run. */
export function startPublishing(
  {
    database,
    models = { invalidate: () => undefined },
  }: Pick<PublishDependencies, 'database'> & Partial<PublishDependencies>,
  requireAdmin: (ctx: RequestContext) => void = () => undefined,
): StartPublish {
  const onError = (error: unknown) => {
    throw error
  }
  const ground = { database, models, relocate: relocateRecords }
  return makeStartPublish({ ...ground, runs: makePublishRuns({ ...ground, requireAdmin, onError }) })
}
