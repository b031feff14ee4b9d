import type { RepairDriftInput } from '@tenon/sdk/contract/api-contract'
import type { DriftItem, ModelDrift } from '@tenon/sdk/contract/model-drift'
import type { PublishOutcome } from '@tenon/sdk/contract/publish-run'
import type { StrandedRecords } from '@tenon/sdk/contract/stage-mapping'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import { readTimeZone } from '../db/tenant-zones.ts'
import { compileModel } from '../model/compile-model.ts'
import type { CompiledModel } from '../model/compiled-model.ts'
import type { Catalog } from './catalog.ts'
import { compareCatalog } from './compare-catalog.ts'
import type { DraftTools } from './draft-tools.ts'
import { readCatalog } from './read-catalog.ts'
import { publishVersion } from './restore-version.ts'
import { rollupDrift } from './rollups/rollup-drift.ts'
import { spoken } from './spoken.ts'
import { strandedText } from './stages/check-stage-answer.ts'
import { findPlannedStages } from './stages/find-planned-stages.ts'
import type { StageTable } from './stages/stage-tables.ts'
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
      const catalog = await readCatalog(trx, schema)
      const { stranded } = await findPlannedStages(trx, tablesOf(schema, model, catalog))
      const rollups = rollupDrift(model, catalog, { schema, timeZone: await readTimeZone(trx) })
      const items = [...compareCatalog(model, catalog), ...rollups, ...stranded.map(strandedItem(model))]
      const isPublishing = await hasOpenRun(trx)
      return {
        version: model.version,
        checkedAt: new Date().toISOString(),
        items: isPublishing ? items.filter(({ kind }) => kind !== 'leftover') : items,
        stranded,
      }
    })
  }
}

/** Records may hang in a stage since before publishes moved them, or because somebody has put them there by hand. */
function tablesOf(schema: string, model: CompiledModel, catalog: Catalog): StageTable[] {
  return [...model.entities.values()].flatMap((entity) => {
    if (catalog.get(entity.table)?.columns.has('stage_entered_at') !== true) return []
    const place = { schema, table: entity.table }
    return [{ before: entity, after: entity, working: place, final: place, loses: false }]
  })
}

function strandedItem(model: CompiledModel) {
  return (records: StrandedRecords): DriftItem => ({
    kind: 'strandedRecords',
    table: model.entities.get(records.entity)?.table ?? '',
    object: records.stage,
    text: strandedText(records),
    repairable: true,
  })
}

export type RepairDrift = (ctx: RequestContext, input: RepairDriftInput) => Promise<PublishOutcome>

/**
 * Publishes the model in force once more, by which its tables become what it says, and by which records go where they are told to out of stages that do not exist.
 * Errors: those of `startPublish`,
 * CONFLICT where there is no model yet.
 */
export function makeRepairDrift(tools: DraftTools & { startPublish: StartPublish }): RepairDrift {
  return async function repairDrift(ctx, { consent = false, stages }) {
    await tools.requireAdmin(ctx)
    const current = await readCurrentVersion(tools.database.tenant(ctx.tenant.schema))
    if (current === null) {
      const text = { en: 'There is no model yet.', 'zh-CN': '尚无模型。' }
      throw new TenonError({ code: 'CONFLICT', message: spoken(ctx, text) })
    }
    const note = { en: 'Database brought in step with the model', 'zh-CN': '使数据库与模型一致' }
    return publishVersion(tools, ctx, { target: current, current, consent, stages, note })
  }
}
