import { sql } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import type { CompiledEntity, CompiledModel } from '../../model/compiled-model.ts'
import { namesOneOf } from '../find-followers.ts'
import { queryProblem } from '../query-problem.ts'
import type { Queryable } from '../queryable.ts'
import { tableOf } from '../record-scope.ts'
import { mergedInto, withMergedAway } from './merged-records.ts'
import { linksTo } from './person-links.ts'

/** More records of one person are not expected, and would not fit into one answer. */
const MOST_RECORDS = 100_000

export interface PersonRecords {
  entity: CompiledEntity
  ids: string[]
}

/**
 * The person's own record and all that tell about the person, deleted ones among them, entity by entity; with each what was
 * merged away into it, and with a person who was merged away the record that stayed.
 * @throws TenonError BAD_REQUEST beyond 100,000
 */
export async function recordsOfPerson(
  db: Queryable,
  { ctx, model }: { ctx: RequestContext; model: CompiledModel },
  person: { entity: CompiledEntity; id: string },
): Promise<PersonRecords[]> {
  const own = await recordsAsOne(db, ctx, person)
  const found = new Map<CompiledEntity, Set<string>>([[person.entity, new Set(own)]])
  let level: PersonRecords[] = [{ entity: person.entity, ids: own }]
  while (level.length > 0) {
    const next: PersonRecords[] = []
    for (const target of level) {
      for (const { entity, field } of linksTo(model, target.entity)) {
        const { rows } = await sql<{ id: string }>`select r.id from ${tableOf(ctx, entity)} r
          where ${namesOneOf(field, target)} order by r.id limit ${MOST_RECORDS + 1}::int`.execute(db)
        const known = found.get(entity) ?? new Set<string>()
        const named = rows.map(({ id }) => id).filter((id) => !known.has(id))
        const ids = (await withMergedAway(db, ctx, { entity, ids: named })).filter((id) => !known.has(id))
        found.set(entity, new Set([...known, ...ids]))
        if (ids.length > 0) next.push({ entity, ids })
      }
    }
    level = next
    if ([...found.values()].reduce((sum, { size }) => sum + size, 0) > MOST_RECORDS) throw tooMany(ctx)
  }
  return [...found].flatMap(([entity, ids]) => (ids.size === 0 ? [] : [{ entity, ids: [...ids].sort() }]))
}

/** Records that merges made one of, by any of them. */
export async function recordsAsOne(
  db: Queryable,
  ctx: RequestContext,
  { entity, id }: { entity: CompiledEntity; id: string },
): Promise<string[]> {
  const kept = (await mergedInto(db, ctx, { entity, ids: [id] })).get(id) ?? id
  return withMergedAway(db, ctx, { entity, ids: [kept] })
}

function tooMany({ locale }: RequestContext) {
  return queryProblem(locale, {
    pointer: '/id',
    rule: 'records',
    message: {
      en: `more than ${MOST_RECORDS} records tell about this person: say by 'subject' of the references which of them do`,
      'zh-CN': `与此人相关的记录超过 ${MOST_RECORDS} 条：请通过引用字段的 'subject' 说明哪些属于此人`,
    },
  })
}
