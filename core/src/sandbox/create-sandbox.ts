import { availableParallelism } from 'node:os'
import type { HookOutput } from '@tenon/sdk/contract/hook-call'
import type { HookInventory } from '@tenon/sdk/contract/plugin-manifest'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { MAX_BATCH_LENGTH } from './call-limits.ts'
import type { CallOutcome } from './call-outcome.ts'
import { ChildPool } from './child-pool.ts'
import { type CallVerdict, makeCircuitBreaker } from './circuit-breaker.ts'
import { runLiveCall } from './live-call.ts'
import { loadPlugin } from './load-plugin.ts'
import { type FailurePlace, pluginFailure } from './plugin-failure.ts'
import type { PluginScript, Sandbox, SandboxCall } from './sandbox.ts'
import type { ChildDeath } from './sandbox-child.ts'

/** What happened in the sandbox that an operator may want to know. */
export type SandboxEvent =
  | { type: 'childDied'; pid: number; death: ChildDeath }
  | { type: 'pluginLog'; tenantId: string; pluginId: string; target: string; level: string; message: string }

export interface SandboxOptions {
  /** Children at work besides the warm spare. Default: as many as processors, at least 2. */
  children?: number
  onEvent?: (event: SandboxEvent) => void
}

/** Starts one warm child at once, the others when their first tenant comes. */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const onEvent = options.onEvent ?? (() => {})
  const breaker = makeCircuitBreaker()
  const pool = new ChildPool({
    children: options.children ?? Math.max(2, availableParallelism()),
    onDeath: (child) => {
      const { death, pid } = child
      if (death !== null && death.cause !== 'closed') onEvent({ type: 'childDied', pid, death })
    },
  })

  async function attempt(call: SandboxCall, inputText: string): Promise<CallOutcome> {
    const child = await pool.childFor(call.tenantId)
    const { pluginId, version, sourceHash } = call.script
    const isolate = JSON.stringify([call.tenantId, pluginId, version, sourceHash])
    const load = await loadPlugin(child, { key: isolate, script: call.script })
    if (load.kind === 'lost') return { kind: 'lost', rerun: true }
    if (load.kind === 'failed') return { ...load, code: 'PLUGIN_LOAD_FAILED' }
    const log = (level: string, message: string) =>
      onEvent({ type: 'pluginLog', tenantId: call.tenantId, pluginId, target: call.target, level, message })
    return runLiveCall({ child, isolate, call, inputText, log })
  }

  async function call(request: SandboxCall): Promise<HookOutput> {
    const place = placeOf(request)
    const inputText = JSON.stringify(request.input)
    if (inputText.length > MAX_BATCH_LENGTH * 1.25) throw tooLarge(place)
    const circuit = JSON.stringify([request.tenantId, place.pluginId, place.version, place.target])
    if (!breaker.admit(circuit)) throw pluginFailure('PLUGIN_CIRCUIT_OPEN', place)
    try {
      const outcome = await rerunOnce(() => attempt(request, inputText))
      const verdict = verdictOf(outcome)
      if (verdict === null) breaker.release(circuit)
      else breaker.report(circuit, verdict)
      if (verdict === 'killed') pool.punish(request.tenantId)
      return outputOf(outcome, place)
    } catch (error) {
      breaker.release(circuit)
      throw error
    }
  }

  async function inspect(script: PluginScript): Promise<HookInventory> {
    const place: FailurePlace = { pluginId: script.pluginId, version: script.version, target: '', locale: 'en' }
    for (let round = 0; round < 2; round++) {
      const child = await pool.childFor('')
      const key = JSON.stringify(['', script.pluginId, script.version, script.sourceHash])
      const load = await loadPlugin(child, { key, script })
      child.dropIsolate(key)
      if (load.kind === 'ok') return load.inventory
      if (load.kind === 'failed') throw pluginFailure('PLUGIN_LOAD_FAILED', place, load.detail)
    }
    throw pluginFailure('PLUGIN_WORKER_RESTARTED', place)
  }

  return { call, inspect, childPids: () => pool.pids(), close: () => pool.close() }
}

/** A call that lost its child through no fault of its own is made again, once, if that can do no harm. */
async function rerunOnce(attempt: () => Promise<CallOutcome>): Promise<CallOutcome> {
  const first = await attempt()
  return first.kind === 'lost' && first.rerun ? attempt() : first
}

function placeOf({ script, target, input }: SandboxCall): FailurePlace {
  return { pluginId: script.pluginId, version: script.version, target, locale: input.locale }
}

/** Null for an outcome that says nothing about the hook. */
function verdictOf(outcome: CallOutcome): CallVerdict | null {
  switch (outcome.kind) {
    case 'ok':
      return 'ok'
    case 'failed':
      return outcome.killed ? 'killed' : 'threw'
    default:
      return null
  }
}

function outputOf(outcome: CallOutcome, place: FailurePlace): HookOutput {
  switch (outcome.kind) {
    case 'ok':
      return outcome.output
    case 'failed':
      throw pluginFailure(outcome.code, place, outcome.detail)
    case 'lost':
      throw pluginFailure('PLUGIN_WORKER_RESTARTED', place)
    case 'cancelled':
      throw new TenonError({ code: 'UNAVAILABLE', message: 'The request was cancelled.', plugin: place.pluginId })
  }
}

function tooLarge({ pluginId, target }: FailurePlace): TenonError {
  return new TenonError({
    code: 'PAYLOAD_TOO_LARGE',
    message: `The records are too large for ${target} of plugin ${pluginId}: at most ${MAX_BATCH_LENGTH} characters of JSON.`,
    plugin: pluginId,
  })
}
