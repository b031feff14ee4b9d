import type { PublishRun, PublishRunInput, PublishRunStatus } from '@tenon/sdk/contract/publish-run'
import type { LiveMessage } from '@tenon/sdk/contract/record-event'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { type Kysely, sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { LIVE_CHANNEL } from '../events/channels.ts'
import { databaseErrorCode } from './database-error.ts'
import type { DraftTools } from './draft-tools.ts'
import { refuseDuringRun } from './refuse-during-run.ts'
import { makeRunWorkers, type RunWorkersDependencies } from './run-workers.ts'
import { spoken } from './spoken.ts'
import { changeRun, describeRun, findLastRun, insertRun, type RunInput, reopenRun } from './stored-run.ts'
import { announceRun, watchPublishRuns } from './watch-publish-runs.ts'

export type PublishRuns = ReturnType<typeof makePublishRuns>

type RunsDependencies = RunWorkersDependencies & Pick<DraftTools, 'requireAdmin'>

/** Publishes that take long: begun, worked on, paused, resumed and cancelled, in whichever process. */
export function makePublishRuns(dependencies: RunsDependencies) {
  const { database, requireAdmin, onError } = dependencies
  const { wake, wakeSettler, goOn, close } = makeRunWorkers(dependencies)

  /** @throws TenonError CONFLICT where one is open */
  async function begin(ctx: RequestContext, input: RunInput): Promise<PublishRun> {
    const { schema } = ctx.tenant
    const inserting = database.transaction(schema, async (trx) => {
      await refuseDuringRun(ctx, trx)
      await announceRun(trx, ctx.tenant)
      if (input.install !== undefined) await tellAdmins(trx, schema)
      const isUndone = input.install?.agreed.undoes !== undefined
      const opened = isUndone ? await reopenRun(trx, input) : await insertRun(trx, ctx, input)
      if (opened === null) throw notThere(ctx)
      return describeRun(trx, opened)
    })
    const run = await inserting.catch(async (error: unknown) => {
      // Somebody began another one in the same moment: only one can be open.
      if (databaseErrorCode(error) === '23505') await refuseDuringRun(ctx, database.tenant(schema))
      throw error
    })
    wake(ctx.tenant)
    return run
  }

  function verb(from: readonly PublishRunStatus[], to: PublishRunStatus) {
    return async (ctx: RequestContext, { id }: PublishRunInput): Promise<PublishRun> => {
      await requireAdmin(ctx)
      const db = database.tenant(ctx.tenant.schema)
      const run = await changeRun(db, { id, from, to })
      if (run === null) throw notThere(ctx)
      if (to === 'running') await announceRun(db, ctx.tenant)
      if (to !== 'paused') wake(ctx.tenant)
      return describeRun(db, run)
    }
  }

  return {
    begin,
    wake,
    goOn,
    /** Goes on with runs whose process has died; resolves to the function that ends that. */
    watch: () => watchPublishRuns({ database, wake, settle: wakeSettler, onError }),
    close,
    async read(ctx: RequestContext): Promise<PublishRun | null> {
      await requireAdmin(ctx)
      const db = database.tenant(ctx.tenant.schema)
      const run = await findLastRun(db)
      return run === null ? null : describeRun(db, run)
    },
    pause: verb(['running'], 'paused'),
    resume: verb(['paused'], 'running'),
    cancel: verb(['running', 'paused'], 'cancelled'),
  }
}

/** Who looks at plugins sees that one is under way. */
async function tellAdmins(trx: Kysely<TenantTables>, schema: string): Promise<void> {
  const message: LiveMessage = { type: 'plugins.changed' }
  await sql`select pg_notify(${LIVE_CHANNEL}, ${JSON.stringify({ schema, message })})`.execute(trx)
}

function notThere(ctx: RequestContext): TenonError {
  return new TenonError({
    code: 'CONFLICT',
    message: spoken(ctx, {
      en: 'This publish has ended meanwhile, or is not in a state in which that can be done: look at it again.',
      'zh-CN': '此次发布已结束，或当前状态不允许此操作：请重新查看。',
    }),
  })
}
