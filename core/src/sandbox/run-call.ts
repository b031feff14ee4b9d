import type { Admission } from './admission.ts'
import { isolateMemoryMb } from './call-limits.ts'
import type { CallOutcome } from './call-outcome.ts'
import type { CallUsage } from './call-usage.ts'
import type { ChildPool } from './child-pool.ts'
import type { CodeCache } from './code-cache.ts'
import type { CpuBudgets } from './cpu-budgets.ts'
import { runLiveCall } from './live-call.ts'
import { loadPlugin } from './load-plugin.ts'
import type { SandboxCall } from './sandbox.ts'

export interface CallAttempt {
  call: SandboxCall
  /** HookInput as JSON. */
  inputText: string
  /** Key of its hook in the circuit breaker. */
  circuit: string
  arrivedAt: number
  log(level: string, message: string): void
}

export interface AttemptResult {
  outcome: CallOutcome
  usage: CallUsage
  cold: boolean
  pid: number
}

export interface RunCallDependencies {
  pool: ChildPool
  admission: Admission
  budgets: CpuBudgets
  codeCache: CodeCache
}

/** Runs a call in its tenant's child, once more if that child was lost through no fault of the call's own. */
export function makeRunCall({ pool, admission, budgets, codeCache }: RunCallDependencies) {
  async function attempt({ call, circuit, ...rest }: CallAttempt): Promise<AttemptResult> {
    const { tenantId, script, kind } = call
    const child = await pool.childFor(tenantId)
    const memoryMb = isolateMemoryMb(kind)
    const isolate = JSON.stringify([tenantId, script.pluginId, script.version, script.sourceHash, memoryMb])
    const onCpu = (micros: number) => {
      budgets.charge(tenantId, micros)
      if (budgets.isBusy(tenantId)) pool.setAside(tenantId)
    }
    const usage: CallUsage = { cpuMicros: 0, queueMs: 0, hostCalls: 0, logLinesDropped: 0, heapBytes: null }
    const cold = !child.loads.has(isolate)
    const code = cold ? codeCache.get(script.source) : null
    const load = await loadPlugin(child, { tenantId, key: isolate, script, memoryMb, code, onCpu })
    if (load.kind === 'ok' && cold && code === null) codeCache.learn(script.source)
    const result = { usage, cold, pid: child.pid }
    if (load.kind === 'lost') return { ...result, outcome: { kind: 'lost', rerun: true } }
    if (load.kind === 'failed') return { ...result, outcome: { ...load, code: 'PLUGIN_LOAD_FAILED' } }
    const mayBegin = () => admission.mayBegin(tenantId, circuit)
    return { ...result, outcome: await runLiveCall({ child, isolate, call, ...rest, usage, mayBegin, onCpu }) }
  }

  return async (call: CallAttempt): Promise<AttemptResult> => {
    const first = await attempt(call)
    return first.outcome.kind === 'lost' && first.outcome.rerun ? attempt(call) : first
  }
}
