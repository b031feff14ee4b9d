import type { Database } from '../db/database.ts'
import type { RunInstalls } from '../schema-change/run-installs.ts'
import { completePackage } from './complete-package.ts'
import { installWrites } from './install-writes.ts'
import { readPendingInstalls } from './pending-install.ts'
import { planUndo } from './plan-undo.ts'
import { readInstalled } from './read-installed.ts'

/** What is written with plugins that come by a publish run, or go by it, whichever process has begun it. */
export function makeRunInstallWrites({ database }: { database: Database }): RunInstalls['writes'] {
  return async function runInstallWrites(
    ctx,
    { install, install_packages: packages, edits, base_version: baseVersion },
  ) {
    const db = database.tenant(ctx.tenant.schema)
    if (install?.undoes !== undefined) {
      const { change, error } = install.undoes
      const pending = (await readPendingInstalls(db)).find((one) => one.change === change)
      if (pending === undefined) throw new Error('The install that the run puts back is settled already')
      const { parts, withinTransaction } = await planUndo(db, ctx, { ...pending, error })
      return { parts, withinTransaction }
    }
    if (install === null || packages === null) throw new Error('The run brings no plugins')
    const { installed } = await readInstalled(db)
    const coming = packages.map(completePackage)
    return installWrites(ctx, { agreed: install, packages: coming, installed, edits, baseVersion })
  }
}
