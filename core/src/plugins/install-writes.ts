import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { Kysely } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { StoredInstall } from '../db/stored-install.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import type { PublishInput } from '../schema-change/publish-input.ts'
import { carryDraft } from './carry-draft.ts'
import { insertDataMigrations, plannedMigrations } from './data-migration.ts'
import { lifecycleRuns } from './lifecycle-runs.ts'
import { insertLifecycleTasks } from './lifecycle-tasks.ts'
import { orderPackages } from './order-packages.ts'
import { partsOf } from './parts-of.ts'
import { prunePluginWork, syncPluginWork } from './plugin-work.ts'
import { savePlugins } from './save-plugins.ts'

interface ComingPlugins {
  agreed: StoredInstall
  /** What comes, in the order of dependencies. */
  packages: readonly PluginPackage[]
  /** What is there until then. */
  installed: readonly PluginPackage[]
  /** The tenant's edits as they lie on what comes. */
  edits: TenantEdits
  baseVersion: number
}

export type InstallWrites = Required<Pick<PublishInput, 'parts' | 'withinTransaction'>>

/** What plugins that come give to the model, and all that is written in the moment in which it comes into force. */
export function installWrites(ctx: RequestContext, coming: ComingPlugins): InstallWrites {
  const { agreed, packages, installed, edits, baseVersion } = coming
  const ids = new Set(packages.map(({ manifest }) => manifest.id))
  const staying = installed.filter(({ manifest }) => !ids.has(manifest.id))
  const after = orderPackages([...staying, ...packages], ctx.locale)
  const { conflicts, choices, ...saved } = agreed
  const merged = { packages: after, edits, conflicts }
  return {
    parts: partsOf({ before: installed, after }, ctx.locale),
    async withinTransaction(trx, version) {
      await savePlugins(trx, ctx, { ...saved, packages, modelVersion: version })
      await carryDraft(trx, ctx, { installed, merged, baseVersion, version, choices })
      await keepWork(trx, ctx, coming)
    },
  }
}

/** Schedules and webhooks of the new versions begin; those that are gone end once the install cannot be undone. */
async function keepWork(
  trx: Kysely<TenantTables>,
  ctx: RequestContext,
  { agreed: { change }, packages, installed }: ComingPlugins,
): Promise<void> {
  await syncPluginWork(trx, ctx.tenant, packages)
  if (change !== null) {
    await insertDataMigrations(trx, { change, migrations: plannedMigrations(packages, installed) })
    return insertLifecycleTasks(trx, ctx, { change, runs: lifecycleRuns(packages, installed) })
  }
  const manifests = packages.map(({ manifest }) => manifest)
  await prunePluginWork(trx, ctx.tenant, manifests)
}
