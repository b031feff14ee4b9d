import type { ModelDrift } from '@tenon/sdk/contract/model-drift'
import type { PublishOutcome } from '@tenon/sdk/contract/publish-run'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import { compileModel } from '../model/compile-model.ts'
import { compareCatalog } from './compare-catalog.ts'
import type { DraftTools } from './draft-tools.ts'
import { readCatalog } from './read-catalog.ts'
import { publishVersion } from './restore-version.ts'
import { spoken } from './spoken.ts'
import type { StartPublish } from './start-publish.ts'
import { hasOpenRun } from './stored-run.ts'
import { readCurrentVersion } from './stored-version.ts'

export type FindDrift = (ctx: RequestContext) => Promise<ModelDrift>

/**
 * Compares the database with the model in force: what somebody changed by hand, what a restored backup lacks, what an
 * interrupted publish left. What a publish under way has prepared is no drift.
 */
export function makeFindDrift({ database, requireAdmin }: Pick<DraftTools, 'database' | 'requireAdmin'>): FindDrift {
  return async function findDrift(ctx) {
    await requireAdmin(ctx)
    const { schema } = ctx.tenant
    return database.transaction(schema, async (trx) => {
      const current = await readCurrentVersion(trx)
      const model = compileModel(current?.document ?? { entities: {}, pipelines: {} }, current?.version ?? 0)
      const items = compareCatalog(model, await readCatalog(trx, schema))
      const isPublishing = await hasOpenRun(trx)
      return {
        version: model.version,
        checkedAt: new Date().toISOString(),
        items: isPublishing ? items.filter(({ kind }) => kind !== 'leftover') : items,
      }
    })
  }
}

export type RepairDrift = (ctx: RequestContext, input: { consent?: boolean }) => Promise<PublishOutcome>

/**
 * Publishes the model in force once more, by which its tables become what it says. Errors: those of `startPublish`,
 * CONFLICT where there is no model yet.
 */
export function makeRepairDrift(tools: DraftTools & { startPublish: StartPublish }): RepairDrift {
  return async function repairDrift(ctx, { consent = false }) {
    await tools.requireAdmin(ctx)
    const current = await readCurrentVersion(tools.database.tenant(ctx.tenant.schema))
    if (current === null) {
      const text = { en: 'There is no model yet.', 'zh-CN': '尚无模型。' }
      throw new TenonError({ code: 'CONFLICT', message: spoken(ctx, text) })
    }
    const note = { en: 'Database brought in step with the model', 'zh-CN': '使数据库与模型一致' }
    return publishVersion(tools, ctx, { target: current, current, consent, note })
  }
}
