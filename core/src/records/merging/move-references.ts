import { CONSEQUENCE_REASONS } from '@tenon/sdk/contract/consequence-reasons'
import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { type RawBuilder, sql } from 'kysely'
import type { CompiledEntity, CompiledField } from '../../model/compiled-model.ts'
import { changeSilently } from '../change-records.ts'
import { idArray, namesOneOf } from '../find-followers.ts'
import { fullScope } from '../full-scope.ts'
import type { Queryable } from '../queryable.ts'
import { type RecordScope, systemTable, tableOf } from '../record-scope.ts'
import { findClashes, type Referring } from './find-clashes.ts'
import { heldIds, idColumn, mappedIds, mappedReference, type Replacements } from './mapped-reference.ts'

/** More than this in one transaction would hold its locks for too long. */
const MAX_MOVED = 10_000

/** Records of one entity that go, and what takes their places. */
export interface Replaced {
  entity: CompiledEntity
  replacements: Replacements
}

/**
 * Has every reference to records that go lead to those that stay: of all entities, whoever may see them, in live records
 * and deleted ones, each record with its entry and event. Where two records would then be the same in what must be
 * unique, one takes the place of the other, which goes too. Gives all that goes, what was asked for first.
 * @throws TenonError REFERENCE_CONFLICT for more than 10,000 of them
 */
export async function moveReferences(
  trx: Queryable,
  scope: RecordScope,
  { merge, first }: { merge: string; first: Replaced },
): Promise<Replaced[]> {
  const all: Replaced[] = [first]
  const going = new Map([[first.entity.name, new Set(first.replacements.keys())]])
  const kept = new Set(first.replacements.values())
  let moved = 0
  // What goes because of a clash is referred to as well, so that the list grows while it is gone through.
  for (const { entity, replacements } of all) {
    for (const referring of referringTo(scope, { entity, replacements })) {
      const gone = going.get(referring.entity.name) ?? new Set<string>()
      const found = await findClashes(trx, scope, referring)
      const clashes = new Map([...found].filter(([id, winner]) => !gone.has(id) && !gone.has(winner)))
      if (clashes.size > 0) all.push({ entity: referring.entity, replacements: clashes })
      going.set(referring.entity.name, new Set([...gone, ...clashes.keys()]))
      const staying = [...(going.get(referring.entity.name) ?? []), ...kept]
      moved += await moveOf(trx, scope, { ...referring, merge, staying })
      if (moved + clashes.size > MAX_MOVED) throw tooMany(scope)
    }
  }
  return all
}

function referringTo({ model }: RecordScope, { entity, replacements }: Replaced): Referring[] {
  const byEntity = Map.groupBy(entity.referencedBy, (link) => link.entity)
  return [...byEntity].flatMap(([name, links]) => {
    const referring = model.entities.get(name)
    if (referring === undefined) return []
    const fields = links.flatMap(({ field }): CompiledField[] => {
      const found = referring.fields.get(field)
      return found === undefined ? [] : [found]
    })
    return [{ entity: referring, fields, target: entity.name, replacements }]
  })
}

interface Moving extends Referring {
  merge: string
  /** Records whose own references stay as they are. */
  staying: readonly string[]
}

async function moveOf(trx: Queryable, scope: RecordScope, moving: Moving): Promise<number> {
  const { entity, fields, target, replacements, staying } = moving
  const gone = [...replacements.keys()]
  const named = fields.map((field) => namesOneOf(field, { entity: { name: target }, ids: gone }))
  const { rows } = await sql<{ id: string; live: boolean }>`
    select r.id, r.deleted_at is null as live from ${tableOf(scope.ctx, entity)} r
    where (${sql.join(named, sql` or `)}) and r.id <> all(${idArray(staying)})
    order by r.id limit ${MAX_MOVED + 1} for update`.execute(trx)
  if (rows.length > MAX_MOVED) throw tooMany(scope)
  if (rows.length === 0) return 0
  const ids = rows.map(({ id }) => id)
  for (const field of fields) await noteMoves(trx, scope, { ...moving, field, ids })
  const assignments = fields.map(
    (field) =>
      sql`${sql.id(idColumn(field))} = ${mappedReference(field, { alias: 'r', entity: target, replacements })}`,
  )
  await changeReferences(trx, scope, { entity, rows, assignments, reason: CONSEQUENCE_REASONS.merged })
  return rows.length
}

interface ReferenceChange {
  entity: CompiledEntity
  rows: ReadonlyArray<{ id: string; live: boolean }>
  assignments: readonly RawBuilder<unknown>[]
  reason: string
}

/** Rewrites references of records, of live ones with an event. No hook runs: it follows from another record's change. */
export async function changeReferences(
  trx: Queryable,
  scope: RecordScope,
  { entity, rows, assignments, reason }: ReferenceChange,
): Promise<void> {
  // What was worked out from the reference is out of date.
  const outdated = entity.computedFields.map(({ computed }) => sql`${sql.id(computed.column.name)} = null`)
  for (const live of [true, false]) {
    const own = rows.filter((row) => row.live === live).map(({ id }) => ({ id, columns: {} }))
    if (own.length === 0) continue
    await changeSilently(trx, fullScope(scope, entity), {
      facts: { action: 'update', type: live ? 'record.updated' : null, reason },
      rows: own,
      columns: [],
      assignments: [...assignments, ...outdated],
      references: [],
      deleted: !live,
    })
  }
}

/** For the way back. */
async function noteMoves(
  trx: Queryable,
  { ctx }: RecordScope,
  { merge, entity, field, target, replacements, ids }: Moving & { field: CompiledField; ids: readonly string[] },
): Promise<void> {
  const gone = [...replacements.keys()]
  await sql`insert into ${systemTable(ctx, '_merge_move')} (merge_id, entity, field, record_id, before, after)
    select ${merge}::uuid, ${entity.name}::text, ${field.name}::text, r.id, ${heldIds(field, 'r')},
      ${mappedIds(field, { alias: 'r', entity: target, replacements })}
    from ${tableOf(ctx, entity)} r
    where ${namesOneOf(field, { entity: { name: target }, ids: gone })} and r.id = any(${idArray(ids)})`.execute(trx)
}

function tooMany({ ctx }: RecordScope): TenonError {
  const message = {
    en: `More than ${MAX_MOVED} records refer to what is to be merged: merge fewer at once, or move some of them first.`,
    'zh-CN': `引用待合并记录的记录超过 ${MAX_MOVED} 条：请减少一次合并的数量，或先转移部分引用。`,
  }
  return new TenonError({ code: 'REFERENCE_CONFLICT', message: textIn(message, ctx.locale) })
}
