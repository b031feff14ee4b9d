import { expect } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import type { PublishDependencies } from '../../../core/src/schema-change/publish-dependencies.ts'
import { makePublishRuns } from '../../../core/src/schema-change/publish-runs.ts'
import type { RunInstalls } from '../../../core/src/schema-change/run-installs.ts'
import { makeStartPublish, type StartPublish } from '../../../core/src/schema-change/start-publish.ts'

/** For tests in which no plugins come with a run. */
export const NO_INSTALLS: RunInstalls = {
  writes: async () => expect.unreachable('no plugins come with this run'),
  settle: async () => undefined,
}

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
  const runs = makePublishRuns({ database, models, requireAdmin, installs: NO_INSTALLS, onError })
  return makeStartPublish({ database, models, runs })
}
