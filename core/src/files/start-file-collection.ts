import { derivedId } from '../jobs/derived-id.ts'
import type { JobQueue } from '../jobs/job-queue.ts'
import type { RemovingFiles } from '../storage/remove-files.ts'
import { collectFiles } from './collect-files.ts'

const DAY_MILLISECONDS = 24 * 3_600_000
const QUEUE = 'file-collection'

/** Has it done every day: a job of the queue, so that one process does it for all. */
export async function startFileCollection({
  jobs,
  onError,
  ...removing
}: RemovingFiles & {
  jobs: Pick<JobQueue, 'enqueue' | 'work'>
  onError: (error: unknown) => void
}): Promise<() => Promise<void>> {
  await jobs.work(QUEUE, async () => void (await collectFiles(removing)), { batchSize: 1 })
  const ask = () => {
    const day = Math.floor(Date.now() / DAY_MILLISECONDS)
    jobs.enqueue(QUEUE, [{ id: derivedId(`${QUEUE} ${day}`), data: {} }]).catch(onError)
  }
  ask()
  const timer = setInterval(ask, DAY_MILLISECONDS)
  timer.unref()
  return async () => clearInterval(timer)
}
