import type { PlaceRole } from './child-place.ts'
import type { CircuitState } from './circuit-breaker.ts'
import type { HookIdentity } from './sandbox-event.ts'

/** Upper bounds, in milliseconds; the last bucket has none. */
export const MS_BUCKETS = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 15_000, 60_000] as const

export interface Histogram {
  /** Values up to each bound of `MS_BUCKETS` and above the one before; one more for larger ones. */
  counts: number[]
  count: number
  sum: number
}

/** What one hook of one plugin version has done in one tenant since this process began. */
export interface HookMetrics extends HookIdentity {
  calls: number
  /** Calls whose script had to be loaded first. */
  coldCalls: number
  /** `OK` or the code of the failure → how often. */
  outcomes: Record<string, number>
  /** Cause → how often a call was ended by force. */
  kills: Record<string, number>
  cpuMs: Histogram
  wallMs: Histogram
  /** From arrival to the first slice. */
  queueMs: Histogram
  hostCalls: number
  /** Characters of JSON. */
  lengthIn: number
  lengthOut: number
  logLinesDropped: number
  /** Last sample of its isolate's heap. */
  heapMb: number | null
  circuit: CircuitState
}

export interface ChildMetrics {
  pid: number
  role: PlaceRole | 'spare' | 'leaving'
  ageMs: number
  /** Calls begun in it so far. */
  calls: number
  isolates: number
  queuedSlices: number
  rssMb: number | null
  cpuMs: number | null
}

export interface SandboxMetrics {
  hooks: HookMetrics[]
  children: ChildMetrics[]
  /** Calls that are waiting or at work. */
  openCalls: number
  childrenStarted: number
  /** Cause → children that ended by it. */
  childDeaths: Record<string, number>
  /** Loads of a script whose compiled code was known, and those that had to compile it. */
  codeCache: { hits: number; misses: number }
}
