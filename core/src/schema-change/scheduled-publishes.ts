import { isDeepStrictEqual } from 'node:util'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { ScheduledPublish, SchedulePublishInput } from '@tenon/sdk/contract/plan-consent'
import type { StageAnswer } from '@tenon/sdk/contract/stage-mapping'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { type Kysely, sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { insertAdminAudit } from '../audit/insert-admin-audit.ts'
import type { RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { agreedPlan } from './agreed-plan.ts'
import { consentRequired } from './check-publishable.ts'
import type { DraftTools } from './draft-tools.ts'
import { localMoment } from './local-moment.ts'
import { refuseOpen } from './open-conflicts.ts'
import { planEdits } from './plan-draft.ts'
import { nothingToPublish } from './publish-draft.ts'
import { isApproved } from './second-approval.ts'
import { spoken } from './spoken.ts'
import { checkStageAnswer } from './stages/check-stage-answer.ts'
import { draftConflict, readStoredDraft } from './stored-draft.ts'
import { changeSchedule, describeSchedule, listSchedules } from './stored-schedule.ts'

/** Says which publish of whom is due when; heard by the processes that publish. */
export const SCHEDULE_CHANNEL = 'tenon_scheduled_publish'

export interface ScheduledPublishes {
  /**
   * Has the draft, as it is, published at a time. Later edits of the draft are not part of it.
   * Errors: VERSION_CONFLICT where the draft is not at `revision` any more, VALIDATION_FAILED for a time that is past,
   * SCHEMA_CHANGE_REFUSED with the blockers, CONSENT_REQUIRED, CONFLICT, FORBIDDEN for keys.
   */
  schedule(ctx: RequestContext, input: SchedulePublishInput): Promise<ScheduledPublish>
  list(ctx: RequestContext): Promise<ScheduledPublish[]>
  /** CONFLICT where it is not waiting any more. */
  cancel(ctx: RequestContext, input: { id: string }): Promise<ScheduledPublish[]>
}

export function makeScheduledPublishes(tools: DraftTools): ScheduledPublishes {
  const { database, requireAdmin } = tools
  return {
    async schedule(ctx, { revision, consent = false, stages, ...input }) {
      await requireAdmin(ctx)
      if (ctx.actor.kind === 'apiKey') throw refusal(ctx, 'key')
      const dueAt = localMoment(ctx, input)
      const draft = await readStoredDraft(database.tenant(ctx.tenant.schema))
      if (draft.revision !== revision) throw draftConflict(ctx)
      if (isDeepStrictEqual(draft.edits, draft.published)) throw nothingToPublish(ctx)
      refuseOpen(ctx, draft.conflicts)
      const plan = await planEdits(tools, ctx, { edits: draft.edits, counts: 'exact' })
      const [blocker] = plan.blockers
      if (blocker !== undefined) {
        throw new TenonError({ code: 'SCHEMA_CHANGE_REFUSED', message: spoken(ctx, blocker) })
      }
      checkStageAnswer(ctx, plan.stages, stages ?? {})
      if (plan.needsConsent && !consent) throw consentRequired(ctx, plan)
      return database.transaction(ctx.tenant.schema, async (trx) => {
        // The other admin is asked now, so that there is time to answer.
        await isApproved(trx, ctx, plan)
        const values = { ...input, dueAt, draft, agreed: agreedPlan(plan), stages }
        return insertSchedule(trx, ctx, values)
      })
    },
    async list(ctx) {
      await requireAdmin(ctx)
      return listSchedules(database.tenant(ctx.tenant.schema))
    },
    async cancel(ctx, { id }) {
      await requireAdmin(ctx)
      await database.transaction(ctx.tenant.schema, async (trx) => {
        if ((await changeSchedule(trx, { id, from: ['waiting'], to: 'cancelled' })) === null) throw refusal(ctx, 'over')
        await insertAdminAudit(trx, ctx, { action: 'scheduledPublish.cancel', id, details: {} })
      })
      return listSchedules(database.tenant(ctx.tenant.schema))
    },
  }
}

interface NewSchedule extends Pick<SchedulePublishInput, 'timeZone' | 'note'> {
  dueAt: Date
  draft: Awaited<ReturnType<typeof readStoredDraft>>
  agreed: ScheduledPublish['agreed']
  stages: StageAnswer | undefined
}

async function insertSchedule(trx: Kysely<TenantTables>, ctx: RequestContext, input: NewSchedule) {
  const { dueAt, timeZone, draft, agreed, stages, note } = input
  const id = uuidv7()
  const row = await trx
    .insertInto('_scheduled_publish')
    .values({
      id,
      due_at: dueAt,
      time_zone: timeZone,
      edits: JSON.stringify(draft.edits),
      base_version: draft.baseVersion,
      agreed: JSON.stringify(agreed),
      stages: stages === undefined ? null : JSON.stringify(stages),
      note: note ?? null,
      actor: JSON.stringify(ctx.actor as unknown as JsonObject),
      locale: ctx.locale,
      status: 'waiting',
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  const details = { dueAt: dueAt.toISOString(), hash: agreed.hash, lost: agreed.lost }
  await insertAdminAudit(trx, ctx, { action: 'scheduledPublish.create', id, details })
  const { id: tenant, slug, schema } = ctx.tenant
  const notice = { tenant: { id: tenant, slug, schema }, id, dueAt: dueAt.toISOString() }
  await sql`select pg_notify(${SCHEDULE_CHANNEL}, ${JSON.stringify(notice)})`.execute(trx)
  return describeSchedule(row)
}

const REFUSALS = {
  key: [
    'FORBIDDEN',
    'Only a person can have something published later: somebody has to be asked should it not go.',
    '只有用户才能安排稍后发布：若无法发布需要有人处理。',
  ],
  over: ['CONFLICT', 'It is not waiting any more, or there is no such publish.', '它已不在等待中，或不存在此发布。'],
} as const

function refusal(ctx: RequestContext, reason: keyof typeof REFUSALS): TenonError {
  const [code, en, chinese] = REFUSALS[reason]
  return new TenonError({ code, message: spoken(ctx, { en, 'zh-CN': chinese }) })
}
