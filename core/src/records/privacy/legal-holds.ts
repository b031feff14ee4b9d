import { textIn } from '@tenon/sdk/contract/locale'
import type { LegalHold } from '@tenon/sdk/contract/privacy-api'
import { type RawBuilder, sql } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import { heldRecords } from '../../db/held-records.ts'
import type { CompiledEntity, CompiledModel } from '../../model/compiled-model.ts'
import { nameBook } from '../../model/names/name-book.ts'
import type { Queryable } from '../queryable.ts'
import { tableOf } from '../record-scope.ts'

/** Why records of an entity are on hold, or what is one with them is: rows of `id` and `reason`, one for each. */
export function holdReasons({ tenant }: RequestContext, { name }: Pick<CompiledEntity, 'name'>): RawBuilder<unknown> {
  return sql`(select h.id, min(h.reason) as reason from ${heldRecords(tenant.schema)} h
    where h.entity = ${name}::text group by h.id)`
}

/** Records of which nothing may be erased, newest first; of one record alone where it is given. Those that are purged are left out. */
export async function readHolds(
  db: Queryable,
  { ctx, model }: { ctx: RequestContext; model: CompiledModel },
  one?: { entity: string; id: string },
): Promise<LegalHold[]> {
  let holds = db.selectFrom('_legal_hold').selectAll()
  if (one !== undefined) holds = holds.where('entity', '=', one.entity).where('record_id', '=', one.id)
  const rows = await holds.orderBy('set_at', 'desc').limit(500).execute()
  const titles = new Map<string, string>()
  for (const key of new Set(rows.map((row) => row.entity))) {
    const entity = model.entities.get(key)
    if (entity === undefined) continue
    const ids = rows.filter((row) => row.entity === key).map((row) => row.record_id)
    const found = await sql<{ id: string; title: string | null }>`
      select r.id, ${entity.titleField.titleText('r')} as title from ${tableOf(ctx, entity)} r
      where r.id = any(${ids}::uuid[])`.execute(db)
    for (const { id, title } of found.rows) titles.set(`${key} ${id}`, title ?? '')
  }
  return rows.flatMap((row) => {
    const title = titles.get(`${row.entity} ${row.record_id}`)
    const entity = model.entities.get(row.entity)
    if (title === undefined || entity === undefined) return []
    return [
      {
        entity: nameBook(model).names.entity(row.entity),
        entityLabel: textIn(entity.schema.label, ctx.locale),
        ...{ id: row.record_id, title, reason: row.reason, setAt: row.set_at.toISOString() },
        setBy: { actor: row.set_by, name: row.set_by_name },
      },
    ]
  })
}
