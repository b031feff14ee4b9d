import { createHash } from 'node:crypto'
import { sql } from 'kysely'
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
}

export type ReadSight = (ctx: RequestContext) => Promise<Sight>

interface Dependencies {
  database: Database
  models: Pick<ModelStore, 'get'>
  access: Pick<Access, 'of'>
}

/** Makes the function that tells it: roles, teams, managers, territories, stand-ins and shares that are in force now. */
export function makeReadSight({ database, models, access }: Dependencies): ReadSight {
  return async (ctx) => {
    const model = await models.get(ctx.tenant)
    const rights = await access.of(ctx, model)
    const rules = [...model.entities.keys()].map(
      (name) => [name, rights.readable(name)?.rows('read') ?? 'none'] as const,
    )
    const shared = await sharedRecords(
      database,
      ctx,
      rules.flatMap(([, rule]) => sharesIn(rule)),
    )
    const told = JSON.stringify([rules.map(([name, rule]) => [name, withoutShares(rule)]), shared], withoutWorkings)
    return { model: model.version, text: createHash('sha256').update(told).digest('base64url') }
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

async function sharedRecords(
  database: Database,
  ctx: RequestContext,
  shares: readonly RowShare[],
): Promise<string | null> {
  if (shares.length === 0) return null
  const entities = [...new Set(shares.map(({ entity }) => entity))]
  const grantees = [...new Set(shares.flatMap((share) => share.grantees))]
  const { rows } = await sql<{ told: string | null }>`
    select md5(string_agg(s.record_id::text, ',' order by s.record_id)) as told
    from ${systemTable(ctx, '_share')} s where s.entity = any(${entities}::text[])
      and s.grantee = any(${grantees}::uuid[]) and (s.ends_at is null or s.ends_at > now())`.execute(
    database.tenant(ctx.tenant.schema),
  )
  return rows[0]?.told ?? null
}
