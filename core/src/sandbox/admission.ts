import type { CallOutcome } from './call-outcome.ts'
import type { CircuitBreaker, CircuitCall } from './circuit-breaker.ts'
import type { CpuBudgets } from './cpu-budgets.ts'
import type { PluginFailureCode } from './plugin-failure.ts'

export interface QueueBounds {
  /** Calls of one tenant that may be open, waiting ones included. */
  perTenant: number
  /** Of all tenants. */
  total: number
}

export const QUEUE_BOUNDS: QueueBounds = { perTenant: 256, total: 4_096 }

export interface AdmissionInput {
  breaker: CircuitBreaker
  budgets: CpuBudgets
  bounds: QueueBounds
}

/** Decides which calls may come in, so that no tenant can fill the queues or use up the processors of all. */
export function makeAdmission({ breaker, budgets, bounds }: AdmissionInput) {
  const open = new Map<string, number>()
  let total = 0

  return {
    /** Why a call may not come in; null when it may, and then owes a `leave`. */
    enter(tenantId: string, circuit: CircuitCall): PluginFailureCode | null {
      const own = open.get(tenantId) ?? 0
      if (own >= bounds.perTenant || !budgets.hasLeft(tenantId)) return 'RATE_LIMITED'
      if (total >= bounds.total) return 'UNAVAILABLE'
      if (!breaker.admit(circuit)) return 'PLUGIN_CIRCUIT_OPEN'
      open.set(tenantId, own + 1)
      total += 1
      return null
    },
    leave(tenantId: string): void {
      const own = open.get(tenantId) ?? 0
      if (own > 1) open.set(tenantId, own - 1)
      else open.delete(tenantId)
      total -= 1
    },
    /** Asked again when a call's turn has come: much may have happened while it waited. */
    mayBegin(tenantId: string, circuit: CircuitCall): CallOutcome | null {
      if (!breaker.admit(circuit)) return { kind: 'refused', code: 'PLUGIN_CIRCUIT_OPEN' }
      return budgets.hasLeft(tenantId) ? null : { kind: 'refused', code: 'RATE_LIMITED' }
    },
    openCalls: (): number => total,
  }
}

export type Admission = ReturnType<typeof makeAdmission>
