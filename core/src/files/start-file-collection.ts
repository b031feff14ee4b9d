import { type RepeatingJobs, startRepeating } from '../jobs/start-repeating.ts'
import type { RemovingFiles } from '../storage/remove-files.ts'
import { collectFiles, watchFiles } from './collect-files.ts'

/** Has files that nobody needs any more removed every day. */
export function startFileCollection({
  jobs,
  onError,
  ...removing
}: RemovingFiles & RepeatingJobs): Promise<() => Promise<void>> {
  const collection = { queue: 'file-collection', every: 'day' } as const
  const find = watchFiles(removing.database)
  return startRepeating({ jobs, onError }, collection, () => collectFiles(removing, find))
}
