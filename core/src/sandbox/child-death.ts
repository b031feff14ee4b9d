import type { KillReason } from './child-watchdog.ts'

/** `outside`: somebody else's SIGKILL. `crashed`: it aborted by itself, as V8 does when memory runs out. */
export type DeathCause = KillReason | 'closed' | 'recycled' | 'outside' | 'crashed'

/**
 * What a call was ended for, where that cost its isolate or its child: the child's death, or the slice's timer, the
 * isolate's heap, the call's CPU limit, more host calls than the guest runtime lets through.
 */
export type KillCause = DeathCause | 'sliceTimer' | 'isolateHeap' | 'cpuLimit' | 'hostCalls'

export interface ChildDeath {
  cause: DeathCause
  signal: string | null
  stderr: string
  /** Whose code was at work in it, or was last, where that code is to blame. */
  guilty: { tenantId: string; isolate: string } | null
}

/** Causes that the code at work has brought about. */
const OWN_FAULTS: ReadonlySet<DeathCause> = new Set(['deadline', 'cpu', 'memory', 'zombie', 'protocol', 'crashed'])

export function isOwnFault(cause: DeathCause): boolean {
  return OWN_FAULTS.has(cause)
}
