import { CONSEQUENCE_REASONS } from '@tenon/sdk/contract/consequence-reasons'
import { sql } from 'kysely'
import type { CompiledEntity, CompiledField } from '../../model/compiled-model.ts'
import { isIdList } from '../../model/field-link.ts'
import { idArray } from '../find-followers.ts'
import type { Queryable } from '../queryable.ts'
import { type RecordScope, systemTable, tableOf } from '../record-scope.ts'
import { heldIds, idColumn } from './mapped-reference.ts'
import { changeReferences } from './move-references.ts'

interface Returning {
  merge: string
  /** Records that went and do not come back: nothing can lead to them. */
  lost: readonly string[]
}

/** Records whose references do not lead where they led before the merge. */
export interface LeftReferences {
  entity: string
  ids: string[]
}

interface MovedRow {
  id: string
  live: boolean
  returns: boolean
  stays: boolean
}

/** Has references that a merge has moved, and nobody has changed since, lead where they did. Gives those that stay. */
export async function returnReferences(
  trx: Queryable,
  scope: RecordScope,
  returning: Returning,
): Promise<LeftReferences[]> {
  const { model, ctx } = scope
  const { rows: moved } = await sql<{ entity: string; fields: string[]; ids: string[] }>`
    select m.entity, array_agg(distinct m.field) as fields, array_agg(distinct m.record_id) as ids
    from ${systemTable(ctx, '_merge_move')} m where m.merge_id = ${returning.merge}::uuid
    group by m.entity order by m.entity`.execute(trx)
  const left: LeftReferences[] = []
  for (const { entity: name, fields: names, ids } of moved) {
    const entity = model.entities.get(name)
    const fields = names.flatMap((field): CompiledField[] => {
      const found = entity?.fields.get(field)
      return found === undefined || found.columns.length === 0 ? [] : [found]
    })
    // Of what the model does not have any more there is nothing to put back.
    if (entity === undefined || fields.length === 0) continue
    const rows = await readMoved(trx, scope, { ...returning, entity, fields })
    await putBack(trx, scope, { ...returning, entity, fields, rows: rows.filter(({ returns }) => returns) })
    const known = new Set(rows.map(({ id }) => id))
    const stay = [...rows.filter(({ stays }) => stays).map(({ id }) => id), ...ids.filter((id) => !known.has(id))]
    if (stay.length > 0) left.push({ entity: name, ids: stay })
  }
  return left
}

interface Fields extends Returning {
  entity: CompiledEntity
  fields: readonly CompiledField[]
}

async function readMoved(
  trx: Queryable,
  { ctx }: RecordScope,
  { merge, lost, entity, fields }: Fields,
): Promise<MovedRow[]> {
  const isSame = fields.map((field) => sql`when ${field.name}::text then ${heldIds(field, 'r')} = m.after`)
  const free = sql`coalesce(case m.field ${sql.join(isSame, sql` `)} end, false) and not (m.before && ${idArray(lost)})`
  const { rows } = await sql<MovedRow>`
    select r.id, r.deleted_at is null as live, bool_or(${free}) as returns, bool_or(not (${free})) as stays
    from ${systemTable(ctx, '_merge_move')} m join ${tableOf(ctx, entity)} r on r.id = m.record_id
    where m.merge_id = ${merge}::uuid and m.entity = ${entity.name}::text
    group by r.id, r.deleted_at order by r.id`.execute(trx)
  return rows
}

async function putBack(
  trx: Queryable,
  scope: RecordScope,
  { merge, lost, entity, fields, rows }: Fields & { rows: readonly MovedRow[] },
): Promise<void> {
  const assignments = fields.map((field) => {
    const column = idColumn(field)
    const before = isIdList(field) ? sql`m.before` : sql`m.before[1]`
    return sql`${sql.id(column)} = coalesce((select ${before} from ${systemTable(scope.ctx, '_merge_move')} m
      where m.merge_id = ${merge}::uuid and m.entity = ${entity.name}::text and m.field = ${field.name}::text
        and m.record_id = r.id and m.after = ${heldIds(field, 'r')} and not (m.before && ${idArray(lost)})),
      ${sql.ref(`r.${column}`)})`
  })
  await changeReferences(trx, scope, { entity, rows, assignments, reason: CONSEQUENCE_REASONS.unmerged })
}
