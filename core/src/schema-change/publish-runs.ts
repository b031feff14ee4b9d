import type { PublishRun, PublishRunInput, PublishRunStatus } from '@tenon/sdk/contract/publish-run'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext, TenantRef } from '../context/request-context.ts'
import { systemContext } from '../context/system-context.ts'
import { workPerTenant } from '../jobs/work-per-tenant.ts'
import type { DraftTools } from './draft-tools.ts'
import type { PublishDependencies } from './publish-dependencies.ts'
import { ifPublishLockFree, inTurn } from './publish-lock.ts'
import { runOpen } from './refuse-during-run.ts'
import { removeLeftovers } from './remove-leftovers.ts'
import { runPublish } from './run-publish.ts'
import { spoken } from './spoken.ts'
import { settleStageMoves } from './stages/settle-stage-moves.ts'
import { changeRun, describeRun, hasOpenRun, insertRun, type RunInput, readLastRun, readOpenRun } from './stored-run.ts'
import { announceRun, watchPublishRuns } from './watch-publish-runs.ts'

export type PublishRuns = ReturnType<typeof makePublishRuns>

type RunsDependencies = PublishDependencies & Pick<DraftTools, 'requireAdmin'> & { onError: (error: unknown) => void }

const AGAIN_MILLISECONDS = 5_000
/** Tries of a run that fails for reasons that may pass, such as a database that is restarted. */
const TRIES = 10

/** Publishes that take long: begun, worked on, paused, resumed and cancelled, in whichever process. */
export function makePublishRuns(dependencies: RunsDependencies) {
  const { database, requireAdmin, onError } = dependencies
  const tenants = new Map<string, TenantRef>()
  const failures = new Map<string, number>()
  const worker = workPerTenant(work, { onError })

  async function work(schema: string, isClosed: () => boolean): Promise<void> {
    const tenant = tenants.get(schema)
    if (tenant === undefined) return
    const again = await inTurn(database, schema, () =>
      ifPublishLockFree(database, schema, async () => {
        const run = await readOpenRun(database.tenant(schema))
        if (run === null) {
          await removeLeftovers(database, schema)
          await settleStageMoves(dependencies, systemContext(tenant))
        }
        if (run?.status !== 'running') return false
        const tries = (failures.get(run.id) ?? 0) + 1
        const isOver = await runPublish(dependencies, { tenant, run, isClosed, isLast: tries >= TRIES })
        failures.set(run.id, tries)
        if (isOver) failures.delete(run.id)
        return !isOver && !isClosed()
      }),
    )
    if (again === true) setTimeout(() => worker.wake(schema), AGAIN_MILLISECONDS).unref()
  }

  /** Has the tenant's run worked on, if it has one that nobody else works on. */
  function wake(tenant: TenantRef): void {
    tenants.set(tenant.schema, tenant)
    worker.wake(tenant.schema)
  }

  /** @throws TenonError CONFLICT where one is open */
  async function begin(ctx: RequestContext, input: RunInput): Promise<PublishRun> {
    const { schema } = ctx.tenant
    const run = await database.transaction(schema, async (trx) => {
      if (await hasOpenRun(trx)) throw runOpen(ctx)
      await announceRun(trx, ctx.tenant)
      return describeRun(trx, await insertRun(trx, ctx, input))
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
    /** Goes on with runs whose process has died; resolves to the function that ends that. */
    watch: () => watchPublishRuns({ database, wake, onError }),
    close: worker.close,
    async read(ctx: RequestContext): Promise<PublishRun | null> {
      await requireAdmin(ctx)
      const db = database.tenant(ctx.tenant.schema)
      const run = await readLastRun(db)
      return run === null ? null : describeRun(db, run)
    },
    pause: verb(['running'], 'paused'),
    resume: verb(['paused'], 'running'),
    cancel: verb(['running', 'paused'], 'cancelled'),
  }
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
