import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { originOf } from '../../audit/origin-of.ts'
import { actorReference, type RequestContext } from '../../context/request-context.ts'
import type { ErasedTally } from '../../db/personal-data-tables.ts'
import { notifyOutbox } from '../../events/insert-events.ts'
import type { Queryable } from '../queryable.ts'
import { tableOf } from '../record-scope.ts'
import { completeJson } from '../row-json.ts'
import { columnValues, writeColumns } from '../write-columns.ts'
import { inputTexts, writeInput } from '../write-input.ts'
import { eraseCopies } from './erase-copies.ts'
import { eraseHistory } from './erase-history.ts'
import { eraseMentions, readMentions, readNamingTexts } from './erase-mentions.ts'
import type { ErasedBatch } from './erased-batch.ts'
import { erasedValues } from './erased-values.ts'

/**
 * Erases in the transaction what records tell of a person: values, history, events, files and what else repeats them. A
 * record in which nothing is left to erase stays untouched, so that doing it twice is doing it once. That something was
 * erased, of which fields, stays in the trail.
 */
export async function eraseRecords(trx: Queryable, ctx: RequestContext, batch: ErasedBatch): Promise<ErasedTally> {
  if (batch.fields.length === 0 || batch.ids.length === 0) return { records: 0, history: 0, files: 0 }
  const mentions = await readMentions(trx, ctx, batch)
  const history = await eraseHistory(trx, ctx, batch)
  const files = await eraseCopies(trx, ctx, batch)
  const changed = await eraseValues(trx, ctx, batch)
  await eraseMentions(trx, ctx, mentions)
  const named = await readNamingTexts(trx, ctx, mentions)
  await noteErasure(trx, ctx, { batch, changed, told: history.byRecord })
  return { records: changed.length, history: history.entries, files, named }
}

interface Changed {
  id: string
  version: number
  live: boolean
  names: string[]
  after: JsonObject
}

async function eraseValues(
  trx: Queryable,
  ctx: RequestContext,
  { entity, ids, fields, locale, chosen }: ErasedBatch,
): Promise<Changed[]> {
  const columns = writeColumns(entity, new Set(fields.map(({ name }) => name)))
  const input = ids.map((id) => {
    const values = erasedValues(entity, { fields, id, locale, chosen })
    return { id, columns: columnValues(entity, { values, place: null, codes: {} }) }
  })
  const differs = (names: readonly string[]) =>
    sql.join(
      names.map((name) => sql`r.${sql.id(name)}::text is distinct from i.${sql.id(name)}::text`),
      sql` or `,
    )
  const own = fields.flatMap((field) => field.columns.map(({ name }) => name))
  const names = fields.map(
    (field) => sql`case when ${differs(field.columns.map(({ name }) => name))} then ${field.name}::text end`,
  )
  const sets = columns.map(({ name }) => sql`${sql.id(name)} = ${sql.ref(`i.${name}`)}`)
  const { rows } = await sql<Changed>`
    with ${writeInput(inputTexts(input, columns), columns)},
    found as (
      select i._id as id, array_remove(array[${sql.join(names)}], null) as names
      from input i join ${tableOf(ctx, entity)} r on r.id = i._id where ${differs(own)}
      order by r.id for no key update of r
    )
    update ${tableOf(ctx, entity)} r set ${sql.join(sets)}, version = r.version + 1, updated_at = now(),
      updated_by = ${actorReference(ctx.actor)}
    from input i join found f on f.id = i._id where r.id = i._id
    returning r.id, r.version, r.deleted_at is null as live, f.names, ${completeJson(entity, 'r')} as after`.execute(
    trx,
  )
  return rows
}

interface Noted {
  batch: ErasedBatch
  changed: readonly Changed[]
  /** Fields of which entries of the trail told, by record. */
  told: ReadonlyMap<string, ReadonlySet<string>>
}

/** The fact, per record: who, when, which fields. Whoever follows the record hears of it; what was erased is not told. */
async function noteErasure(trx: Queryable, ctx: RequestContext, { batch, changed, told }: Noted): Promise<void> {
  const { entity } = batch
  const byId = new Map(changed.map((row) => [row.id, row]))
  const touched = [...new Set([...byId.keys(), ...told.keys()])]
  if (touched.length === 0) return
  const actor = actorReference(ctx.actor)
  const entries = touched.map((id) => {
    const row = byId.get(id)
    const names = new Set([...(row?.names ?? []), ...(told.get(id) ?? [])])
    return {
      ...{ id: uuidv7(), actor, action: 'erase', entity: entity.name, record_id: id, version: row?.version ?? null },
      ...{ request_id: ctx.requestId, reason: null, origin: originOf(ctx) },
      changes: JSON.stringify(
        Object.fromEntries([...names].map((name) => [name, { old: null, new: null, erased: true }])),
      ),
    }
  })
  await trx.insertInto('_audit').values(entries).execute()
  const events = changed.filter(({ live }) => live).map((row) => eventOf(ctx, batch, row))
  if (events.length === 0) return
  await trx.insertInto('_outbox').values(events).execute()
  await sql`select 1 from ${notifyOutbox(ctx)} notified`.execute(trx)
}

function eventOf(ctx: RequestContext, { entity, fields }: ErasedBatch, { id, version, after }: Changed) {
  const before = Object.fromEntries(Object.entries(after).filter(([name]) => !fields.some((one) => one.name === name)))
  return {
    ...{ id: uuidv7(), type: 'record.updated', entity: entity.name, record_id: id, version },
    ...{ name: null, payload: null, actor: actorReference(ctx.actor), depth: ctx.depth },
    ...{ occurred_at: sql<Date>`now()`, before: JSON.stringify(before), after: JSON.stringify(after) },
  }
}
