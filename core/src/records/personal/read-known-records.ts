import type { KnownRecord } from '@tenon/sdk/contract/personal-api'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { RequestContext } from '../../context/request-context.ts'
import { nameBook } from '../../model/names/name-book.ts'
import { entityKey } from '../names/keyed-input.ts'
import type { PersonalDependencies } from './personal-dependencies.ts'

export type KnownTable = '_recent_record' | '_favourite_record'

interface Asked {
  table: KnownTable
  userId: string
  entity?: string
  limit?: number
}

const PAGE = 50

/** Records that a person looked at or marked, the last one first: those that are live and that he may read now. */
export async function readKnownRecords(
  { database, models, records }: PersonalDependencies,
  ctx: RequestContext,
  { table, userId, entity, limit = PAGE }: Asked,
): Promise<KnownRecord[]> {
  const model = await models.get(ctx.tenant)
  const book = nameBook(model)
  const db = database.tenant(ctx.tenant.schema)
  const mine = db.selectFrom(table).select(['entity', 'record_id', 'at']).where('user_id', '=', userId)
  const rows = await (entity === undefined ? mine : mine.where('entity', '=', entityKey(ctx, book, entity)))
    .orderBy('at', 'desc')
    .orderBy('record_id', 'desc')
    .execute()
  const known = rows.filter((row) => model.entities.has(row.entity))
  const found = new Map<string, TenonRecord>()
  await Promise.all(
    [...new Set(known.map((row) => row.entity))].map(async (key) => {
      const of = model.entities.get(key)
      const ids = known.filter((row) => row.entity === key).map(({ record_id }) => record_id)
      const title = of === undefined ? [] : [book.names.field(key, of.titleField.name)]
      const stage = of !== undefined && of.pipelines.length > 0 ? ['stage', 'pipeline'] : []
      const input = {
        entity: book.names.entity(key),
        where: { field: 'id', op: 'in' as const, value: ids },
        limit: 200,
      }
      // Whoever may not read the title still has the record.
      const page = await records
        .find(ctx, { ...input, fields: [...title, ...stage] })
        .catch(() => records.find(ctx, { ...input, fields: [] }).catch(() => ({ records: [] })))
      for (const record of page.records) found.set(record.id, record)
    }),
  )
  const marked = await readMarked(db, { userId, ids: known.map(({ record_id }) => record_id) })
  return known
    .flatMap((row) => {
      const record = found.get(row.record_id)
      if (record === undefined) return []
      const place = { entity: book.names.entity(row.entity), id: row.record_id }
      return [{ ...place, isFavourite: marked.has(row.record_id), at: row.at.toISOString(), record }]
    })
    .slice(0, limit)
}

type Db = ReturnType<PersonalDependencies['database']['tenant']>

async function readMarked(db: Db, { userId, ids }: { userId: string; ids: string[] }): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const marks = db.selectFrom('_favourite_record').select('record_id').where('user_id', '=', userId)
  const rows = await marks.where('record_id', 'in', ids).execute()
  return new Set(rows.map(({ record_id }) => record_id))
}
