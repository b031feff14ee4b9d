import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Kysely } from 'kysely'
import { uuidv7 } from 'uuidv7'
import type { Actor, RequestContext, TenantRef } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { checkInstalled } from './draft-tools.ts'
import { explainFailure } from './explain-failure.ts'
import type { PublishDependencies } from './publish-dependencies.ts'
import { publishUnderLock } from './publish-in-parts.ts'
import { runOpen } from './refuse-during-run.ts'
import { removeLeftovers } from './remove-leftovers.ts'
import { spoken } from './spoken.ts'
import { settleStageMoves } from './stages/settle-stage-moves.ts'
import { moveDraft } from './stored-draft.ts'
import { changeRun, type StoredRun } from './stored-run.ts'
import { watchRun } from './watch-run.ts'

type RunTools = PublishDependencies & { onError: (error: unknown) => void }

interface RunOfTenant {
  tenant: TenantRef
  run: StoredRun
  isClosed: () => boolean
  /** It has failed so often that this is the last time. */
  isLast: boolean
}

/**
 * Works on a run until it is done, has failed, or somebody has ended it. The caller holds the publishing lock.
 * False where it failed for a reason that may pass: what was done stays, and it is worth another try.
 */
export async function runPublish(tools: RunTools, { tenant, run, isClosed, isLast }: RunOfTenant): Promise<boolean> {
  const { database, models, onError } = tools
  const { schema } = tenant
  const ctx = contextOf(tenant, run)
  try {
    const version = await publishUnderLock(tools, ctx, {
      document: run.document,
      edits: run.edits,
      baseVersion: run.base_version,
      consent: run.consent,
      ...(run.stages !== null && { stages: run.stages }),
      ...(run.note !== null && { note: run.note }),
      watch: watchRun({ database, schema, runId: run.id, isClosed }),
      withinTransaction: (trx, to) => finishRun(trx, ctx, { run, version: to }),
    })
    if (version === null) await removeIfCancelled(tools, ctx, run.id)
    else {
      await models.invalidate(tenant)
      await settleStageMoves(tools, ctx)
    }
    return true
  } catch (failure) {
    const error = explainFailure(ctx, failure)
    if (!(error instanceof TenonError)) onError(error)
    if (mayPass(error) && !isLast) return false
    await changeRun(database.tenant(schema), { id: run.id, from: ['running'], to: 'failed', error: tell(ctx, error) })
    await removeLeftovers(database, schema)
    await settleStageMoves(tools, ctx)
    return true
  }
}

function contextOf(tenant: TenantRef, { actor, locale }: StoredRun): RequestContext {
  return Object.freeze({
    tenant,
    actor: actor as unknown as Actor,
    requestId: uuidv7(),
    signal: new AbortController().signal,
    locale,
    depth: 0,
  })
}

/** In the transaction that brings the version into force: a run that was cancelled in the last moment is not done. */
async function finishRun(
  trx: Kysely<TenantTables>,
  ctx: RequestContext,
  { run, version }: { run: StoredRun; version: number },
): Promise<void> {
  if ((await changeRun(trx, { id: run.id, from: ['running'], to: 'done', version })) === null) throw runOpen(ctx)
  await checkInstalled(trx, ctx, run.packages)
  const { draft_revision: revision, edits } = run
  if (revision !== null) await moveDraft(trx, { revision, baseVersion: version, edits })
}

async function removeIfCancelled(tools: RunTools, ctx: RequestContext, id: string): Promise<void> {
  const { database } = tools
  const { schema } = ctx.tenant
  const db = database.tenant(schema)
  const row = await db.selectFrom('_publish_run').select('status').where('id', '=', id).executeTakeFirst()
  if (row?.status !== 'cancelled') return
  await removeLeftovers(database, schema)
  await settleStageMoves(tools, ctx)
}

/** The database is away or busy; anything that Tenon itself says will be the same next time. */
function mayPass(error: unknown): boolean {
  return !(error instanceof TenonError) || error.code === 'UNAVAILABLE'
}

function tell(ctx: RequestContext, error: unknown) {
  if (error instanceof TenonError) return { code: error.code, message: error.message }
  const text = {
    en: 'The publish failed through a fault of the server, whose log says more. The model is as it was.',
    'zh-CN': '服务器故障导致发布失败，详情见服务器日志。模型保持不变。',
  }
  return { code: 'INTERNAL' as const, message: spoken(ctx, text) }
}
