import type { Admission } from './admission.ts'
import { CALL_LIMITS, isolateMemoryMb } from './call-limits.ts'
import type { CallOutcome } from './call-outcome.ts'
import type { CallUsage } from './call-usage.ts'
import type { ChildPool } from './child-pool.ts'
import type { CircuitCall } from './circuit-breaker.ts'
import type { CodeCache } from './code-cache.ts'
import type { CpuBudgets } from './cpu-budgets.ts'
import { runLiveCall } from './live-call.ts'
import { loadPlugin } from './load-plugin.ts'
import type { LogBudgets } from './log-budgets.ts'
import type { SandboxCall } from './sandbox.ts'

export interface CallAttempt {
  call: SandboxCall
  /** HookInput as JSON. */
  inputText: string
  /** As the circuit breaker knows it. */
  circuit: CircuitCall
  arrivedAt: number
  log(level: string, message: string): void
  hostFailed(method: string, error: unknown): void
}

export interface AttemptResult {
  outcome: Exclude<CallOutcome, { kind: 'moved' }>
  usage: CallUsage
  cold: boolean
  pid: number
}

export interface RunCallDependencies {
  pool: ChildPool
  admission: Admission
  budgets: CpuBudgets
  logBudgets: LogBudgets
  codeCache: CodeCache
}

/** How often a call may leave a child in which it would have to wait, before it has begun. */
const MAX_MOVES = 3
/**
 * How often a call may lose the child in which it waits, before it has begun. A hook that costs so many children is paused, and
 * its calls are refused for that.
 */
const MAX_LOSSES = 3

type Attempt = Omit<AttemptResult, 'outcome'> & { outcome: CallOutcome }

/** Whose script is loaded, and for which kind of call. */
export type ScriptUse = Pick<SandboxCall, 'tenantId' | 'script' | 'kind'>

/** Makes the function that has a script loaded in its tenant's child, where it is not there already. */
export function makeLoadScript({ pool, budgets, codeCache }: Omit<RunCallDependencies, 'admission' | 'logBudgets'>) {
  return async ({ tenantId, script, kind }: ScriptUse, movable: boolean) => {
    const child = await pool.childFor({ tenantId, sourceHash: script.sourceHash })
    const memoryMb = isolateMemoryMb(kind)
    const isolate = JSON.stringify([tenantId, script.pluginId, script.version, script.sourceHash, memoryMb])
    const onCpu = (micros: number) => {
      budgets.charge(tenantId, micros)
      pool.noteWork(tenantId, { micros, busy: budgets.isBusy(tenantId) })
    }
    const cold = !child.loads.has(isolate)
    const code = cold ? codeCache.get(script) : null
    const load = await loadPlugin(child, { tenantId, key: isolate, script, memoryMb, code, movable, onCpu })
    if (load.kind === 'ok' && cold && code === null) codeCache.learn(script)
    return { child, isolate, load, cold, onCpu }
  }
}

/** Runs a call in its tenant's child, once more if that child was lost through no fault of the call's own; oftener where it only waited there. */
export function makeRunCall({ pool, admission, budgets, logBudgets, codeCache }: RunCallDependencies) {
  const loadScript = makeLoadScript({ pool, budgets, codeCache })

  async function attempt({ call, circuit, ...rest }: CallAttempt, movable: boolean): Promise<Attempt> {
    const { tenantId, kind } = call
    const { child, isolate, load, cold, onCpu } = await loadScript(call, movable)
    const usage: CallUsage = { cpuMicros: 0, queueMs: 0, hostCalls: 0, logLinesDropped: 0, heapBytes: null }
    const result = { usage, cold, pid: child.pid }
    if (load.kind === 'moved') return { ...result, outcome: load }
    if (load.kind === 'lost') return { ...result, outcome: { kind: 'lost', rerun: true, begun: false } }
    if (load.kind === 'failed') return { ...result, outcome: { ...load, code: 'PLUGIN_LOAD_FAILED' } }
    const input = {
      child,
      isolate,
      call,
      ...rest,
      usage,
      logLines: logBudgets.allow(tenantId, CALL_LIMITS[kind].logLines),
      mayBegin: () => admission.mayBegin(tenantId, circuit),
      movable,
      paced: pool.isSetAside(tenantId),
      onCpu,
    }
    return { ...result, outcome: await runLiveCall(input) }
  }

  return async (call: CallAttempt): Promise<AttemptResult> => {
    let reruns = 1
    let losses = 0
    for (let moves = 0; ; ) {
      const { outcome, ...result } = await attempt(call, moves < MAX_MOVES)
      // Others may have moved what it was waiting for.
      if (outcome.kind === 'moved') moves += 1
      else if (outcome.kind === 'lost' && !outcome.begun && losses < MAX_LOSSES) losses += 1
      else if (outcome.kind === 'lost' && outcome.rerun && reruns > 0) reruns -= 1
      else {
        if (outcome.kind === 'ok')
          pool.credit({ tenantId: call.call.tenantId, sourceHash: call.call.script.sourceHash })
        return { ...result, outcome }
      }
    }
  }
}
