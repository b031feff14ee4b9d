import type { PlanSample } from '@tenon/sdk/contract/change-plan'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { insertAdminAudit } from '../audit/insert-admin-audit.ts'
import type { RequestContext } from '../context/request-context.ts'
import type { CompiledField } from '../model/compiled-model.ts'
import { type DraftTools, mergeEdits } from './draft-tools.ts'
import type { ModelChange } from './model-change.ts'
import { type PlanGround, planDocument } from './prepare-publish.ts'
import type { SampleQuery } from './sample-rows.ts'
import { spoken } from './spoken.ts'
import { draftConflict, readStoredDraft } from './stored-draft.ts'

const PAGE = 1_000

export interface AffectedValues {
  entity: string
  /** The field as it is and as it will be; null for the fields of an entity that goes, and for one that goes. */
  fields: { before: CompiledField | null; after: CompiledField | null }
  /** Rows that lose something first, then those that only change; a page is read when it is asked for. */
  rows: AsyncIterable<PlanSample>
}

interface AffectedValuesInput {
  /** The draft's revision that was planned. */
  revision: number
  /** Position of the step in its plan. */
  step: number
}

export type ReadAffectedValues = (ctx: RequestContext, input: AffectedValuesInput) => Promise<AffectedValues>

/**
 * All values that a step of the draft's plan changes or puts aside, to be kept elsewhere before it is published. No
 * connection is held while a slow reader takes its time; who took them is in the audit trail.
 * @throws TenonError VERSION_CONFLICT where the draft is not at `revision` any more, NOT_FOUND for a step without values
 */
export function makeReadAffectedValues(tools: DraftTools & Pick<PlanGround, 'smallTableRows'>): ReadAffectedValues {
  return async function readAffectedValues(ctx, { revision, step: at }) {
    await tools.requireAdmin(ctx)
    const db = tools.database.tenant(ctx.tenant.schema)
    const draft = await readStoredDraft(db)
    if (draft.revision !== revision) throw draftConflict(ctx)
    const document = await mergeEdits(tools, ctx, draft.edits)
    const { internal, changes } = await planDocument(tools, ctx, { db, document })
    const [query, change] = [internal.steps[at]?.rows, changes[at]]
    if (query === undefined || change === undefined || !('entity' in change) || change.entity === null) {
      throw noValues(ctx, at)
    }
    const entity = change.entity.name
    const details = { revision, step: at, entity }
    await insertAdminAudit(db, ctx, { action: 'model.exportAffected', id: entity, details })
    const read = async (where: 'lost' | 'other', after: string | null) =>
      (await query(where, { limit: PAGE, after }).execute(db)).rows
    return { entity, fields: fieldsOf(change), rows: allRows(ctx, read) }
  }
}

function fieldsOf(change: ModelChange): AffectedValues['fields'] {
  if (change.kind === 'ChangeField') return { before: change.before, after: change.after }
  return { before: change.kind === 'RemoveField' ? change.field : null, after: null }
}

type ReadPage = (where: Parameters<SampleQuery>[0], after: string | null) => Promise<PlanSample[]>

async function* allRows(ctx: RequestContext, read: ReadPage): AsyncGenerator<PlanSample> {
  for (const where of ['lost', 'other'] as const) {
    let after: string | null = null
    for (;;) {
      ctx.signal.throwIfAborted()
      const page: PlanSample[] = await read(where, after)
      yield* page
      if (page.length < PAGE) break
      after = page.at(-1)?.id ?? null
    }
  }
}

function noValues(ctx: RequestContext, step: number): TenonError {
  const text = {
    en: `Step ${step} of the plan changes no values, or there is no such step.`,
    'zh-CN': `计划的第 ${step} 步不更改任何数据，或不存在该步骤。`,
  }
  return new TenonError({ code: 'NOT_FOUND', message: spoken(ctx, text) })
}
