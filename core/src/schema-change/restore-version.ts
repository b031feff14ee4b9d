import type { ModelDraft, RestoreVersionInput } from '@tenon/sdk/contract/api-contract'
import type { ChangePlan } from '@tenon/sdk/contract/change-plan'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { PublishOutcome } from '@tenon/sdk/contract/publish-run'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Kysely } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { type DraftTools, mergeForPublishing, type RestoreTools } from './draft-tools.ts'
import { editsOfVersion, refuseConflicts } from './edits-of-version.ts'
import { planEdits } from './plan-draft.ts'
import type { PlanGround } from './prepare-publish.ts'
import { spoken } from './spoken.ts'
import type { StageDecision } from './stages/stage-decision.ts'
import type { StartPublish } from './start-publish.ts'
import { readStoredDraft } from './stored-draft.ts'
import { readCurrentVersion, readStoredVersion, type StoredVersion } from './stored-version.ts'
import { writeStep } from './write-step.ts'

export type RestoreVersion = (ctx: RequestContext, input: RestoreVersionInput) => Promise<PublishOutcome>

/**
 * Publishes the edits of an earlier version again, on today's plugins, as a new version: values that were put aside
 * since come back, and what was added since is put aside.
 * Errors: those of `startPublish`, NOT_FOUND, CONFLICT where it is the version in force, CONSENT_REQUIRED where a
 * plugin has changed since what it edits.
 */
export function makeRestoreVersion(tools: RestoreTools & { startPublish: StartPublish }): RestoreVersion {
  return async function restoreVersion(ctx, { version, consent = false, stages }) {
    await tools.requireAdmin(ctx)
    const { target, current } = await findVersion(tools.database.tenant(ctx.tenant.schema), ctx, version)
    const { edits, conflicts } = await editsOfVersion(tools, ctx, target)
    refuseConflicts(ctx, version, conflicts)
    return publishVersion(tools, ctx, { target: { version, edits }, current, consent, stages })
  }
}

interface Restoration {
  target: Pick<StoredVersion, 'version' | 'edits'>
  current: StoredVersion
  consent: boolean
  stages: StageDecision | undefined
  note?: LocalizedText
}

export async function publishVersion(
  tools: DraftTools & { startPublish: StartPublish },
  ctx: RequestContext,
  { target: { version, edits }, current, consent, stages, note = backTo(version) }: Restoration,
): Promise<PublishOutcome> {
  const { document, packages, checkPackages } = await mergeForPublishing(tools, ctx, edits)
  return tools.startPublish(ctx, {
    document,
    edits,
    baseVersion: current.version,
    consent,
    ...(stages !== undefined && { stages }),
    packages,
    draftRevision: null,
    note: spoken(ctx, note),
    withinTransaction: checkPackages,
  })
}

function backTo(version: number): LocalizedText {
  return { en: `Back to version ${version}`, 'zh-CN': `恢复到第 ${version} 版` }
}

export type PlanVersion = (ctx: RequestContext, input: { version: number }) => Promise<ChangePlan>

/** What restoring a version would do to the tables and rows as they are now. Changes nothing. */
export function makePlanVersion(tools: RestoreTools & Pick<PlanGround, 'smallTableRows'>): PlanVersion {
  return async function planVersion(ctx, { version }) {
    await tools.requireAdmin(ctx)
    const { target } = await findVersion(tools.database.tenant(ctx.tenant.schema), ctx, version)
    const { edits } = await editsOfVersion(tools, ctx, target)
    return planEdits(tools, ctx, { edits, counts: 'exact' })
  }
}

export type DraftVersion = (ctx: RequestContext, input: { version: number }) => Promise<ModelDraft>

/**
 * Makes the edits of an earlier version the draft, as a step that can be undone; what a plugin has changed since is a
 * conflict of the draft, with both values. Errors: NOT_FOUND, CONFLICT where it is the version in force.
 */
export function makeDraftVersion(tools: RestoreTools): DraftVersion {
  return async function draftVersion(ctx, { version }) {
    await tools.requireAdmin(ctx)
    const { target } = await findVersion(tools.database.tenant(ctx.tenant.schema), ctx, version)
    const { edits, conflicts } = await editsOfVersion(tools, ctx, target)
    const packages = await tools.packages(ctx.tenant)
    const words = [backTo(version)]
    return tools.database.transaction(ctx.tenant.schema, async (trx) => {
      const stored = await readStoredDraft(trx, { lock: true })
      return writeStep(trx, ctx, { tools, packages, stored, edits, conflicts, kind: 'checkpoint', words })
    })
  }
}

async function findVersion(db: Kysely<TenantTables>, ctx: RequestContext, version: number) {
  const [target, current] = [await readStoredVersion(db, version), await readCurrentVersion(db)]
  if (target === null || current === null) throw noSuchVersion(ctx, version)
  if (target.version === current.version) {
    const text = { en: `Version ${version} is the one in force.`, 'zh-CN': `第 ${version} 版就是当前生效的版本。` }
    throw new TenonError({ code: 'CONFLICT', message: spoken(ctx, text) })
  }
  return { target, current }
}

export function noSuchVersion(ctx: RequestContext, version: number): TenonError {
  const text = { en: `The model has no version ${version}.`, 'zh-CN': `模型没有第 ${version} 版。` }
  return new TenonError({ code: 'NOT_FOUND', message: spoken(ctx, text) })
}
