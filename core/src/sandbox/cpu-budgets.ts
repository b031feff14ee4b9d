import { makeTokenBuckets } from './token-buckets.ts'

/** What a tenant's plugins may use: `cpuMs` of processor time per `windowMs`, all its plugins and hooks together. */
export interface CpuBudget {
  cpuMs: number
  windowMs: number
}

export const CPU_BUDGET: CpuBudget = { cpuMs: 2_000, windowMs: 10_000 }

/** Share of the budget that is left. */
const BUSY_BELOW = 0.9

/** One long job may overdraw a tenant's budget: its people then wait, but never longer than a window. */
export function makeCpuBudgets({ cpuMs, windowMs }: CpuBudget = CPU_BUDGET, now: () => number = Date.now) {
  const buckets = makeTokenBuckets({ capacity: cpuMs, windowMs, now })
  return {
    hasLeft: (tenantId: string): boolean => buckets.left(tenantId) > 0,
    /** Whether it has used so much of late that others should not have to wait behind it. */
    isBusy: (tenantId: string): boolean => buckets.left(tenantId) < cpuMs * BUSY_BELOW,
    charge: (tenantId: string, micros: number): void => buckets.take(tenantId, micros / 1000),
  }
}

export type CpuBudgets = ReturnType<typeof makeCpuBudgets>
