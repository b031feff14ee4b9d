import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { firstIdAt } from '../db/first-id-at.ts'
import { madeAt } from '../db/made-at.ts'
import { gatherCalls } from '../jobs/gather-calls.ts'
import { MARGIN_SECONDS } from './read-missed.ts'

/** What is noted in the audit trail of what may have somebody see other records than before. */
const ACTIONS = [
  ...['record.share', 'record.unshare', 'role.set', 'role.remove', 'user.update', 'team.update', 'team.delete'],
  ...['territory.set', 'territory.remove', 'delegation.create', 'delegation.end'],
]
/** Of an entry `a`: a merge by which others see the record that stays, or one that was undone, by which they may not any more. */
const MOVES_SHARES = sql<boolean>`a.action = 'update' and a.details -> 'merged' ?| array['shares', 'undone']`
/** After a restart all come back within seconds: those of one moment ask together. */
const GATHER_MILLISECONDS = 200
/** A merge has its id before others see what it did: it may take seconds in between. */
const MERGE_MILLISECONDS = MARGIN_SECONDS * 1_000

/** Whether rights, shares or the model of a tenant have changed since a moment of the last minutes, in milliseconds since 1970. */
export type RightsChangedSince = (schema: string, since: number) => Promise<boolean>

interface Asked {
  since: number
  answer: PromiseWithResolvers<number>
}

export function makeRightsChangedSince(database: Database): RightsChangedSince {
  const asked = new Map<string, Asked>()
  const ask = gatherCalls((schema) => {
    const all = asked.get(schema)
    asked.delete(schema)
    if (all !== undefined) readLastChange(database, schema, all.since).then(all.answer.resolve, all.answer.reject)
  }, GATHER_MILLISECONDS)
  return async (schema, since) => {
    const all = asked.get(schema) ?? { since, answer: Promise.withResolvers<number>() }
    all.since = Math.min(all.since, since)
    asked.set(schema, all)
    ask(schema)
    return (await all.answer.promise) > since
  }
}

/** When they have changed last, if that is after `since`; else negative infinity. */
async function readLastChange(database: Database, schema: string, since: number): Promise<number> {
  const audit = sql.id(schema, '_audit')
  const { rows } = await sql<{ id: string | null; merged: string | null; published: Date | null }>`
    select (select id from ${audit} where id > ${firstIdAt(since)}::uuid and action = any(${ACTIONS}::text[])
        order by id desc limit 1) as id,
      (select a.id from ${audit} a where a.id > ${firstIdAt(since - MERGE_MILLISECONDS)}::uuid and ${MOVES_SHARES}
        order by a.id desc limit 1) as merged,
      (select max(created_at) from ${sql.id(schema, '_model_version')}) as published`.execute(database.tenant(schema))
  const [row] = rows
  const never = Number.NEGATIVE_INFINITY
  const merged = madeAt(row?.merged ?? '') ?? never
  return Math.max(madeAt(row?.id ?? '') ?? never, merged + MERGE_MILLISECONDS, row?.published?.getTime() ?? never)
}
