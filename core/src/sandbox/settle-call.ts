import type { ChildPool } from './child-pool.ts'
import type { CallVerdict, CircuitBreaker, CircuitCall } from './circuit-breaker.ts'
import type { AttemptResult } from './run-call.ts'
import type { HookIdentity, SandboxEvent } from './sandbox-event.ts'

export interface SettleCallDependencies {
  pool: ChildPool
  breaker: CircuitBreaker
  onEvent(event: SandboxEvent): void
}

/** Draws the conclusions from how a call of a hook ended. `circuit`: the call as the circuit breaker knows it. */
export function makeSettleCall({ pool, breaker, onEvent }: SettleCallDependencies) {
  return (hook: HookIdentity, circuit: CircuitCall, outcome: AttemptResult['outcome']): void => {
    const verdict = verdictOf(outcome)
    if (verdict === 'killed') pool.punish(hook.tenantId)
    const change = verdict === null ? breaker.release(circuit) : breaker.report(circuit, verdict)
    if (change === 'opened') onEvent({ type: 'hookPaused', ...hook })
    if (change === 'disabled') onEvent({ type: 'hookDisabled', ...hook })
  }
}

/** Null for an outcome that says nothing about the hook. */
function verdictOf(outcome: AttemptResult['outcome']): CallVerdict | null {
  if (outcome.kind === 'ok') return 'ok'
  if (outcome.kind !== 'failed') return null
  return outcome.killed === null ? 'threw' : 'killed'
}
