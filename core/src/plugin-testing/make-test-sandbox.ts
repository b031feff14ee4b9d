import { isolateMemoryMb } from '../sandbox/call-limits.ts'
import { createSandbox } from '../sandbox/create-sandbox.ts'
import type { ScriptUse } from '../sandbox/run-call.ts'
import type { ObservableSandbox } from '../sandbox/sandbox.ts'
import type { SandboxEvent } from '../sandbox/sandbox-event.ts'

export type HookLog = Extract<SandboxEvent, { type: 'pluginLog' }>

/** Tests follow one another as fast as they can: what they use together says nothing of the plugin. */
const CPU_BUDGET = { cpuMs: 1e9, windowMs: 1 }

export interface TestSandbox {
  sandbox: ObservableSandbox
  /** What hooks have logged; lines of those that have begun before all began anew are left out. */
  logs: HookLog[]
  /** Has all plugins begin anew, as in a tenant that nobody has met before. */
  renew(): void
}

/**
 * The real sandbox, which takes each test for another tenant: so what a plugin keeps in variables, the failures for
 * which a hook is paused, what was logged and killed all end with their test, and so does a call that outlives it.
 */
export function makeTestSandbox({ coverage }: { coverage: boolean }): TestSandbox {
  const logs: HookLog[] = []
  /** Scripts that were called so far, by the isolate that they are for. */
  const used = new Map<string, ScriptUse>()
  let round = 0
  const known = (tenantId: string) => `${tenantId}/${round}`
  const sandbox = createSandbox({
    children: 1,
    cpuBudget: CPU_BUDGET,
    coverage,
    onEvent: (event) => {
      if (event.type === 'pluginLog' && event.tenantId.endsWith(`/${round}`)) logs.push(event)
    },
  })
  return {
    sandbox: {
      ...sandbox,
      call: (call) => {
        const { tenantId, script, kind } = call
        used.set(`${script.sourceHash}/${isolateMemoryMb(kind)}`, { tenantId, script, kind })
        return sandbox.call({ ...call, tenantId: known(tenantId) })
      },
      hookMetrics: ({ tenantId, pluginId }) => sandbox.hookMetrics({ tenantId: known(tenantId), pluginId }),
      resume: ({ tenantId, pluginId }) => sandbox.resume({ tenantId: known(tenantId), pluginId }),
    },
    logs,
    renew: () => {
      round += 1
      // They are loaded in another process, while this one sees to the database. Those for jobs come less often.
      for (const use of used.values()) {
        if (use.kind !== 'afterHook') void sandbox.warm({ ...use, tenantId: known(use.tenantId) })
      }
    },
  }
}
