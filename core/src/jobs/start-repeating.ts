import { derivedId } from './derived-id.ts'
import type { JobQueue } from './job-queue.ts'

const EVERY_MILLISECONDS = { hour: 3_600_000, day: 24 * 3_600_000 }

export interface RepeatingJobs {
  jobs: Pick<JobQueue, 'enqueue' | 'work'>
  onError: (error: unknown) => void
}

/**
 * Has work done now and every hour or day: a job of the queue under the id of that hour or day, so that one process does
 * it for all. Resolves to the function that ends it.
 */
export async function startRepeating(
  { jobs, onError }: RepeatingJobs,
  { queue, every }: { queue: string; every: 'hour' | 'day' },
  work: () => Promise<unknown>,
): Promise<() => Promise<void>> {
  const milliseconds = EVERY_MILLISECONDS[every]
  await jobs.work(queue, async () => void (await work()), { batchSize: 1 })
  const ask = () => {
    const at = Math.floor(Date.now() / milliseconds)
    jobs.enqueue(queue, [{ id: derivedId(`${queue} ${at}`), data: {} }]).catch(onError)
  }
  ask()
  const timer = setInterval(ask, milliseconds)
  timer.unref()
  return async () => clearInterval(timer)
}
