import type { ChangePlan } from '@tenon/sdk/contract/change-plan'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { type Kysely, sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { insertAdminAudit } from '../audit/insert-admin-audit.ts'
import { actorReference, type RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { spoken } from './spoken.ts'

/** For so many days a yes holds. */
const HOLDS_DAYS = 30

const SETTING = 'secondApproval'

export async function readSecondApproval(db: Kysely<TenantTables>): Promise<boolean> {
  const row = await db.selectFrom('_setting').select('value').where('name', '=', SETTING).executeTakeFirst()
  return row?.value === true
}

export async function writeSecondApproval(db: Kysely<TenantTables>, on: boolean): Promise<void> {
  const value = JSON.stringify(on)
  await db
    .insertInto('_setting')
    .values({ name: SETTING, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value, updated_at: sql`now()` }))
    .execute()
}

export function valuesLost({ steps }: Pick<ChangePlan, 'steps'>): number {
  return steps.reduce((sum, { impact }) => sum + (impact?.lost ?? 0), 0)
}

/**
 * Whether a plan may be published as far as a second admin's word goes. Where it may not yet, the plan is put before
 * the others; a word on fewer lost values, or on another way to the model, does not count.
 */
export async function isApproved(
  trx: Kysely<TenantTables>,
  ctx: RequestContext,
  plan: Omit<ChangePlan, 'dependents'>,
): Promise<boolean> {
  if (!plan.needsConsent || !(await readSecondApproval(trx))) return true
  const lost = valuesLost(plan)
  const known = await trx
    .selectFrom('_plan_approval')
    .select(['id', 'approved', 'decided_at'])
    .where('hash', '=', plan.hash)
    .where('used_version', 'is', null)
    .where('lost', '>=', lost)
    .where((where) => where.or([where('approved', 'is', null), where('approved', '=', true)]))
    .where(sql<boolean>`coalesce(decided_at, asked_at) > now() - ${sql.lit(HOLDS_DAYS)} * interval '1 day'`)
    .orderBy(sql`approved is true`, 'desc')
    .limit(1)
    .executeTakeFirst()
  if (known?.approved === true) return true
  if (known === undefined) await ask(trx, ctx, { plan, lost })
  return false
}

interface Asked {
  plan: Pick<ChangePlan, 'hash' | 'steps'>
  lost: number
}

async function ask(trx: Kysely<TenantTables>, ctx: RequestContext, { plan, lost }: Asked): Promise<void> {
  const id = uuidv7()
  const steps = JSON.stringify(plan.steps.map(({ summary }) => summary))
  await trx
    .insertInto('_plan_approval')
    .values({ id, hash: plan.hash, lost, steps, asked_by: actorReference(ctx.actor) })
    .execute()
  await insertAdminAudit(trx, ctx, { action: 'planApproval.ask', id, details: { hash: plan.hash, lost } })
}

/** A yes counts for one publish. */
export async function useApproval(
  trx: Kysely<TenantTables>,
  { plan, version }: { plan: Pick<ChangePlan, 'hash' | 'needsConsent'>; version: number },
): Promise<void> {
  if (!plan.needsConsent) return
  await trx
    .updateTable('_plan_approval')
    .set({ used_version: version })
    .where('hash', '=', plan.hash)
    .where('approved', '=', true)
    .where('used_version', 'is', null)
    .execute()
}

export function approvalNeeded(ctx: RequestContext): TenonError {
  const message = spoken(ctx, {
    en: 'Publishing puts values aside: another admin has to agree first, and was asked. Publish again once that is done.',
    'zh-CN': '发布会移出部分数据：需先由另一位管理员同意，已向其发出请求。同意后请再次发布。',
  })
  const problems = [{ pointer: '', message, rule: 'secondApproval' }]
  return new TenonError({ code: 'CONSENT_REQUIRED', message, problems })
}
