import { isolateMemoryMb } from '../sandbox/call-limits.ts'
import { createSandbox } from '../sandbox/create-sandbox.ts'
import { rendezvousOrder } from '../sandbox/rendezvous-order.ts'
import type { ScriptUse } from '../sandbox/run-call.ts'
import type { ObservableSandbox } from '../sandbox/sandbox.ts'
import type { SandboxEvent } from '../sandbox/sandbox-event.ts'

export type HookLog = Extract<SandboxEvent, { type: 'pluginLog' }>

/** One works, while the other loads what the next test begins with: on one thread the test would wait for that. */
const CHILDREN = 2

/** Tests follow one another as fast as they can: what they use together says nothing of the plugin. */
const CPU_BUDGET = { cpuMs: 1e9, windowMs: 1 }

export interface TestSandbox {
  sandbox: ObservableSandbox
  /** What hooks have logged; lines of those that have begun before all began anew are left out. */
  logs: HookLog[]
  /** Has all plugins begin anew, as in a tenant that nobody has met before. */
  renew(): void
  /** Says what will be called first, so that it is loaded when that happens. */
  expect(use: ScriptUse): void
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
  const known = (tenantId: string, at = round) => nameIn(at, tenantId)
  const sandbox = createSandbox({
    children: CHILDREN,
    cpuBudget: CPU_BUDGET,
    coverage,
    onEvent: (event) => {
      if (event.type === 'pluginLog' && event.tenantId.endsWith(`/${round}`)) logs.push(event)
    },
  })

  function note(use: ScriptUse): void {
    used.set(`${use.script.sourceHash}/${isolateMemoryMb(use.kind)}`, use)
  }

  /** In another process, while this one is at something else. Those for jobs come less often. */
  function loadFor(at: number): void {
    for (const use of used.values()) {
      if (use.kind !== 'afterHook') void sandbox.warm({ ...use, tenantId: known(use.tenantId, at) })
    }
  }

  return {
    sandbox: {
      ...sandbox,
      call: (call) => {
        const { tenantId, script, kind } = call
        note({ tenantId, script, kind })
        return sandbox.call({ ...call, tenantId: known(tenantId) })
      },
      hookMetrics: ({ tenantId, pluginId }) => sandbox.hookMetrics({ tenantId: known(tenantId), pluginId }),
      resume: ({ tenantId, pluginId }) => sandbox.resume({ tenantId: known(tenantId), pluginId }),
    },
    logs,
    renew: () => {
      round += 1
      loadFor(round + 1)
    },
    expect: (use) => {
      note(use)
      loadFor(round)
      loadFor(round + 1)
    },
  }
}

/** What the sandbox takes a tenant for in a round: a name that brings it to the child whose turn it is. */
function nameIn(round: number, tenantId: string): string {
  for (let tries = 0; ; tries++) {
    const name = `${tenantId}/${tries}/${round}`
    if (rendezvousOrder(name, CHILDREN)[0] === round % CHILDREN) return name
  }
}
