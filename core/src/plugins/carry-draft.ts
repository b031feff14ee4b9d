import { isDeepStrictEqual } from 'node:util'
import type { EditChoices, EditConflict } from '@tenon/sdk/contract/edit-conflict'
import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { Kysely } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { partAt } from '../model/edits/part-at.ts'
import type { BorrowedColumns } from '../model/edits/standing-columns.ts'
import { mergePackages } from '../model/merge-packages.ts'
import { readSavedDrafts } from '../schema-change/draft-revisions.ts'
import { addConflicts } from '../schema-change/open-conflicts.ts'
import { readBorrowedColumns } from '../schema-change/read-borrowed-columns.ts'
import { rebaseEdits } from '../schema-change/rebase-edits.ts'
import { writeStoredDraft } from '../schema-change/stored-draft.ts'
import { readStoredVersion } from '../schema-change/stored-version.ts'
import { carryTenantEdits } from './carry-tenant-edits.ts'
import { fitEdits } from './fit-edits.ts'
import { mergeTenantModel } from './merge-tenant-model.ts'

interface Carry {
  /** What was installed until now, in the order of dependencies. */
  installed: readonly PluginPackage[]
  /** What is from now on, with the edits in force and what was found in them. */
  merged: { packages: readonly PluginPackage[]; edits: TenantEdits; conflicts: readonly EditConflict[] }
  /** Model version until now, and from now on. */
  baseVersion: number
  version: number
  choices?: EditChoices | undefined
  /** How the edits in force were carried over, where not by merging: what goes with a plugin. */
  convert?: (edits: TenantEdits) => TenantEdits
}

/**
 * Carries the draft over to other versions of the plugins, in the transaction in which they come. What was chosen for
 * the edits in force holds for the draft where it has the same; what else meets a change of a plugin is a conflict that
 * waits in the draft. An edit that does not fit any more waits there too.
 */
export async function carryDraft(trx: Kysely<TenantTables>, ctx: RequestContext, carry: Carry): Promise<void> {
  const { merged, baseVersion, version } = carry
  const query = trx.selectFrom('_draft').select(['edits', 'base_version', 'revision', 'conflicts'])
  const row = await query.forUpdate().executeTakeFirst()
  if (row === undefined) return
  const before = await readStoredVersion(trx, baseVersion)
  const base = row.base_version === baseVersion ? before : await readStoredVersion(trx, row.base_version)
  const published = before?.edits ?? {}
  const rebased = rebaseEdits({ base: base?.edits ?? {}, theirs: published, mine: row.edits })
  const open = addConflicts(row.conflicts, rebased.conflicts, rebased.edits)
  const same = isDeepStrictEqual(rebased.edits, published)
  const carried = same
    ? { edits: merged.edits, conflicts: [] }
    : await carryEdited(trx, ctx, { carry, published, edits: rebased.edits, revision: row.revision })
  const found = carried.conflicts.filter((conflict) => !isAnswered(conflict, merged.conflicts))
  const parts = mergePackages(merged.packages, ctx.locale)
  const conflicts = addConflicts(
    open.filter((conflict) => isStillSo(conflict, parts)),
    found,
    carried.edits,
  )
  const { revision } = row
  await writeStoredDraft(trx, ctx, {
    edits: carried.edits,
    baseVersion: version,
    revision,
    conflicts,
    begun: published,
  })
}

async function carryEdited(
  trx: Kysely<TenantTables>,
  { locale }: RequestContext,
  { carry, published, edits, revision }: { carry: Carry; published: TenantEdits; edits: TenantEdits; revision: number },
) {
  const { installed, merged, choices = {}, convert, baseVersion } = carry
  const { packages } = merged
  if (convert === undefined) {
    const before = () => mergePackages(installed, locale)
    const history = { version: baseVersion, parts: before }
    const inForce = await readBorrowedColumns(trx, { ...history, edits: published })
    const draft = await readSavedDrafts(trx, revision)
    // Of a draft that was begun before its saves were kept, nobody knows over which versions of the plugins.
    const inDraft = draft.length === 0 ? () => false : await readBorrowedColumns(trx, { ...history, edits, draft })
    const borrowed: BorrowedColumns = (list, column) =>
      isSameAt(list, published, edits) ? inForce(list, column) : inDraft(list, column)
    return carryTenantEdits({ installed, packages, edits, choices, locale, borrowed })
  }
  const parts = mergePackages(packages, locale)
  const fitted = fitEdits(convert(edits), parts, (tried) => mergeTenantModel(packages, tried, locale))
  return { edits: fitted.edits, conflicts: fitted.unfit }
}

function isSameAt(path: string, ...edits: TenantEdits[]): boolean {
  const [one, other] = edits.map((each) => partAt(each, { path, kind: 'changed' }))
  return isDeepStrictEqual(one, other)
}

/** A conflict with a plugin is one as long as the plugin has that value: an upgrade that is undone takes it along. */
function isStillSo(conflict: EditConflict, parts: ModelDocument): boolean {
  if (conflict.from !== 'plugin' || conflict.kind === 'unfit') return true
  return isDeepStrictEqual(partAt(parts, conflict), conflict.theirs)
}

/** The edits in force had the same, and whoever brought the plugin has chosen there. */
function isAnswered(conflict: EditConflict, answered: readonly EditConflict[]): boolean {
  return answered.some(({ path, mine }) => path === conflict.path && isDeepStrictEqual(mine, conflict.mine))
}
