import type { ModelVersionInfo } from '@tenon/sdk/contract/api-contract'
import { sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { DraftTools } from './draft-tools.ts'

export type ListVersions = (ctx: RequestContext) => Promise<ModelVersionInfo[]>

/** Published versions with who published them, newest first. */
export function makeListVersions({
  database,
  requireAdmin,
}: Pick<DraftTools, 'database' | 'requireAdmin'>): ListVersions {
  return async function listVersions(ctx) {
    await requireAdmin(ctx)
    const rows = await database
      .tenant(ctx.tenant.schema)
      .selectFrom('_model_version')
      .leftJoin('_user', (join) =>
        join.on('_model_version.created_by', '=', sql<string>`'user:' || ${sql.ref('_user.id')}`),
      )
      .select(['_model_version.version', '_model_version.note', '_model_version.created_by'])
      .select(['_user.name', sql<Date>`${sql.ref('_model_version.created_at')}`.as('created_at')])
      .orderBy('_model_version.version', 'desc')
      .execute()
    return rows.map(({ version, note, created_at, created_by, name }, at) => ({
      version,
      note: note ?? '',
      createdAt: created_at.toISOString(),
      createdBy: name ?? created_by,
      current: at === 0,
    }))
  }
}
