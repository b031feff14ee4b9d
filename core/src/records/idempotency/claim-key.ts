import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { sql } from 'kysely'
import { actorReference, type PlacedRecord, type RequestContext } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import { systemTable } from '../record-scope.ts'

export const KEPT_HOURS = 24
/** A claim that is older than this belongs to a process that died, or to a request that must not write any more. */
const CLAIM_SECONDS = 5

interface Claim {
  key: string
  /** Hash of what is asked. */
  request: string
  /** Id of this try. */
  claim: string
}

export type ClaimOutcome =
  /** Nobody has made the change, but for the records that are `done`, and nobody else will while the claim lasts. */
  | { kind: 'claimed'; done: PlacedRecord[] }
  | { kind: 'answered'; answer: JsonValue[] }
  | { kind: 'otherRequest' }
  | { kind: 'underWay' }

interface Row {
  claimed: boolean
  done: PlacedRecord[] | null
  request: string | null
  answer: JsonValue[] | null
}

/** Takes a key of the actor for a request, or tells what has become of the one that has it. One statement. */
export async function claimKey(
  database: Database,
  ctx: RequestContext,
  { key, request, claim }: Claim,
): Promise<ClaimOutcome> {
  const table = systemTable(ctx, '_request_key')
  const actor = actorReference(ctx.actor)
  const isOld = sql`k.claimed_at < now() - make_interval(hours => ${sql.lit(KEPT_HOURS)})`
  // A row that came between the statement's beginning and its insert is not seen: it is under way.
  const { rows } = await sql<Row>`
    with claimed as (
      insert into ${table} as k (actor, key, request, claim)
      values (${actor}::text, ${key}::text, ${request}::text, ${claim}::uuid)
      on conflict (actor, key) do update
        set request = excluded.request, claim = excluded.claim, claimed_at = now(), answer = null,
          done = case when ${isOld} then null else k.done end
        where ${isOld} or (k.answer is null and (k.done is null or k.request = excluded.request)
          and k.claimed_at < now() - make_interval(secs => ${sql.lit(CLAIM_SECONDS)}))
      returning k.done
    )
    select exists (select 1 from claimed) as claimed, (select done from claimed) as done, k.request, k.answer
    from (select 1) one left join ${table} k on k.actor = ${actor}::text and k.key = ${key}::text`.execute(
    database.tenant(ctx.tenant.schema),
  )
  const [row] = rows
  if (row?.claimed === true) return { kind: 'claimed', done: row.done ?? [] }
  if (row === undefined || row.request === null) return { kind: 'underWay' }
  if (row.request !== request) return { kind: 'otherRequest' }
  return row.answer === null ? { kind: 'underWay' } : { kind: 'answered', answer: row.answer }
}

/** Gives a key back after a failure, unless the change, or a part of it, has been made all the same. */
export async function releaseKey(database: Database, ctx: RequestContext, { key, claim }: Omit<Claim, 'request'>) {
  await sql`delete from ${systemTable(ctx, '_request_key')}
    where actor = ${actorReference(ctx.actor)}::text and key = ${key}::text and claim = ${claim}::uuid
      and answer is null and done is null`.execute(database.tenant(ctx.tenant.schema))
}
