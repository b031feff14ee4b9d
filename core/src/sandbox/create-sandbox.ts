import { availableParallelism } from 'node:os'
import type { HookOutput } from '@tenon/sdk/contract/hook-call'
import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { makeAdmission, QUEUE_BOUNDS, type QueueBounds } from './admission.ts'
import { linesOf, MAX_BATCH_LENGTH } from './call-limits.ts'
import type { CallRecord } from './call-record.ts'
import type { ChildDeath } from './child-death.ts'
import { ChildPool } from './child-pool.ts'
import { type CircuitCall, makeCircuitBreaker } from './circuit-breaker.ts'
import { makeCodeCache } from './code-cache.ts'
import { hookKey, makeCallCollector } from './collect-calls.ts'
import { CPU_BUDGET, type CpuBudget, makeCpuBudgets } from './cpu-budgets.ts'
import { makeInspect } from './inspect-script.ts'
import { makeLogBudgets } from './log-budgets.ts'
import { pluginFailure } from './plugin-failure.ts'
import { makeReadMetrics } from './read-metrics.ts'
import { type AttemptResult, makeLoadScript, makeRunCall } from './run-call.ts'
import type { ObservableSandbox, SandboxCall } from './sandbox.ts'
import type { SandboxChild } from './sandbox-child.ts'
import { describeSandbox } from './sandbox-description.ts'
import type { HookIdentity, SandboxEvent } from './sandbox-event.ts'
import { makeSettleCall } from './settle-call.ts'
import { makeTakeCoverage } from './take-coverage.ts'
import type { Probation } from './tenant-standings.ts'

export interface SandboxOptions {
  /** Children at work besides the warm spare. Default: as many as processors, at least 2. */
  children?: number
  onEvent?: (event: SandboxEvent) => void
  /** Processor time that a tenant's plugins share. */
  cpuBudget?: CpuBudget
  queueBounds?: QueueBounds
  /** How long unknown code works apart from code that has proven itself. */
  probation?: Probation
  /** Isolates that no call has wanted for this long are forgotten. */
  isolateIdleMs?: number
  /** How often children are looked over for what can be given back. */
  sweepMs?: number
  /** Counts what of plugins' code runs: for the tests of plugins, never where they run for people. */
  coverage?: boolean
}

/** Starts one warm child at once, the others when their first tenant comes. */
export function createSandbox(options: SandboxOptions = {}): ObservableSandbox {
  const { onEvent = () => {}, coverage = false, cpuBudget = CPU_BUDGET, queueBounds = QUEUE_BOUNDS } = options
  const breaker = makeCircuitBreaker()
  const budgets = makeCpuBudgets(cpuBudget)
  const admission = makeAdmission({ breaker, budgets, bounds: queueBounds })
  const collector = makeCallCollector()
  const deaths: Record<string, number> = {}
  const pool = makePool(options, deaths)
  // V8 does not count the blocks of code that it is given compiled.
  const codeCache = makeCodeCache(pool, { keeps: !coverage })
  const logBudgets = makeLogBudgets()
  const settle = makeSettleCall({ pool, breaker, onEvent })
  const loadScript = makeLoadScript({ pool, budgets, codeCache })
  const runCall = makeRunCall({ pool, admission, budgets, logBudgets, codeCache })

  async function call(request: SandboxCall): Promise<HookOutput> {
    const arrivedAt = performance.now()
    const hook = identityOf(request)
    const inputText = inputTextOf(request)
    if (inputText.length > MAX_BATCH_LENGTH * 1.25) throw tooLarge(placeOf(request))
    const circuit: CircuitCall = { key: hookKey(hook) }
    const refusal = admission.enter(request.tenantId, circuit)
    if (refusal !== null) {
      collector.add(circuit.key, { ...recordBase(hook, inputText), code: refusal })
      throw pluginFailure(refusal, placeOf(request))
    }
    try {
      const log = (level: string, message: string) => {
        logBudgets.charge(request.tenantId, linesOf(message.length))
        onEvent({ type: 'pluginLog', ...hook, level, message })
      }
      const hostFailed = (method: string, error: unknown) => onEvent({ type: 'hostFailed', ...hook, method, error })
      const result = await runCall({ call: request, inputText, circuit, arrivedAt, log, hostFailed })
      // What happened first, then what was concluded from it.
      book({ hook, circuit: circuit.key, inputText, result, wallMs: performance.now() - arrivedAt })
      settle(hook, circuit, result.outcome)
      return outputOf(result.outcome, request)
    } catch (error) {
      breaker.release(circuit)
      throw error
    } finally {
      admission.leave(request.tenantId)
    }
  }

  function book(booking: Booking): void {
    collector.add(booking.circuit, recordOf(booking))
    const event = failureEvent(booking)
    if (event !== null) onEvent(event)
  }

  return {
    call,
    inspect: makeInspect(pool),
    warm: async (use) => void (await loadScript(use, true).catch(() => null)),
    takeCoverage: coverage ? makeTakeCoverage(pool) : async () => [],
    childPids: () => pool.pids(),
    metrics: makeReadMetrics({ pool, collector, breaker, admission, codeCache, deaths }),
    hookMetrics: ({ tenantId, pluginId }) =>
      collector.read(breaker.state, (hook) => hook.tenantId === tenantId && hook.pluginId === pluginId),
    describe: describeSandbox,
    resume: ({ tenantId, pluginId }) => {
      const prefix = JSON.stringify([tenantId, pluginId]).slice(0, -1)
      breaker.reset((key) => key.startsWith(`${prefix},`))
    },
    close: () => pool.close(),
  }
}

