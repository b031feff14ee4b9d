import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { StoredInstall } from '../db/stored-install.ts'
import { installUndone } from './install-undone.ts'
import { readInstallError, type SettleInstalls } from './settle-installs.ts'

/** How long another process may take that has come first, as a server does that looks for installs left pending. */
const WAIT_MILLISECONDS = 600_000

/**
 * Runs the migrations and lifecycle hooks of an install that is pending; where one fails, what was there before comes
 * back and its error is thrown. Does nothing for one without any.
 */
export async function finishInstall(
  { database, installs }: { database: Database; installs: SettleInstalls },
  ctx: RequestContext,
  { change, plugins }: Pick<StoredInstall, 'change' | 'plugins'>,
): Promise<void> {
  if (change === null) return
  const settled = await installs.settle(ctx, { waitMilliseconds: WAIT_MILLISECONDS })
  const own = settled.find((install) => install.change === change)
  const error = own === undefined ? await readInstallError({ database }, ctx, change) : own.error
  const upgraded = plugins.filter(({ from }) => from !== null).map(({ id }) => id)
  if (error !== null) throw installUndone(ctx, error, { upgraded, left: own?.left ?? 0 })
}
