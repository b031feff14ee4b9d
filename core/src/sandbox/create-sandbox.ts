import { availableParallelism } from 'node:os'
import type { HookOutput } from '@tenon/sdk/contract/hook-call'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { makeAdmission, QUEUE_BOUNDS, type QueueBounds } from './admission.ts'
import { MAX_BATCH_LENGTH } from './call-limits.ts'
import type { CallOutcome } from './call-outcome.ts'
import { ChildPool } from './child-pool.ts'
import { type CallVerdict, makeCircuitBreaker } from './circuit-breaker.ts'
import { makeCodeCache } from './code-cache.ts'
import { hookKey, makeCallCollector } from './collect-calls.ts'
import { CPU_BUDGET, type CpuBudget, makeCpuBudgets } from './cpu-budgets.ts'
import { makeInspect } from './inspect-script.ts'
import { pluginFailure } from './plugin-failure.ts'
import { makeReadMetrics } from './read-metrics.ts'
import { type AttemptResult, makeRunCall } from './run-call.ts'
import type { ObservableSandbox, SandboxCall } from './sandbox.ts'
import { describeSandbox } from './sandbox-description.ts'
import type { HookIdentity, SandboxEvent } from './sandbox-event.ts'
import { makeTakeCoverage } from './take-coverage.ts'

export interface SandboxOptions {
  /** Children at work besides the warm spare. Default: as many as processors, at least 2. */
  children?: number
  onEvent?: (event: SandboxEvent) => void
  /** Processor time that a tenant's plugins share. */
  cpuBudget?: CpuBudget
  queueBounds?: QueueBounds
  /** Isolates that no call has wanted for this long are forgotten. */
  isolateIdleMs?: number
  /** How often children are looked over for what can be given back. */
  sweepMs?: number
  /** Counts what of plugins' code runs: for the tests of plugins, never where they run for people. */
  coverage?: boolean
}

/** Starts one warm child at once, the others when their first tenant comes. */
export function createSandbox(options: SandboxOptions = {}): ObservableSandbox {
  const { onEvent = () => {}, coverage = false } = options
  const breaker = makeCircuitBreaker()
  const budgets = makeCpuBudgets(options.cpuBudget ?? CPU_BUDGET)
  const admission = makeAdmission({ breaker, budgets, bounds: options.queueBounds ?? QUEUE_BOUNDS })
  const collector = makeCallCollector()
  const deaths: Record<string, number> = {}
  const pool = makePool(options, deaths)
  // V8 does not count the blocks of code that it is given compiled.
  const codeCache = makeCodeCache(pool, { keeps: !coverage })
  const runCall = makeRunCall({ pool, admission, budgets, codeCache })

  async function call(request: SandboxCall): Promise<HookOutput> {
    const arrivedAt = performance.now()
    const hook = identityOf(request)
    const inputText = JSON.stringify(request.input)
    if (inputText.length > MAX_BATCH_LENGTH * 1.25) throw tooLarge(hook)
    const circuit = hookKey(hook)
    const refusal = admission.enter(request.tenantId, circuit)
    if (refusal !== null) {
      collector.add({ ...recordBase(hook, inputText), code: refusal })
      throw pluginFailure(refusal, placeOf(request))
    }
    try {
      const log = (level: string, message: string) => onEvent({ type: 'pluginLog', ...hook, level, message })
      const result = await runCall({ call: request, inputText, circuit, arrivedAt, log })
      settle(hook, circuit, result.outcome)
      book({ hook, inputText, result, wallMs: performance.now() - arrivedAt })
      return outputOf(result.outcome, request)
    } catch (error) {
      breaker.release(circuit)
      throw error
    } finally {
      admission.leave(request.tenantId)
    }
  }

  /** Draws the conclusions from how a call ended. */
  function settle(hook: HookIdentity, circuit: string, outcome: CallOutcome): void {
    const verdict = verdictOf(outcome)
    if (verdict === 'killed') pool.punish(hook.tenantId)
    const change = verdict === null ? breaker.release(circuit) : breaker.report(circuit, verdict)
    if (change === 'opened') onEvent({ type: 'hookPaused', ...hook })
    if (change === 'disabled') onEvent({ type: 'hookDisabled', ...hook })
  }

  function book({ hook, inputText, result, wallMs }: Booking): void {
    const { outcome, usage, cold, pid } = result
    const code = codeOf(outcome)
    const killed = outcome.kind === 'failed' ? outcome.killed : null
    const lengthOut = outcome.kind === 'ok' ? outcome.length : 0
    collector.add({ ...recordBase(hook, inputText), code, killed, cold, wallMs, lengthOut, usage })
    if (killed === null) return
    const times = { cpuMs: usage.cpuMicros / 1000, queueMs: usage.queueMs, wallMs }
    onEvent({ type: 'kill', ...hook, cause: killed, code, pid, ...times })
  }

  return {
    call,
    inspect: makeInspect(pool),
    takeCoverage: coverage ? makeTakeCoverage(pool) : async () => [],
    childPids: () => pool.pids(),
    metrics: makeReadMetrics({ pool, collector, breaker, admission, codeCache, deaths }),
    describe: describeSandbox,
    resume: ({ tenantId, pluginId }) => {
      const prefix = JSON.stringify([tenantId, pluginId]).slice(0, -1)
      breaker.reset((key) => key.startsWith(`${prefix},`))
    },
    close: () => pool.close(),
  }
}

function makePool({ onEvent, ...options }: SandboxOptions, deaths: Record<string, number>): ChildPool {
  const { children = Math.max(2, availableParallelism()), isolateIdleMs, sweepMs, coverage = false } = options
  return new ChildPool({
    children,
    coverage,
    ...(isolateIdleMs !== undefined && { isolateIdleMs }),
    ...(sweepMs !== undefined && { sweepMs }),
    onDeath: ({ death, pid }) => {
      if (death === null) return
      deaths[death.cause] = (deaths[death.cause] ?? 0) + 1
      if (death.cause !== 'closed' && death.cause !== 'recycled') onEvent?.({ type: 'childDied', pid, death })
    },
  })
}

interface Booking {
  hook: HookIdentity
  inputText: string
  result: AttemptResult
  wallMs: number
}

function recordBase(hook: HookIdentity, inputText: string) {
  const usage = { cpuMicros: 0, queueMs: 0, hostCalls: 0, logLinesDropped: 0, heapBytes: null }
  return { ...hook, killed: null, cold: false, wallMs: 0, lengthIn: inputText.length, lengthOut: 0, usage }
}

function identityOf({ tenantId, script: { pluginId, version }, target }: SandboxCall): HookIdentity {
  return { tenantId, pluginId, version, target }
}

function placeOf(request: SandboxCall) {
  return { ...identityOf(request), locale: request.input.locale }
}

/** Null for an outcome that says nothing about the hook. */
function verdictOf(outcome: CallOutcome): CallVerdict | null {
  if (outcome.kind === 'ok') return 'ok'
  if (outcome.kind !== 'failed') return null
  return outcome.killed === null ? 'threw' : 'killed'
}

function codeOf(outcome: CallOutcome): string {
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

function outputOf(outcome: CallOutcome, request: SandboxCall): HookOutput {
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
      throw new TenonError({ code: 'UNAVAILABLE', message: 'The request was cancelled.', plugin })
    }
  }
}

function tooLarge({ pluginId, target }: HookIdentity): TenonError {
  return new TenonError({
    code: 'PAYLOAD_TOO_LARGE',
    message: `The records are too large for ${target} of plugin ${pluginId}: at most ${MAX_BATCH_LENGTH} characters of JSON.`,
    plugin: pluginId,
  })
}
