import { setTimeout } from 'node:timers/promises'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { PublishOutcome, PublishRun } from '@tenon/sdk/contract/publish-run'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { operatorError } from '../context/operator-error.ts'
import type { RequestContext } from '../context/request-context.ts'
import type { Tenon } from '../create-tenon.ts'
import { namePlugins } from '../schema-change/name-plugins.ts'
import { spoken } from './spoken.ts'

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
  say(
    spoken({
      en: 'The rows of a large table are written again. Until that is done, everybody works with what was in force before.',
      'zh-CN': '正在改写大表的行。完成之前，所有人继续使用原先生效的内容。',
    }),
  )
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

const STATUS_WORDS: Readonly<Record<PublishRun['status'], string>> = {
  running: '进行中',
  paused: '已暂停',
  finishing: '即将完成',
  done: '已完成',
  failed: '已失败',
  cancelled: '已取消',
}

/** What is said at the end. */
export function published(version: number): Required<LocalizedText> {
  return { en: `Version ${version} is published.`, 'zh-CN': `版本 ${version} 已发布。` }
}

/** Such as `paused: 300 of 20000 rows (fleet 1.0.0 → 2.0.0)`. */
export function tellRun({ status, rows: { done, total }, plugins, undoing }: PublishRun): string {
  const names = plugins.length === 0 ? '' : ` (${namePlugins(plugins)})`
  const namesChinese = plugins.length === 0 ? '' : `（${namePlugins(plugins)}）`
  if (status === 'finishing') {
    return spoken({
      en: `in force; its migrations and hooks are running${names}`,
      'zh-CN': `已生效；正在运行其迁移和钩子${namesChinese}`,
    })
  }
  return spoken({
    en: `${undoing ? 'it has failed and is put back, ' : ''}${status}: ${done} of ${total} rows${names}`,
    'zh-CN': `${undoing ? '失败，正在恢复原状，' : ''}${STATUS_WORDS[status]}：已改写 ${done} / ${total} 行${namesChinese}`,
  })
}

function sayOnOutput(line: string): void {
  process.stdout.write(`${line}\n`)
}

function endedBadly({ error, plugins }: PublishRun): TenonError {
  if (error !== null) return new TenonError({ code: error.code, message: error.message })
  const names = namePlugins(plugins)
  return operatorError('CONFLICT', {
    en: `The publish was cancelled; ${plugins.length === 0 ? 'the model is' : `${names} did not come; all is`} as it was.`,
    'zh-CN': `发布已取消；${plugins.length === 0 ? '模型保持不变' : `${names} 未生效，一切保持不变`}。`,
  })
}

function lost({ tenant }: RequestContext, id: string): TenonError {
  const look = `tenon model run --tenant ${tenant.slug}`
  return operatorError('CONFLICT', {
    en: `The publish ${id} has ended and another one has begun: see ${look}.`,
    'zh-CN': `发布 ${id} 已结束，另一个发布已开始：见“${look}”。`,
  })
}

function interrupted({ tenant }: RequestContext): TenonError {
  const look = `tenon model run --tenant ${tenant.slug}`
  return operatorError('UNAVAILABLE', {
    en: `Interrupted; nothing is lost. A server goes on with it within a minute, or at its next start. Without a server: ${look} (with --pause, --resume or --cancel to do that).`,
    'zh-CN': `已中断；没有丢失任何内容。服务器会在一分钟内或下次启动时继续。没有服务器时：“${look}”（可加 --pause、--resume 或 --cancel）。`,
  })
}
