import type { EditConflict } from '@tenon/sdk/contract/edit-conflict'
import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { RestoreTools } from './draft-tools.ts'
import { readParts } from './model-parts.ts'
import { readBorrowedColumns } from './read-borrowed-columns.ts'
import { spoken } from './spoken.ts'
import type { StoredVersion } from './stored-version.ts'

interface VersionEdits {
  edits: TenantEdits
  /** What a plugin's newer version changes too. */
  conflicts: EditConflict[]
}

/** The edits of a version, carried over to today's plugins. */
export async function editsOfVersion(
  tools: RestoreTools,
  ctx: RequestContext,
  { version, edits }: Pick<StoredVersion, 'version' | 'edits'>,
): Promise<VersionEdits> {
  const db = tools.database.tenant(ctx.tenant.schema)
  const before = await readParts(db, version)
  if (before === null) return { edits, conflicts: [] }
  const borrowed = await readBorrowedColumns(db, { edits, version, parts: () => before })
  const packages = await tools.packages(ctx.tenant)
  return tools.carryEdits({ before, packages, edits, locale: ctx.locale, borrowed })
}

/** Throws CONSENT_REQUIRED listing what has to be chosen first, in the draft. */
export function refuseConflicts(ctx: RequestContext, version: number, conflicts: readonly EditConflict[]): void {
  if (conflicts.length === 0) return
  const problems = conflicts.map(({ path }) => {
    const text = { en: `${path}: changed by a plugin since`, 'zh-CN': `${path}：此后已被插件更改` }
    return { pointer: path, rule: 'editConflict', message: spoken(ctx, text) }
  })
  const message = spoken(ctx, {
    en: `${conflicts.length} edits of version ${version} meet what a plugin has changed since: take the version into the draft and choose there.`,
    'zh-CN': `第 ${version} 版中有 ${conflicts.length} 处修改与插件此后的更改冲突：请将该版本取入草稿后选择。`,
  })
  throw new TenonError({ code: 'CONSENT_REQUIRED', message, problems })
}
