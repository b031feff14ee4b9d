import type { RestoreVersionInput } from '@tenon/sdk/contract/api-contract'
import type { ChangePlan } from '@tenon/sdk/contract/change-plan'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { PublishOutcome } from '@tenon/sdk/contract/publish-run'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Kysely } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { type DraftTools, mergeForPublishing } from './draft-tools.ts'
import { planEdits } from './plan-draft.ts'
import type { PublishTools } from './prepare-publish.ts'
import { spoken } from './spoken.ts'
import type { StartPublish } from './start-publish.ts'
import { readCurrentVersion, readStoredVersion, type StoredVersion } from './stored-version.ts'

export type RestoreVersion = (ctx: RequestContext, input: RestoreVersionInput) => Promise<PublishOutcome>

/**
 * Publishes the edits of an earlier version again, on today's plugins, as a new version: values that were put aside
 * since come back, and what was added since is put aside.
 * Errors: those of `startPublish`, NOT_FOUND, CONFLICT where it is the version in force.
 */
export function makeRestoreVersion(tools: DraftTools & { startPublish: StartPublish }): RestoreVersion {
  return async function restoreVersion(ctx, { version, consent = false }) {
    await tools.requireAdmin(ctx)
    const { target, current } = await findVersion(tools.database.tenant(ctx.tenant.schema), ctx, version)
    return publishVersion(tools, ctx, { target, current, consent })
  }
}

interface Restoration {
  target: Pick<StoredVersion, 'version' | 'edits'>
  current: StoredVersion
  consent: boolean
  note?: LocalizedText
}

export async function publishVersion(
  tools: DraftTools & { startPublish: StartPublish },
  ctx: RequestContext,
  { target: { version, edits }, current, consent, note = backTo(version) }: Restoration,
): Promise<PublishOutcome> {
  const { document, packages, checkPackages } = await mergeForPublishing(tools, ctx, edits)
  return tools.startPublish(ctx, {
    document,
    edits,
    baseVersion: current.version,
    consent,
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
export function makePlanVersion(tools: DraftTools & Pick<PublishTools, 'smallTableRows'>): PlanVersion {
  return async function planVersion(ctx, { version }) {
    await tools.requireAdmin(ctx)
    const { target } = await findVersion(tools.database.tenant(ctx.tenant.schema), ctx, version)
    return planEdits(tools, ctx, { edits: target.edits, counts: 'exact' })
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
