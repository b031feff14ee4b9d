import type { RequestContext } from '../context/request-context.ts'
import type { PublishInput } from './publish-input.ts'
import type { StoredRun } from './stored-run.ts'

/** What is done for plugins that come with a run: before its version comes into force, in that moment, and after. */
export interface RunInstalls {
  /** What the plugins give, and what is written with the version; to be asked for under the publishing lock. */
  writes(ctx: RequestContext, run: StoredRun): Promise<Pick<PublishInput, 'parts' | 'withinTransaction'>>
  /** Runs migrations and hooks of what is pending, and puts all back where they fail. Does nothing where nothing is. */
  settle(ctx: RequestContext): Promise<unknown>
}
