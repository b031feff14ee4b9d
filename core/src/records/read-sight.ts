import { createHash } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import type { Access } from '../access/make-access.ts'
import { anyRule, type RowRule, type RowShare, type RowTest } from '../access/row-rule.ts'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { ModelStore } from '../model/model-store.ts'
import { systemTable } from './record-scope.ts'

/** Which records somebody may see, as far as rights say: another text, where they are other ones under the same model. */
export interface Sight {
  model: number
  text: string
  /** Whether a share has ended, or a stand-in begun or ended, by itself since the moment that was asked about. */
  turned: boolean
}

/** `since`: milliseconds since 1970; without it, nothing has turned. */
export type ReadSight = (ctx: RequestContext, since?: number) => Promise<Sight>

interface Dependencies {
  database: Database
  models: Pick<ModelStore, 'get'>
  access: Pick<Access, 'of'>
}

/** Makes the function that tells it: roles, teams, managers, territories, stand-ins and shares that are in force now. */
export function makeReadSight({ database, models, access }: Dependencies): ReadSight {
  return async (ctx, since) => {
    const model = await models.get(ctx.tenant)
    const rights = await access.of(ctx, model)
    const rules = [...model.entities.keys()].map(
      (name) => [name, rights.readable(name)?.rows('read') ?? 'none'] as const,
    )
    const shares = rules.flatMap(([, rule]) => sharesIn(rule))
    const { shared, ended } = await sharedRecords(database, ctx, { shares, since })
    const told = JSON.stringify([rules.map(([name, rule]) => [name, withoutShares(rule)]), shared], withoutWorkings)
    const text = createHash('sha256').update(told).digest('base64url')
    const turned = ended || (since !== undefined && (await hasStandInTurned(database, ctx, since)))
    return { model: model.version, text, turned }
  }
}

/** Of a condition, what it says and of whom: the time is another one at each question. */
function withoutWorkings(key: string, value: unknown): unknown {
  if (key !== 'condition') return value
  const { text, context } = value as Extract<RowTest, { kind: 'where' }>['condition']
  return [text, context.actor]
}

/** Whether anybody has shares of an entity's records makes another rule, and no other sight. */
function withoutShares(rule: RowRule): RowRule {
  if (rule === 'all' || rule === 'none') return rule
  if (rule.kind === 'shared') return 'none'
  return rule.kind === 'any' ? anyRule(rule.of.map(withoutShares)) : rule
}

function sharesIn(rule: RowRule): RowShare[] {
  if (rule === 'all' || rule === 'none') return []
  if (rule.kind === 'shared') return [rule.share]
  return rule.kind === 'any' || rule.kind === 'every' ? rule.of.flatMap(sharesIn) : []
}

interface AskedShares {
  shares: readonly RowShare[]
  since: number | undefined
}

async function sharedRecords(
  database: Database,
  ctx: RequestContext,
  { shares, since = Number.POSITIVE_INFINITY }: AskedShares,
): Promise<{ shared: string | null; ended: boolean }> {
  if (shares.length === 0) return { shared: null, ended: false }
  const entities = [...new Set(shares.map(({ entity }) => entity))]
  const grantees = [...new Set(shares.flatMap((share) => share.grantees))]
  const { rows } = await sql<{ shared: string | null; ended: boolean }>`
    select md5(string_agg(s.record_id::text, ',' order by s.record_id)
        filter (where s.ends_at is null or s.ends_at > now())) as shared,
      coalesce(bool_or(s.ends_at <= now() and s.ends_at > ${momentOf(since)}), false) as ended
    from ${systemTable(ctx, '_share')} s where s.entity = any(${entities}::text[])
      and s.grantee = any(${grantees}::uuid[])`.execute(database.tenant(ctx.tenant.schema))
  return rows[0] ?? { shared: null, ended: false }
}

/** Whether a time for which the person stands in for somebody has begun or ended since. */
async function hasStandInTurned(database: Database, ctx: RequestContext, since: number): Promise<boolean> {
  if (ctx.actor.kind !== 'user') return false
  const { rows } = await sql`
    select 1 from ${systemTable(ctx, '_delegation')} d where d.stand_in_id = ${ctx.actor.id}::uuid
      and d.ends_at > ${momentOf(since)} and (d.ends_at <= now() or (d.starts_at <= now() and d.starts_at > ${momentOf(since)}))
    limit 1`.execute(database.tenant(ctx.tenant.schema))
  return rows.length > 0
}

function momentOf(milliseconds: number): RawBuilder<Date> {
  return Number.isFinite(milliseconds)
    ? sql`to_timestamp(${milliseconds / 1_000}::float8)`
    : sql`'infinity'::timestamptz`
}
