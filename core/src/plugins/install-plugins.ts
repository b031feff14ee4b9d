import { randomUUID } from 'node:crypto'
import type { EditConflict } from '@tenon/sdk/contract/edit-conflict'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { Kysely } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import type { StageDecision } from '../schema-change/stages/stage-decision.ts'
import { carryDraft } from './carry-draft.ts'
import { checkVersionChange } from './check-version-change.ts'
import { insertDataMigrations, type PlannedMigration, plannedMigrations } from './data-migration.ts'
import { type ChoiceAnswer, demandChoices, withConflicts } from './demand-choices.ts'
import { finishInstall } from './finish-install.ts'
import { type LifecycleRun, lifecycleRuns } from './lifecycle-runs.ts'
import { insertLifecycleTasks } from './lifecycle-tasks.ts'
import { mergeChecked } from './merge-checked.ts'
import { demandAgreement, type GrantAnswer, newCapabilities } from './new-capabilities.ts'
import { partsOf } from './parts-of.ts'
import type { PluginShelves } from './plugin-shelves.ts'
import type { PluginStore } from './plugin-store.ts'
import { prunePluginWork, syncPluginWork } from './plugin-work.ts'
import type { PublishMergedModel } from './publish-merged-model.ts'
import { readInstalled } from './read-installed.ts'
import { savePlugins } from './save-plugins.ts'
import { settingsToStore } from './settings-to-store.ts'
import type { SettleInstalls } from './settle-installs.ts'

interface InstallOptions extends ChoiceAnswer {
  /** Is told of all conflicts, none too, and chooses; takes the place of `choices` and `otherwise`. */
  choose?: (conflicts: readonly EditConflict[]) => Promise<ChoiceAnswer>
  /**
   * Which new capabilities are agreed to. Missing: nobody was asked. That is enough for the system's own work, such
   * as a demo's; a person's is refused then if there is something to agree to.
   */
  grants?: GrantAnswer
  /** Agreement to values being put aside, where an upgrade takes fields away. */
  consent?: boolean
  /** What becomes of records whose stage goes or comes back. */
  stages?: StageDecision
  /** A lower version than the installed one may come: values that only the higher one knows are put aside. */
  downgrade?: boolean
  /** Another content under the installed version is refused: whoever made it should have given it a new version. */
  refuseChanged?: boolean
  /** Plugin id → settings to begin with. Default: those that it has. */
  settings?: Record<string, JsonObject>
  /** Plugin id → what the audit trail shall say besides, such as where it came from. */
  notes?: Record<string, JsonObject>
  /** Where plugins lie that could be installed too, to be named when one of them is needed. */
  shelves?: PluginShelves
}

export type InstallPlugins = (
  ctx: RequestContext,
  packages: PluginPackage[],
  options?: InstallOptions,
) => Promise<{ version: number }>

/**
 * Installs plugins of a tenant, or other versions of installed ones, in one publish: all of them or none. Their
 * lifecycle hooks run after it, when their tables are there; where one fails, what was there before comes back and its
 * error is told. What the tenant has edited stays in force on the new versions; where both changed the same thing,
 * `choices` say which value it gets. That the actor may do this is for the caller to check. Throws PLUGIN_INVALID, PLUGIN_CLASH,
 * SCHEMA_INVALID, VALIDATION_FAILED for settings, CONSENT_REQUIRED for new capabilities without an answer, CONFLICT
 * while another process is at it, and what publishing and hooks throw. Packages that are there already, unchanged,
 * change nothing.
 */
