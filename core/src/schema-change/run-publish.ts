import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Kysely } from 'kysely'
import type { RequestContext, TenantRef } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { checkInstalled } from './draft-tools.ts'
import { explainFailure } from './explain-failure.ts'
import { namePlugins } from './name-plugins.ts'
import type { PublishDependencies } from './publish-dependencies.ts'
import { publishUnderLock } from './publish-in-parts.ts'
import type { PublishInput } from './publish-input.ts'
import { runOpen } from './refuse-during-run.ts'
import { removeLeftovers } from './remove-leftovers.ts'
import { runContext } from './run-context.ts'
import type { RunInstalls } from './run-installs.ts'
import { spoken } from './spoken.ts'
import { moveDraft } from './stored-draft.ts'
import { changeRun, type StoredRun } from './stored-run.ts'
import { watchRun } from './watch-run.ts'

type RunTools = PublishDependencies & { installs: RunInstalls; onError: (error: unknown) => void }

const NO_WRITES: Awaited<ReturnType<RunInstalls['writes']>> = Object.freeze({})

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
  const { database, models, installs, onError } = tools
  const { schema } = tenant
  const ctx = runContext(tenant, run)
  try {
    const { withinTransaction, ...coming } = run.install === null ? NO_WRITES : await installs.writes(ctx, run)
    const version = await publishUnderLock(tools, ctx, {
      document: run.document,
      edits: run.edits,
      baseVersion: run.base_version,
      consent: run.consent,
      ...(run.note !== null && { note: run.note }),
      ...coming,
      watch: watchRun({ database, schema, runId: run.id, isClosed }),
      withinTransaction: (trx, to) => finishRun(trx, ctx, { run, version: to, withinTransaction }),
    })
    if (version === null) await removeIfCancelled(tools, { schema, id: run.id })
    else await models.invalidate(tenant)
    return true
  } catch (failure) {
    const error = explainFailure(ctx, failure)
    if (!(error instanceof TenonError)) onError(error)
    if (mayPass(error) && !isLast) return false
    await giveUp(tools, ctx, { run, error })
    await removeLeftovers(database, schema)
    return true
  }
}

interface FailedRun {
  run: StoredRun
  error: unknown
}

/** What could not be put back is tried again later; what came is in force until then. */
async function giveUp({ database, onError }: RunTools, ctx: RequestContext, { run, error }: FailedRun): Promise<void> {
  const db = database.tenant(ctx.tenant.schema)
  const change = { id: run.id, from: ['running'] } as const
  if (run.install?.undoes === undefined) {
    await changeRun(db, { ...change, to: 'failed', error: tell(ctx, run, error) })
  } else if ((await changeRun(db, { ...change, to: 'finishing' })) !== null) onError(error)
}

interface Finish {
  run: StoredRun
  version: number
  withinTransaction: PublishInput['withinTransaction'] | undefined
}

/** In the transaction that brings the version into force: a run that was cancelled in the last moment is not done. */
async function finishRun(
  trx: Kysely<TenantTables>,
  ctx: RequestContext,
  { run, version, withinTransaction }: Finish,
): Promise<void> {
  if ((await changeRun(trx, { id: run.id, from: ['running'], ...endOf(run, version) })) === null)
    throw runOpen(ctx, run)
  await withinTransaction?.(trx, version)
  await checkInstalled(trx, ctx, run.packages)
  const { draft_revision: revision, edits } = run
  if (revision !== null) await moveDraft(trx, { revision, baseVersion: version, edits })
}

function endOf({ install }: StoredRun, version: number) {
  if (install === null) return { to: 'done', version } as const
  const { change, undoes } = install
  if (undoes !== undefined) return { to: 'failed', error: undoes.error } as const
  return { to: change === null ? 'done' : 'finishing', version } as const
}

async function removeIfCancelled({ database }: RunTools, { schema, id }: { schema: string; id: string }) {
  const db = database.tenant(schema)
  const row = await db.selectFrom('_publish_run').select('status').where('id', '=', id).executeTakeFirst()
  if (row?.status === 'cancelled') await removeLeftovers(database, schema)
}

/** The database is away or busy; anything that Tenon itself says will be the same next time. */
function mayPass(error: unknown): boolean {
  return !(error instanceof TenonError) || error.code === 'UNAVAILABLE'
}

function tell(ctx: RequestContext, { install }: StoredRun, error: unknown) {
  const { code, message } = told(ctx, error)
  if (install === null) return { code, message }
  const text = {
    en: `${namePlugins(install.plugins)} did not come into force, and what was installed stays as it was: ${message}`,
    'zh-CN': `${namePlugins(install.plugins)} 未能生效，已安装的内容保持不变：${message}`,
  }
  return { code, message: spoken(ctx, text) }
}

function told(ctx: RequestContext, error: unknown) {
  if (error instanceof TenonError) return { code: error.code, message: error.message }
  const text = {
    en: 'The publish failed through a fault of the server, whose log says more. The model is as it was.',
    'zh-CN': '服务器故障导致发布失败，详情见服务器日志。模型保持不变。',
  }
  return { code: 'INTERNAL' as const, message: spoken(ctx, text) }
}
