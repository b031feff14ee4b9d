import { setTimeout } from 'node:timers/promises'
import type { PublishOutcome, PublishRun } from '@tenon/sdk/contract/publish-run'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { Tenon } from '../create-tenon.ts'
import { namePlugins } from '../schema-change/name-plugins.ts'

const LOOK_EVERY_MILLISECONDS = 1_000
const SIGNALS = ['SIGINT', 'SIGTERM'] as const

type RunTools = Pick<Tenon, 'services' | 'goOnPublishing'>

interface Follow {
  outcome: PublishOutcome
  /** Is told how far it is. Default: standard output. */
  say?: (line: string) => void
}

/**
 * Waits for a publish that takes long, and shows how far it is; gives the version in force. Where the process that works
 * on it dies, this one goes on with it. Throws what it failed with, CONFLICT where somebody has cancelled it, UNAVAILABLE
 * saying how to go on where the command is interrupted.
 */
export async function followRun(
  tenon: RunTools,
  ctx: RequestContext,
  { outcome, say = sayOnOutput }: Follow,
): Promise<number> {
  if (outcome.version !== null) return outcome.version
  say('The rows of a large table are written again. Until that is done, everybody works with what was in force before.')
  const stop = new AbortController()
  const onSignal = () => stop.abort()
  for (const signal of SIGNALS) process.once(signal, onSignal)
  try {
    return await untilEnded(tenon, ctx, { id: outcome.run.id, say, stop: stop.signal })
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal)
  }
}

interface Following {
  id: string
  say: (line: string) => void
  stop: AbortSignal
}

async function untilEnded(tenon: RunTools, ctx: RequestContext, { id, say, stop }: Following): Promise<number> {
  for (
    let told = '';
    !stop.aborted;
    await setTimeout(LOOK_EVERY_MILLISECONDS, null, { signal: stop }).catch(() => null)
  ) {
    const run = await tenon.services.model.publishRun(ctx)
    if (run === null || run.id !== id) throw lost(ctx, id)
    if (run.status === 'done') return run.version ?? 0
    if (run.status === 'failed' || run.status === 'cancelled') throw endedBadly(run)
    const words = tellRun(run)
    if (words !== told) say(words)
    told = words
    if (run.status !== 'paused') await tenon.goOnPublishing(ctx.tenant)
  }
  throw interrupted(ctx)
}

export function isUnderWay(run: PublishRun | null): run is PublishRun {
  return run !== null && ['running', 'paused', 'finishing'].includes(run.status)
}

/** Such as `paused: 300 of 20000 rows (fleet 1.0.0 → 2.0.0)`. */
export function tellRun({ status, rows: { done, total }, plugins, undoing }: PublishRun): string {
  const names = plugins.length === 0 ? '' : ` (${namePlugins(plugins)})`
  if (status === 'finishing') return `in force; its migrations and hooks are running${names}`
  return `${undoing ? 'it has failed and is put back, ' : ''}${status}: ${done} of ${total} rows${names}`
}

function sayOnOutput(line: string): void {
  process.stdout.write(`${line}\n`)
}

function endedBadly({ error, plugins }: PublishRun): TenonError {
  const stays = plugins.length === 0 ? 'the model is' : `${namePlugins(plugins)} did not come; all is`
  return new TenonError({
    code: error?.code ?? 'CONFLICT',
    message: error?.message ?? `The publish was cancelled; ${stays} as it was.`,
  })
}

function lost({ tenant }: RequestContext, id: string): TenonError {
  const message = `The publish ${id} has ended and another one has begun: see tenon model run --tenant ${tenant.slug}.`
  return new TenonError({ code: 'CONFLICT', message })
}

function interrupted({ tenant }: RequestContext): TenonError {
  const message = `Interrupted; nothing is lost. A server goes on with it within a minute, or at its next start. Without a server: tenon model run --tenant ${tenant.slug} (with --pause, --resume or --cancel to do that).`
  return new TenonError({ code: 'UNAVAILABLE', message })
}
