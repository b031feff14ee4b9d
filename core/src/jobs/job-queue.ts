import type { JsonObject } from '@tenon/sdk/contract/json-value'

export interface Job {
  /** UUID. A job whose id is known already is not queued again, so redelivery does no work twice. */
  id: string
  data: JsonObject
  /** Not taken up before this time. Default: at once. */
  startAfter?: Date
}

export interface QueuedJob extends Job {
  /** Not to be taken before. */
  startAfter?: Date
  /** Whose it is: of one group only some run at a time, where the queue's worker says so. */
  group?: string
}

export interface WorkOptions {
  /** Jobs taken together; each fetch is a query. Default: 20 in one batch. */
  batches?: number
  batchSize?: number
  /** Jobs of one group that run at a time in this process; no more than there are batches. Default: any number. */
  perGroup?: number
}

/** Durable work: retried with growing pauses, kept for inspection when it has failed for good. */
export interface JobQueue {
  enqueue(queue: string, jobs: QueuedJob[]): Promise<void>
  /** Starts taking jobs of `queue`. A handler that rejects has its job tried again, 5 times in all. */
  work(queue: string, handler: (job: Job, signal: AbortSignal) => Promise<void>, options?: WorkOptions): Promise<void>
  close(): Promise<void>
}
