import type { DecideApprovalInput, ModelSettings, PlanApproval } from '@tenon/sdk/contract/plan-consent'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Kysely } from 'kysely'
import { insertAdminAudit } from '../audit/insert-admin-audit.ts'
import { actorReference, type RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import type { DraftTools } from './draft-tools.ts'
import { readPeople } from './read-people.ts'
import { readSecondApproval, writeSecondApproval } from './second-approval.ts'
import { spoken } from './spoken.ts'

const SHOWN = 20

export interface PlanApprovals {
  settings(ctx: RequestContext): Promise<ModelSettings>
  saveSettings(ctx: RequestContext, settings: ModelSettings): Promise<ModelSettings>
  /** The last ones, newest first. */
  list(ctx: RequestContext): Promise<PlanApproval[]>
  /** Errors: FORBIDDEN for whoever has asked, and for keys; NOT_FOUND; CONFLICT where it is decided. */
  decide(ctx: RequestContext, input: DecideApprovalInput): Promise<PlanApproval[]>
}

/** A second admin's word on plans that lose values, for tenants that want it. */
export function makePlanApprovals({
  database,
  requireAdmin,
}: Pick<DraftTools, 'database' | 'requireAdmin'>): PlanApprovals {
  async function open(ctx: RequestContext): Promise<Kysely<TenantTables>> {
    await requireAdmin(ctx)
    return database.tenant(ctx.tenant.schema)
  }

  return {
    settings: async (ctx) => ({ secondApproval: await readSecondApproval(await open(ctx)) }),
    list: async (ctx) => listApprovals(await open(ctx), ctx),
    async saveSettings(ctx, { secondApproval }) {
      await requireAdmin(ctx)
      await database.transaction(ctx.tenant.schema, async (trx) => {
        await writeSecondApproval(trx, secondApproval)
        const details = { secondApproval }
        await insertAdminAudit(trx, ctx, { action: 'modelSettings.save', id: 'secondApproval', details })
      })
      return { secondApproval }
    },
    async decide(ctx, input) {
      await requireAdmin(ctx)
      await database.transaction(ctx.tenant.schema, (trx) => decide(trx, ctx, input))
      return listApprovals(database.tenant(ctx.tenant.schema), ctx)
    },
  }
}

async function listApprovals(db: Kysely<TenantTables>, ctx: RequestContext): Promise<PlanApproval[]> {
  const rows = await db.selectFrom('_plan_approval').selectAll().orderBy('id', 'desc').limit(SHOWN).execute()
  const nameOf = await readPeople(
    db,
    rows.flatMap(({ asked_by, decided_by }) => [asked_by, decided_by]),
  )
  const me = actorReference(ctx.actor)
  return rows.map((row) => ({
    id: row.id,
    hash: row.hash,
    lost: Number(row.lost),
    steps: row.steps,
    askedBy: nameOf(row.asked_by),
    askedAt: row.asked_at.toISOString(),
    isMine: row.asked_by === me,
    decision: row.approved === null ? 'waiting' : row.approved ? 'approved' : 'refused',
    decidedBy: row.decided_by === null ? null : nameOf(row.decided_by),
    decidedAt: row.decided_at?.toISOString() ?? null,
    usedVersion: row.used_version,
  }))
}

async function decide(trx: Kysely<TenantTables>, ctx: RequestContext, { id, approve }: DecideApprovalInput) {
  const row = await trx
    .selectFrom('_plan_approval')
    .select(['hash', 'lost', 'asked_by', 'approved'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) throw refusal(ctx, 'unknown')
  const me = actorReference(ctx.actor)
  // A key is in as many hands as its secret: it is no second person.
  if (ctx.actor.kind !== 'user' || row.asked_by === me) throw refusal(ctx, 'own')
  if (row.approved !== null) throw refusal(ctx, 'decided')
  await trx
    .updateTable('_plan_approval')
    .set({ approved: approve, decided_by: me, decided_at: new Date() })
    .where('id', '=', id)
    .execute()
  const action = approve ? 'planApproval.approve' : 'planApproval.refuse'
  await insertAdminAudit(trx, ctx, { action, id, details: { hash: row.hash, lost: Number(row.lost) } })
}

const REFUSALS = {
  unknown: ['NOT_FOUND', 'There is no such request for approval.', '没有此审批请求。'],
  own: [
    'FORBIDDEN',
    'Somebody else than who asked has to decide: another admin, signed in.',
    '须由请求者以外的另一位已登录管理员决定。',
  ],
  decided: ['CONFLICT', 'It was decided already.', '已作出决定。'],
} as const

function refusal(ctx: RequestContext, reason: keyof typeof REFUSALS): TenonError {
  const [code, en, chinese] = REFUSALS[reason]
  return new TenonError({ code, message: spoken(ctx, { en, 'zh-CN': chinese }) })
}
