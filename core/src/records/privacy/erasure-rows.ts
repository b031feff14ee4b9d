import { textIn } from '@tenon/sdk/contract/locale'
import type { ErasureRun } from '@tenon/sdk/contract/privacy-api'
import { sql } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import type { ErasedTally } from '../../db/personal-data-tables.ts'
import type { CompiledModel } from '../../model/compiled-model.ts'
import { nameBook } from '../../model/names/name-book.ts'
import type { Queryable } from '../queryable.ts'

export type ErasureRow = Awaited<ReturnType<typeof readRuns>>[number]

/** Runs, newest first, with how far they have come. */
export async function readRuns(db: Queryable, { id, limit }: { id?: string; limit: number }) {
  const columns = ['id', 'entity', 'record_id', 'status', 'total', 'erased', 'kept', 'actor', 'error'] as const
  let runs = db
    .selectFrom('_erasure_run')
    .select([...columns, 'started_at', 'ended_at'])
    .select((eb) =>
      eb
        .selectFrom('_erasure_target')
        .select(sql<number>`count(*)::int`.as('left'))
        .whereRef('run', '=', '_erasure_run.id')
        .where('done', '=', false)
        .as('left'),
    )
  if (id !== undefined) runs = runs.where('id', '=', id)
  return runs.orderBy('id', 'desc').limit(limit).execute()
}

export function describeRun({ locale }: RequestContext, model: CompiledModel, row: ErasureRow): ErasureRun {
  const { names } = nameBook(model)
  const named = (key: string) => ({
    entity: names.entity(key),
    label: textIn(model.entities.get(key)?.schema.pluralLabel ?? { en: key }, locale),
  })
  const erased = Object.entries(row.erased as Record<string, ErasedTally>)
  const kept = row.kept as Array<{ entity: string; reason: string; records: number }>
  const actor = row.actor as { reference: string; name: string }
  return {
    ...{ id: row.id, entity: names.entity(row.entity), recordId: row.record_id, status: row.status, total: row.total },
    done: row.total - (row.left ?? 0),
    erased: erased.map(([key, { records, history, files }]) => ({ ...named(key), records, history, files })),
    left: textsLeft(erased.flatMap(([, tally]) => tally.named ?? [])),
    kept: kept.map(({ entity, ...why }) => ({ ...named(entity), ...why })),
    startedBy: { actor: actor.reference, name: actor.name },
    ...{ startedAt: row.started_at.toISOString(), endedAt: row.ended_at?.toISOString() ?? null, error: row.error },
  }
}

/** How many texts that people wrote of other things still name the person, by what kind they are of. */
function textsLeft(places: readonly string[]): ErasureRun['left'] {
  const count = (kind: string) => new Set(places.filter((place) => place.startsWith(`${kind} `))).size
  return { reasons: count('reason'), views: count('view') }
}
