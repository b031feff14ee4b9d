import { sql } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import type { Queryable } from '../queryable.ts'
import { systemTable } from '../record-scope.ts'
import { personOf } from './scan-entries.ts'

/** What API keys among the actors were called when they last did anything, by the actor; nothing is asked without one. */
export async function readKeyNames(
  db: Queryable,
  ctx: RequestContext,
  actors: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const keys = [...new Set(actors.filter((actor) => actor.startsWith('apiKey:')))]
  if (keys.length === 0) return new Map()
  const { rows } = await sql<{ actor: string; name: string | null }>`
    select k.actor, last.name from unnest(${keys}::text[]) as k(actor) cross join lateral (
      select a.origin ->> 'name' as name from ${systemTable(ctx, '_audit')} a
      where ${personOf('a')} = k.actor and a.origin ->> 'name' is not null
      order by ${personOf('a')} desc, a.id desc limit 1) last`.execute(db)
  return new Map(rows.flatMap(({ actor, name }) => (name === null ? [] : [[actor, name] as const])))
}
