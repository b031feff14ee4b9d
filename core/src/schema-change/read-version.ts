import type { RequestContext } from '../context/request-context.ts'
import type { DraftTools } from './draft-tools.ts'
import { noSuchVersion } from './restore-version.ts'
import { readStoredVersion, type StoredVersion } from './stored-version.ts'

export type ReadVersion = (ctx: RequestContext, input: { version: number }) => Promise<StoredVersion>

/** One published version with its document and the tenant's edits in it. NOT_FOUND for one that never was. */
export function makeReadVersion({
  database,
  requireAdmin,
}: Pick<DraftTools, 'database' | 'requireAdmin'>): ReadVersion {
  return async function readVersion(ctx, { version }) {
    await requireAdmin(ctx)
    const stored = await readStoredVersion(database.tenant(ctx.tenant.schema), version)
    if (stored !== null) return stored
    throw noSuchVersion(ctx, version)
  }
}
