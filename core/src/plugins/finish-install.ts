import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { PlannedMigration } from './data-migration.ts'
import type { LifecycleRun } from './lifecycle-runs.ts'
import { readInstallError, type SettleInstalls } from './settle-installs.ts'

/** How long another process may take that has come first, as a server does that looks for installs left pending. */
const WAIT_MILLISECONDS = 600_000

/** Runs the lifecycle hooks of an install that is pending; where one fails, what was there before comes back. */
export async function finishInstall(
  { database, installs }: { database: Database; installs: SettleInstalls },
  ctx: RequestContext,
  { change, runs, migrations }: Finishing,
): Promise<void> {
  const settled = await installs.settle(ctx, { waitMilliseconds: WAIT_MILLISECONDS })
  const own = settled.find((install) => install.change === change)
  const error = own === undefined ? await readInstallError({ database }, ctx, change) : own.error
  if (error !== null) throw undone(ctx, error, { runs, migrations })
}

interface Finishing {
  change: string
  runs: readonly LifecycleRun[]
  migrations: readonly PlannedMigration[]
}

/** The hook's own error, and that all is as it was. */
function undone(
  { locale }: RequestContext,
  error: TenonError,
  { runs, migrations }: Omit<Finishing, 'change'>,
): TenonError {
  const { code, message, problems, plugin = '' } = error
  const migrated = migrations.some((one) => one.plugin === plugin)
  const upgraded = migrated || runs.find((run) => run.plugin === plugin)?.hook === 'onUpgrade'
  const [done, doneZh] = upgraded ? ['upgraded', '升级'] : ['installed', '安装']
  const text: LocalizedText = {
    en: `plugin '${plugin}' was not ${done}, and everything is as it was before: ${message}`,
    'zh-CN': `插件 '${plugin}' 未能${doneZh}，一切已恢复原状：${message}`,
  }
  return new TenonError({ code, message: textIn(text, locale), problems, plugin, cause: error })
}
