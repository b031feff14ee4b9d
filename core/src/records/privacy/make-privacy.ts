import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import {
  ERASE_RIGHT,
  type EraseInput,
  type ErasureRun,
  type PersonInput,
  type PrivacyApi,
} from '@tenon/sdk/contract/privacy-api'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { insertAdminAudit } from '../../audit/insert-admin-audit.ts'
import { actorReference, type RequestContext } from '../../context/request-context.ts'
import type { WithContext } from '../../identity/with-context.ts'
import type { CompiledModel } from '../../model/compiled-model.ts'
import { isUuid } from '../is-uuid.ts'
import { queryProblem } from '../query-problem.ts'
import type { Queryable } from '../queryable.ts'
import { recordNotFound } from '../record-not-found.ts'
import { type ChosenValues, checkChosen } from './chosen-values.ts'
import { describeRun, readRuns } from './erasure-rows.ts'
import { makeFindPerson } from './find-person.ts'
import { announceErasure, type ErasureWorker } from './make-erasure-worker.ts'
import { makeHoldVerbs } from './make-hold-verbs.ts'
import { type PlannedErasure, planErasure } from './plan-erasure.ts'
import { entityCalled, type PrivacyGround } from './privacy-ground.ts'
import { requireFinding, requirePrivacyRight } from './require-privacy-right.ts'

const SHOWN_RUNS = 50

interface Dependencies extends PrivacyGround {
  erasures: Pick<ErasureWorker, 'wake'>
}

/** Makes the verbs over what is held of one person. */
export function makePrivacy(dependencies: Dependencies): WithContext<PrivacyApi> {
  const { database, models, access, erasures } = dependencies

  async function personOf(ctx: RequestContext, { entity: name, id }: PersonInput) {
    await requirePrivacyRight(access, ctx, ERASE_RIGHT)
    const model = await models.get(ctx.tenant)
    const entity = entityCalled(ctx, model, { name, person: true })
    if (!isUuid(id)) throw recordNotFound({ ctx, entity }, id)
    return { model, entity, id }
  }

  async function runs(ctx: RequestContext, wanted: { id?: string; limit: number }): Promise<ErasureRun[]> {
    await requireFinding(access, ctx)
    const model = await models.get(ctx.tenant)
    const rows = await readRuns(database.tenant(ctx.tenant.schema), wanted)
    return rows.map((row) => describeRun(ctx, model, row))
  }

  return {
    find: makeFindPerson(dependencies),

    async planErasure(ctx, input) {
      const { model, entity, id } = await personOf(ctx, input)
      return (await planErasure(database.tenant(ctx.tenant.schema), { ctx, model }, { entity, id })).plan
    },

    async erase(ctx: RequestContext, input: EraseInput): Promise<ErasureRun> {
      const { model, entity, id } = await personOf(ctx, input)
      const run = await database.transaction(ctx.tenant.schema, async (trx) => {
        // Two who ask at once get the same run.
        await sql`select pg_advisory_xact_lock(hashtextextended(${`${ctx.tenant.schema} ${id}`}::text, 4712))`.execute(
          trx,
        )
        const open = await openRun(trx, { entity: entity.name, id })
        if (open !== null) return open
        const planned = await planErasure(trx, { ctx, model }, { entity, id })
        checkAgreed(ctx, planned, input)
        const { choices } = planned.plan
        const idsOf = new Map(planned.doomed.map((one) => [one.entity.name, one.ids]))
        const chosen = await checkChosen(trx, ctx, { model, choices, values: input.values, idsOf })
        return beginRun(trx, ctx, { planned, chosen, entity: entity.name, id })
      })
      void erasures.wake(ctx.tenant)
      return readRun(ctx, model, run)
    },

    async erasure(ctx, { id }) {
      const [run] = await runs(ctx, { id, limit: 1 })
      if (run === undefined) throw noSuchRun(ctx)
      return run
    },

    erasures: (ctx) => runs(ctx, { limit: SHOWN_RUNS }),

    ...makeHoldVerbs(dependencies),
  }

  async function readRun(ctx: RequestContext, model: CompiledModel, id: string): Promise<ErasureRun> {
    const [row] = await readRuns(database.tenant(ctx.tenant.schema), { id, limit: 1 })
    if (row === undefined) throw noSuchRun(ctx)
    return describeRun(ctx, model, row)
  }
}

async function openRun(trx: Queryable, { entity, id }: { entity: string; id: string }): Promise<string | null> {
  const runs = trx.selectFrom('_erasure_run').select('id').where('entity', '=', entity).where('record_id', '=', id)
  return (await runs.where('status', '=', 'running').executeTakeFirst())?.id ?? null
}

function checkAgreed({ locale }: RequestContext, { plan }: PlannedErasure, { confirm, records }: EraseInput): void {
  const [block] = plan.blocks
  if (block !== undefined) throw new TenonError({ code: 'CONFLICT', message: block })
  if (records !== plan.records)
    throw new TenonError({ code: 'VERSION_CONFLICT', message: textIn(OTHER_RECORDS, locale) })
  if (confirm.trim() !== plan.confirm) throw notConfirmed(locale, plan.confirm)
}

const OTHER_RECORDS = {
  en: 'Other records tell about this person by now than the preview has shown: look at it again.',
  'zh-CN': '与此人相关的记录已与预览不同：请重新查看预览。',
}

function notConfirmed(locale: Locale, expected: string) {
  return queryProblem(locale, {
    pointer: '/confirm',
    rule: 'confirm',
    message: { en: `type '${expected}' to agree`, 'zh-CN': `请输入“${expected}”以确认` },
  })
}

interface Begun {
  planned: PlannedErasure
  chosen: ChosenValues
  entity: string
  id: string
}

async function beginRun(trx: Queryable, ctx: RequestContext, { planned, chosen, entity, id }: Begun): Promise<string> {
  const run = uuidv7()
  const { plan, doomed } = planned
  const kept = doomed.flatMap((one) => one.kept.map((why) => ({ entity: one.entity.name, ...why })))
  await trx
    .insertInto('_erasure_run')
    .values({
      ...{ id: run, entity, record_id: id, status: 'running', total: plan.records, locale: ctx.locale, error: null },
      ...{ erased: '{}', kept: JSON.stringify(kept), chosen: JSON.stringify(chosen) },
      actor: JSON.stringify({ reference: actorReference(ctx.actor), name: ctx.actor.name }),
    })
    .execute()
  for (const target of doomed) {
    await sql`insert into ${sql.id(ctx.tenant.schema, '_erasure_target')} (run, entity, record_id)
      select ${run}::uuid, ${target.entity.name}::text, e.value::uuid
      from jsonb_array_elements_text(${JSON.stringify(target.ids)}::jsonb) e`.execute(trx)
  }
  const details = { record: id, of: entity, records: plan.records }
  await insertAdminAudit(trx, ctx, { action: 'privacy.erase', id: run, details })
  await announceErasure(trx, ctx.tenant)
  return run
}

function noSuchRun({ locale }: RequestContext): TenonError {
  const message = { en: 'There is no such erasure.', 'zh-CN': '没有此删除任务。' }
  return new TenonError({ code: 'NOT_FOUND', message: textIn(message, locale) })
}