function makePool(options: SandboxOptions, deaths: Record<string, number>): ChildPool {
  const {
    onEvent,
    children = Math.max(2, availableParallelism()),
    probation,
    isolateIdleMs,
    sweepMs,
    coverage,
  } = options
  return new ChildPool({
    ...{ children, probation, isolateIdleMs, sweepMs, coverage },
    onDeath: (child) => {
      const death = noteDeath(deaths, child)
      if (death !== null) onEvent?.({ type: 'childDied', pid: child.pid, death })
    },
  })
}

/** Counts a child's death by its cause, and gives it where it was not core's own will. */
function noteDeath(deaths: Record<string, number>, { death }: SandboxChild): ChildDeath | null {
  if (death === null) return null
  deaths[death.cause] = (deaths[death.cause] ?? 0) + 1
  return death.cause === 'closed' || death.cause === 'recycled' ? null : death
}

interface Booking {
  hook: HookIdentity
  circuit: string
  inputText: string
  result: AttemptResult
  wallMs: number
}

function recordOf({ hook, inputText, result, wallMs }: Booking): CallRecord {
  const { outcome, usage, cold } = result
  const killed = outcome.kind === 'failed' ? outcome.killed : null
  const lengthOut = outcome.kind === 'ok' ? outcome.length : 0
  return { ...recordBase(hook, inputText), code: codeOf(outcome), killed, cold, wallMs, lengthOut, usage }
}

function failureEvent({ hook, result: { outcome, usage, pid }, wallMs }: Booking): SandboxEvent | null {
  if (outcome.kind !== 'failed') return null
  const { code, detail, killed } = outcome
  // Operators' logs are in English.
  const facts = { code, detail: textIn(detail, 'en'), cpuMs: usage.cpuMicros / 1000, queueMs: usage.queueMs, wallMs }
  if (killed === null) return { type: 'failure', ...hook, ...facts }
  return { type: 'kill', ...hook, cause: killed, pid, ...facts }
}

function recordBase(hook: HookIdentity, inputText: string) {
  const usage = { cpuMicros: 0, queueMs: 0, hostCalls: 0, logLinesDropped: 0, heapBytes: null }
  return { ...hook, killed: null, cold: false, wallMs: 0, lengthIn: inputText.length, lengthOut: 0, usage }
}

function identityOf({ tenantId, script: { pluginId, version }, target }: SandboxCall): HookIdentity {
  return { tenantId, pluginId, version, target }
}

function inputTextOf({ input, recordsText }: SandboxCall): string {
  if (recordsText === undefined) return JSON.stringify(input)
  return `${JSON.stringify({ ...input, records: undefined }).slice(0, -1)},"records":${recordsText}}`
}

function placeOf(request: SandboxCall) {
  const inWords = request.inWords?.() ?? null
  return { ...identityOf(request), inWords, locale: request.input.locale }
}

function codeOf(outcome: AttemptResult['outcome']): string {
  switch (outcome.kind) {
    case 'ok':
      return 'OK'
    case 'failed':
    case 'refused':
      return outcome.code
    case 'lost':
      return 'PLUGIN_WORKER_RESTARTED'
    case 'cancelled':
      return 'CANCELLED'
  }
}

function outputOf(outcome: AttemptResult['outcome'], request: SandboxCall): HookOutput {
  switch (outcome.kind) {
    case 'ok':
      return outcome.output
    case 'failed':
      throw pluginFailure(outcome.code, placeOf(request), outcome.detail)
    case 'refused':
      throw pluginFailure(outcome.code, placeOf(request))
    case 'lost':
      throw pluginFailure('PLUGIN_WORKER_RESTARTED', placeOf(request))
    case 'cancelled': {
      const plugin = request.script.pluginId
      const texts = { en: 'The request was cancelled.', 'zh-CN': '请求已取消。' }
      throw new TenonError({ code: 'UNAVAILABLE', message: textIn(texts, request.input.locale), texts, plugin })
    }
  }
}

function tooLarge({ pluginId, target, inWords, locale }: ReturnType<typeof placeOf>): TenonError {
  const [most, named] = [MAX_BATCH_LENGTH, `${target} of plugin ${pluginId}`]
  const texts = {
    en: `The records are too large for ${inWords?.en.replace(/^The /, 'the ') ?? named}: at most ${most} characters of JSON.`,
    'zh-CN': `记录过大：${inWords === null ? `插件 ${pluginId} 的 ${target} ` : textIn(inWords, 'zh-CN')}最多处理 ${most} 个字符的 JSON。`,
  }
  return new TenonError({ code: 'PAYLOAD_TOO_LARGE', message: textIn(texts, locale), texts, plugin: pluginId })
}