export function makeInstallPlugins({
  database,
  publishModel,
  plugins,
  installs,
}: {
  database: Database
  publishModel: PublishMergedModel
  plugins: Pick<PluginStore, 'invalidate'>
  installs: SettleInstalls
}): InstallPlugins {
  return async function installPlugins(ctx, packages, options = {}) {
    await installs.settleFirst(ctx)
    const { consent = false, stages, notes = {}, shelves } = options
    const answer = options.grants ?? (ctx.actor.kind === 'system' ? 'all' : {})
    const { installed, edits, baseVersion } = await readInstalled(database.tenant(ctx.tenant.schema))
    const added = packages.filter((plugin) => !installed.some((known) => known.integrity === plugin.integrity))
    if (added.length === 0 && baseVersion > 0) return { version: baseVersion }
    for (const plugin of added) checkVersionChange(plugin, installed, { ...options, locale: ctx.locale })
    const settings = checkSettings(added, options.settings ?? {}, ctx.locale)
    const { answer: chosen, ...merged } = await mergeChosen(ctx, { installed, added, edits, shelves }, options)
    const known = installed.map(({ manifest }) => manifest)
    demandAgreement(ctx, newCapabilities(added, known), answer)
    const ordered = merged.packages.filter((plugin) => added.includes(plugin))
    const lifecycle = lifecycleOf(ordered, installed)
    const told = withConflicts(notes, added, { conflicts: merged.conflicts, answer: chosen })
    const saved = { packages: added, answer, settings, notes: told, change: lifecycle?.change ?? null }
    const published = await publishModel(ctx, {
      document: merged.document,
      edits: merged.edits,
      baseVersion,
      consent,
      ...(stages !== undefined && { stages }),
      note: added.map(({ manifest }) => `${manifest.id} ${manifest.version}`).join(', '),
      parts: partsOf({ before: installed, after: merged.packages }, ctx.locale),
      withinTransaction: async (trx, version) => {
        await savePlugins(trx, ctx, { ...saved, modelVersion: version })
        await carryDraft(trx, ctx, { installed, merged, baseVersion, version, choices: chosen.choices ?? {} })
        await keepWork(trx, ctx, { added, lifecycle })
      },
    })
    plugins.invalidate(ctx.tenant)
    if (lifecycle !== null) await finishInstall({ database, installs }, ctx, lifecycle)
    return published
  }
}

type MergeInput = Omit<Parameters<typeof mergeChecked>[1], 'choices' | 'otherwise'>

/** Merges by what was chosen, asking where somebody is there to be asked. Throws what `demandChoices` throws. */
async function mergeChosen(ctx: RequestContext, input: MergeInput, options: InstallOptions) {
  const unattended = ctx.actor.kind === 'system' ? 'mine' : 'ask'
  const merge = ({ choices, otherwise }: ChoiceAnswer) =>
    mergeChecked(ctx, { ...input, choices, otherwise: otherwise === 'ask' ? 'mine' : otherwise })
  let answer: ChoiceAnswer = { choices: options.choices ?? {}, otherwise: options.otherwise ?? unattended }
  let merged = await merge(answer)
  if (options.choose !== undefined) {
    answer = await options.choose(merged.conflicts)
    merged = await merge(answer)
  }
  demandChoices(ctx, merged.conflicts, answer)
  return { ...merged, answer }
}

interface Lifecycle {
  /** UUID of the install that is pending until migrations and hooks have succeeded. */
  change: string
  runs: readonly LifecycleRun[]
  migrations: readonly PlannedMigration[]
}

function lifecycleOf(ordered: PluginPackage[], installed: PluginPackage[]): Lifecycle | null {
  const runs = lifecycleRuns(ordered, installed)
  const migrations = plannedMigrations(ordered, installed)
  return runs.length + migrations.length === 0 ? null : { change: randomUUID(), runs, migrations }
}

/** Schedules and webhooks of the new versions begin; those that are gone end once the install cannot be undone. */
async function keepWork(
  trx: Kysely<TenantTables>,
  ctx: RequestContext,
  { added, lifecycle }: { added: PluginPackage[]; lifecycle: Lifecycle | null },
): Promise<void> {
  await syncPluginWork(trx, ctx.tenant, added)
  if (lifecycle !== null) {
    await insertDataMigrations(trx, lifecycle)
    return insertLifecycleTasks(trx, ctx, lifecycle)
  }
  const manifests = added.map(({ manifest }) => manifest)
  await prunePluginWork(trx, ctx.tenant, manifests)
}

function checkSettings(
  packages: readonly PluginPackage[],
  settings: Record<string, JsonObject>,
  locale: Locale,
): Record<string, JsonObject> {
  const given = packages.filter(({ manifest }) => Object.hasOwn(settings, manifest.id))
  const checked = given.map(({ manifest: { id, settings: form } }) => {
    return [id, settingsToStore(form, settings[id] ?? {}, { locale, pointer: '/settings' })] as const
  })
  return Object.fromEntries(checked)
}
