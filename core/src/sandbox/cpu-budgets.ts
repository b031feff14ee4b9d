/** What a tenant's plugins may use: `cpuMs` of processor time per `windowMs`, all its plugins and hooks together. */
export interface CpuBudget {
  cpuMs: number
  windowMs: number
}

export const CPU_BUDGET: CpuBudget = { cpuMs: 2_000, windowMs: 10_000 }

/** Share of the budget that is left. */
const BUSY_BELOW = 0.75

interface Bucket {
  leftMs: number
  at: number
}

/** Buckets are few kilobytes each hundred; full ones say nothing and are dropped beyond this many. */
const MAX_BUCKETS = 10_000

/**
 * A token bucket per tenant. One long job may overdraw it, by as much as it holds at most: its people then wait, but
 * never longer than a window.
 */
export function makeCpuBudgets({ cpuMs, windowMs }: CpuBudget = CPU_BUDGET, now: () => number = Date.now) {
  const buckets = new Map<string, Bucket>()

  function leftMs(tenantId: string): number {
    const bucket = buckets.get(tenantId)
    if (bucket === undefined) return cpuMs
    return Math.min(cpuMs, bucket.leftMs + ((now() - bucket.at) * cpuMs) / windowMs)
  }

  return {
    hasLeft: (tenantId: string): boolean => leftMs(tenantId) > 0,
    /** Whether it has used so much of late that others should not have to wait behind it. */
    isBusy: (tenantId: string): boolean => leftMs(tenantId) < cpuMs * BUSY_BELOW,
    charge(tenantId: string, micros: number): void {
      buckets.set(tenantId, { leftMs: Math.max(-cpuMs, leftMs(tenantId) - micros / 1000), at: now() })
      if (buckets.size <= MAX_BUCKETS) return
      for (const key of buckets.keys()) if (leftMs(key) >= cpuMs) buckets.delete(key)
    },
  }
}

export type CpuBudgets = ReturnType<typeof makeCpuBudgets>
