/** What one call has used, for the operator's figures. */
export interface CallUsage {
  cpuMicros: number
  /** From the call's arrival to its first slice, loading its script included. */
  queueMs: number
  hostCalls: number
  logLinesDropped: number
  /** Heap of its isolate after a slice, where it was sampled. */
  heapBytes: number | null
}
