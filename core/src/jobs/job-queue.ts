import type { JsonObject } from '@tenon/sdk/contract/json-value'

export interface Job {
  /** UUID. A job whose id is known already is not queued again, so redelivery does no work twice. */
  id: string
  data: JsonObject
  /** Not taken up before this time. Default: at once. */
  startAfter?: Date
}

/** Durable work: retried with growing pauses, kept for inspection when it has failed for good. */
export interface JobQueue {
  enqueue(queue: string, jobs: Job[]): Promise<void>
  /** Starts taking jobs of `queue`. A handler that rejects has its job tried again, 5 times in all. */
  work(queue: string, handler: (job: Job, signal: AbortSignal) => Promise<void>): Promise<void>
  close(): Promise<void>
}
