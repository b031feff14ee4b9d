import type { MoveApproval } from '@tenon/sdk/contract/approvals-api'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { RequestContext } from '../../context/request-context.ts'
import type { ModelStore } from '../../model/model-store.ts'
import { nameBook } from '../../model/names/name-book.ts'
import { entityKey } from '../../records/names/keyed-input.ts'
import { namedProblem } from '../../records/names/name-moves.ts'
import { makeNameRecord } from '../../records/names/named-record.ts'
import { makeWithNames } from '../../records/names/with-names.ts'
import type { MoveApprovals } from './make-move-approvals.ts'

/** The verbs on requests for approval as the API has them: by names. */
export function nameApprovals(models: Pick<ModelStore, 'get'>, approvals: MoveApprovals): MoveApprovals {
  const withNames = makeWithNames(models)

  /** `approval` by keys. */
  async function told(ctx: RequestContext, approval: MoveApproval): Promise<MoveApproval> {
    const model = await models.get(ctx.tenant)
    const book = nameBook(model)
    if (book.isPlain) return approval
    const { entity, from, to, refusal } = approval
    const place = <Place extends { pipeline: string; stage: string }>(one: Place): Place => {
      return { ...one, stage: book.names.stage(one.pipeline, one.stage) }
    }
    const {
      pipeline: _pipeline,
      stage: _stage,
      ...values
    } = makeNameRecord(model)(entity, approval.values as TenonRecord)
    return {
      ...approval,
      ...{ entity: book.names.entity(entity), from: place(from), to: place(to) },
      values: values as MoveApproval['values'],
      refusal:
        refusal === null
          ? null
          : { ...refusal, problems: refusal.problems.map((one) => namedProblem(one, book, entity)) },
    }
  }

  return {
    async request(ctx, input) {
      return told(ctx, await withNames(approvals.request, (approval) => approval)(ctx, input))
    },
    async list(ctx, input) {
      const book = nameBook(await models.get(ctx.tenant))
      const keyed = input.of === 'record' ? { ...input, entity: entityKey(ctx, book, input.entity) } : input
      const found = await approvals.list(ctx, keyed)
      return Promise.all(found.map((one) => told(ctx, one)))
    },
    decide: async (ctx, input) => told(ctx, await approvals.decide(ctx, input)),
    withdraw: async (ctx, input) => told(ctx, await approvals.withdraw(ctx, input)),
  }
}
