import type { RequestContext } from '../../context/request-context.ts'
import type { CompiledEntity } from '../../model/compiled-model.ts'
import type { Queryable } from '../queryable.ts'
import { mergedInto, mergedTogether } from './merged-records.ts'

interface Wanted {
  entity: CompiledEntity
  ids: readonly string[]
}

/** Those of which something may be erased: a hold on any of what was merged together keeps all of it. */
export async function withoutHeld(db: Queryable, ctx: RequestContext, { entity, ids }: Wanted): Promise<string[]> {
  const whole = await mergedTogether(db, ctx, { entity, ids })
  if (whole.length === 0) return []
  const holds = db.selectFrom('_legal_hold').select('record_id').where('entity', '=', entity.name)
  const held = (await holds.where('record_id', 'in', whole).execute()).map(({ record_id }) => record_id)
  if (held.length === 0) return [...ids]
  const into = await mergedInto(db, ctx, { entity, ids: [...ids, ...held] })
  const kept = new Set(held.map((id) => into.get(id) ?? id))
  return ids.filter((id) => !kept.has(into.get(id) ?? id))
}
