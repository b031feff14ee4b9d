import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import type { PublishOutcome } from '@tenon/sdk/contract/publish-run'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { type Kysely, sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import type { RestoreTools } from './draft-tools.ts'
import { editsOfVersion, refuseConflicts } from './edits-of-version.ts'
import { noSuchVersion, publishVersion } from './restore-version.ts'
import { spoken } from './spoken.ts'
import type { StartPublish } from './start-publish.ts'
import { readCurrentVersion, type StoredVersion } from './stored-version.ts'

interface UndoPublishInput {
  /** Version whose edits come back. Default: the last one with other edits than those in force. */
  toVersion?: number
}

export type UndoPublish = (ctx: RequestContext, input?: UndoPublishInput) => Promise<PublishOutcome>

/**
 * Publishes the edits of an earlier version again, on today's plugins, as a new version: parked columns come back with
 * their values, and what was added since is parked. It undoes itself when called again.
 * Errors: those of `startPublish`, but undoing is the consent; NOT_FOUND; CONFLICT where there is nothing to undo;
 * CONSENT_REQUIRED where a plugin has changed since what the version edits.
 */
export function makeUndoPublish(tools: RestoreTools & { startPublish: StartPublish }): UndoPublish {
  return async function undoPublish(ctx, { toVersion } = {}) {
    await tools.requireAdmin(ctx)
    const db = tools.database.tenant(ctx.tenant.schema)
    const current = await readCurrentVersion(db)
    const target = current === null ? null : await findTarget(db, current, toVersion)
    if (current === null || target === null) throw noTarget(ctx, toVersion)
    const { edits, conflicts } = await editsOfVersion(tools, ctx, target)
    refuseConflicts(ctx, target.version, conflicts)
    return publishVersion(tools, ctx, {
      ...{ target: { version: target.version, edits }, current, consent: true },
      // Undoing means that all is as it was; records in stages that came since are asked about.
      stages: { bringBack: true },
    })
  }
}

/** Versions that only a plugin's installation made have the same edits: there is nothing of the admin's to undo. */
async function findTarget(db: Kysely<TenantTables>, current: StoredVersion, toVersion: number | undefined) {
  const query = db.selectFrom('_model_version').select(['version', 'edits']).orderBy('version', 'desc').limit(1)
  const wanted =
    toVersion === undefined
      ? query.where('version', '<', current.version).where(differsFrom(current.edits))
      : query.where('version', '=', toVersion)
  return (await wanted.executeTakeFirst()) ?? null
}

function differsFrom(edits: TenantEdits) {
  return sql<boolean>`${sql.ref('edits')}::jsonb <> ${JSON.stringify(edits)}::jsonb`
}

function noTarget(ctx: RequestContext, toVersion: number | undefined): TenonError {
  if (toVersion !== undefined) return noSuchVersion(ctx, toVersion)
  const text = { en: 'There is no earlier change to undo.', 'zh-CN': '没有可撤销的更改。' }
  return new TenonError({ code: 'CONFLICT', message: spoken(ctx, text) })
}
