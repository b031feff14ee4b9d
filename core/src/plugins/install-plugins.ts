import { randomUUID } from 'node:crypto'
import type { EditConflict } from '@tenon/sdk/contract/edit-conflict'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { PublishOutcome } from '@tenon/sdk/contract/publish-run'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { StoredInstall } from '../db/stored-install.ts'
import { refuseDuringRun } from '../schema-change/refuse-during-run.ts'
import type { StageDecision } from '../schema-change/stages/stage-decision.ts'
import type { StartPublish } from '../schema-change/start-publish.ts'
import { borrowedColumns } from './borrowed-columns.ts'
import { checkVersionChange } from './check-version-change.ts'
import { plannedMigrations } from './data-migration.ts'
import { type ChoiceAnswer, demandChoices, withConflicts } from './demand-choices.ts'
import { finishInstall } from './finish-install.ts'
import { installWrites } from './install-writes.ts'
import { lifecycleRuns } from './lifecycle-runs.ts'
import { mergeChecked } from './merge-checked.ts'
import { demandAgreement, type GrantAnswer, newCapabilities } from './new-capabilities.ts'
import type { PluginShelves } from './plugin-shelves.ts'
import type { PluginStore } from './plugin-store.ts'
import { readInstalled } from './read-installed.ts'
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
) => Promise<PublishOutcome>

/**
 * Installs plugins of a tenant, or other versions of installed ones, in one publish: all of them or none. Their
 * lifecycle hooks run after it, when their tables are there; where one fails, what was there before comes back and its
 * error is told. Where the rows of a large table are to be written again, it is a publish run, which does all of this by
 * itself and tells how it ended. What the tenant has edited stays in force on the new versions; where both changed the same thing,
 * `choices` say which value it gets. That the actor may do this is for the caller to check. Throws PLUGIN_INVALID, PLUGIN_CLASH,
 * SCHEMA_INVALID, VALIDATION_FAILED for settings, CONSENT_REQUIRED for new capabilities without an answer, CONFLICT
 * while another change is under way, and what publishing and hooks throw. Packages that are there already, unchanged,
 * change nothing.
 */
export function makeInstallPlugins({
  database,
  startPublish,
  plugins,
  installs,
}: {
  database: Database
  startPublish: StartPublish
  plugins: Pick<PluginStore, 'invalidate'>
  installs: SettleInstalls
}): InstallPlugins {
  return async function installPlugins(ctx, packages, options = {}) {
    const db = database.tenant(ctx.tenant.schema)
    await refuseDuringRun(ctx, db)
    await installs.settleFirst(ctx)
    const { installed, edits, baseVersion } = await readInstalled(db)
    const added = packages.filter((plugin) => !installed.some((known) => known.integrity === plugin.integrity))
    if (added.length === 0 && baseVersion > 0) return { version: baseVersion }
    for (const plugin of added) checkVersionChange(plugin, installed, { ...options, locale: ctx.locale })
    const settings = checkSettings(added, options.settings ?? {}, ctx.locale)
    const { shelves, stages, consent = false } = options
    const borrowed = await borrowedColumns(db, ctx, { installed, edits, baseVersion })
    const merged = await mergeChosen(ctx, { installed, added, edits, shelves, borrowed }, options)
    const answer = options.grants ?? (ctx.actor.kind === 'system' ? 'all' : {})
    const known = installed.map(({ manifest }) => manifest)
    demandAgreement(ctx, newCapabilities(added, known), answer)
    const ordered = merged.packages.filter((plugin) => added.includes(plugin))
    const agreed = agreedInstall({ ordered, installed, merged, notes: options.notes ?? {}, answer, settings })
    const outcome = await startPublish(ctx, {
      document: merged.document,
      edits: merged.edits,
      baseVersion,
      consent,
      ...(stages !== undefined && { stages }),
      note: added.map(({ manifest }) => `${manifest.id} ${manifest.version}`).join(', '),
      packages: merged.packages.map(({ integrity }) => integrity),
      draftRevision: null,
      install: { agreed, packages: ordered },
      ...installWrites(ctx, { agreed, packages: ordered, installed, edits: merged.edits, baseVersion }),
    })
    if (outcome.version === null) return outcome
    plugins.invalidate(ctx.tenant)
    await finishInstall({ database, installs }, ctx, agreed)
    return outcome
  }
}

interface Agreed extends Pick<StoredInstall, 'answer' | 'settings' | 'notes'> {
  /** What comes, in the order of dependencies. */
  ordered: readonly PluginPackage[]
  installed: readonly PluginPackage[]
  merged: Awaited<ReturnType<typeof mergeChosen>>
}

/** All that is written with it but the packages. */
function agreedInstall({ ordered, installed, merged, notes, answer, settings }: Agreed): StoredInstall {
  const { conflicts, answer: chosen } = merged
  const hooks = [...lifecycleRuns(ordered, installed), ...plannedMigrations(ordered, installed)]
  return {
    plugins: ordered.map(({ manifest: { id, version } }) => {
      return { id, version, from: installed.find(({ manifest }) => manifest.id === id)?.manifest.version ?? null }
    }),
    change: hooks.length === 0 ? null : randomUUID(),
    ...{ answer, settings },
    notes: withConflicts(notes, ordered, { conflicts, answer: chosen }),
    conflicts,
    choices: chosen.choices ?? {},
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
