import type { Admission } from './admission.ts'
import type { ChildPool } from './child-pool.ts'
import type { CircuitBreaker } from './circuit-breaker.ts'
import type { CodeCache } from './code-cache.ts'
import type { makeCallCollector } from './collect-calls.ts'
import type { SandboxMetrics } from './sandbox-metrics.ts'

export interface MetricsSources {
  pool: ChildPool
  collector: ReturnType<typeof makeCallCollector>
  breaker: CircuitBreaker
  admission: Admission
  codeCache: CodeCache
  /** Cause → children that ended by it. */
  deaths: Record<string, number>
}

export function makeReadMetrics({ pool, collector, breaker, admission, codeCache, deaths }: MetricsSources) {
  return (): SandboxMetrics => ({
    hooks: collector.read(breaker.state),
    children: pool.roster().map(({ child, role }) => {
      child.measure()
      const usage = child.lastUsage()
      return {
        pid: child.pid,
        role,
        ageMs: performance.now() - child.startedAt,
        calls: child.callCount,
        isolates: child.loads.size,
        queuedSlices: child.queueLength,
        rssMb: usage?.rssMb ?? null,
        cpuMs: usage?.cpuMs ?? null,
      }
    }),
    openCalls: admission.openCalls(),
    childrenStarted: pool.started,
    childDeaths: { ...deaths },
    codeCache: codeCache.counts(),
  })
}
