import { isDeepStrictEqual } from 'node:util'
import type { EditChoices, EditConflict } from '@tenon/sdk/contract/edit-conflict'
import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { Kysely } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { addConflicts } from '../schema-change/open-conflicts.ts'
import { rebaseEdits } from '../schema-change/rebase-edits.ts'
import { writeStoredDraft } from '../schema-change/stored-draft.ts'
import { readStoredVersion } from '../schema-change/stored-version.ts'
import { carryTenantEdits } from './carry-tenant-edits.ts'

interface Carry {
  /** What was installed until now, in the order of dependencies. */
  installed: readonly PluginPackage[]
  /** What is from now on, with the edits in force and what was found in them. */
  merged: { packages: readonly PluginPackage[]; edits: TenantEdits; conflicts: readonly EditConflict[] }
  /** Model version until now, and from now on. */
  baseVersion: number
  version: number
  choices?: EditChoices | undefined
}

/**
 * Carries the draft over to other versions of the plugins, in the transaction in which they come. What was chosen for
 * the edits in force holds for the draft where it has the same; what else meets a change of a plugin is a conflict that
 * waits in the draft. An edit that does not fit any more waits there too.
 */
export async function carryDraft(trx: Kysely<TenantTables>, ctx: RequestContext, carry: Carry): Promise<void> {
  const { installed, merged, baseVersion, version, choices = {} } = carry
  const query = trx.selectFrom('_draft').select(['edits', 'base_version', 'revision', 'conflicts'])
  const row = await query.forUpdate().executeTakeFirst()
  if (row === undefined) return
  const before = await readStoredVersion(trx, baseVersion)
  const base = row.base_version === baseVersion ? before : await readStoredVersion(trx, row.base_version)
  const published = before?.edits ?? {}
  const rebased = rebaseEdits({ base: base?.edits ?? {}, theirs: published, mine: row.edits })
  const open = addConflicts(row.conflicts, rebased.conflicts, rebased.edits)
  const { packages } = merged
  const same = isDeepStrictEqual(rebased.edits, published)
  const carried = same
    ? { edits: merged.edits, conflicts: [] }
    : carryTenantEdits({ installed, packages, edits: rebased.edits, choices, locale: ctx.locale })
  const found = carried.conflicts.filter((conflict) => !isAnswered(conflict, merged.conflicts))
  const conflicts = addConflicts(open, found, carried.edits)
  const { revision } = row
  await writeStoredDraft(trx, ctx, {
    edits: carried.edits,
    baseVersion: version,
    revision,
    conflicts,
    begun: published,
  })
}

/** The edits in force had the same, and whoever brought the plugin has chosen there. */
function isAnswered(conflict: EditConflict, answered: readonly EditConflict[]): boolean {
  return answered.some(({ path, mine }) => path === conflict.path && isDeepStrictEqual(mine, conflict.mine))
}
