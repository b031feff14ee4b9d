import type { TagCount } from '@tenon/sdk/contract/tags-api'
import { sql } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import { TAGS_COLUMN } from '../../model/common-tags.ts'
import type { CompiledModel } from '../../model/compiled-model.ts'
import type { Queryable } from '../queryable.ts'
import { type ScopeDependencies, tableOf } from '../record-scope.ts'
import { requireTagManager, type TagAccess } from './tag-rights.ts'

interface Dependencies extends Pick<ScopeDependencies, 'models'> {
  database: Database
  access: TagAccess
}

/** Makes the function that says on how many live records tags are, whoever may see those: for who manages tags. */
export function makeCountTags({ database, access, models }: Dependencies) {
  return async (ctx: RequestContext, { ids }: { ids: string[] }): Promise<TagCount[]> => {
    await requireTagManager(access, ctx)
    const counted = await countTags(database.tenant(ctx.tenant.schema), ctx, {
      model: await models.get(ctx.tenant),
      ids,
    })
    return ids.map((id) => ({ id, records: counted.get(id)?.live ?? 0 }))
  }
}

interface Counted {
  live: number
  deleted: number
}

/** Tag → records that have it; each table is asked by its index. */
export async function countTags(
  db: Queryable,
  ctx: RequestContext,
  { model, ids }: { model: CompiledModel; ids: readonly string[] },
): Promise<Map<string, Counted>> {
  const entities = [...model.entities.values()]
  if (entities.length === 0 || ids.length === 0) return new Map()
  const held = sql.ref(`r.${TAGS_COLUMN}`)
  const parts = entities.map(
    (entity) => sql`select t.id, r.deleted_at is null as live
      from unnest(${[...ids]}::uuid[]) t(id) join ${tableOf(ctx, entity)} r on ${held} @> array[t.id]`,
  )
  const { rows } = await sql<Counted & { id: string }>`
    select c.id, (count(*) filter (where c.live))::int as live, (count(*) filter (where not c.live))::int as deleted
    from (${sql.join(parts, sql` union all `)}) c group by c.id`.execute(db)
  return new Map(rows.map(({ id, ...counted }) => [id, counted]))
}
