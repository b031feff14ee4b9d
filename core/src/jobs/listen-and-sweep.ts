import type { Database } from '../db/database.ts'
import type { TenantWork } from './work-per-tenant.ts'

interface Listening extends Pick<TenantWork, 'wake' | 'close'> {
  /** In place of `wake`, with what a notice of this process brings along. */
  hear?: (schema: string, along?: object) => void
}

export interface Sweeping {
  channel: string
  sweepMilliseconds: number
  /** Finds the schemas with work that no notice told of. */
  findWork: () => Promise<readonly string[]>
}

/**
 * Wakes the work of the tenants that notices on a channel name. Notices can be lost, so it also looks for work: now and
 * every so often. Resolves to what ends it once all that was under way is done.
 */
export async function listenAndSweep(
  { database, onError }: { database: Database; onError: (error: unknown) => void },
  working: Listening,
  { channel, sweepMilliseconds, findWork }: Sweeping,
): Promise<{ close(): Promise<void> }> {
  const sweep = async () => {
    for (const schema of await findWork()) working.wake(schema)
  }
  const stop = await database.listen(channel, working.hear ?? working.wake)
  const timer = setInterval(() => void sweep().catch(onError), sweepMilliseconds)
  timer.unref()
  await sweep().catch(onError)
  return {
    close: async () => {
      clearInterval(timer)
      await stop()
      await working.close()
    },
  }
}
