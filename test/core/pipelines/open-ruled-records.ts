import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { ModelNames } from '@tenon/sdk/contract/model-names'
import { sql } from 'kysely'
import type { Actor, RequestContext } from '../../../core/src/context/request-context.ts'
import { makeMoveApprovals } from '../../../core/src/pipelines/approvals/make-move-approvals.ts'
import { makeJudgeMoves } from '../../../core/src/pipelines/judge-moves.ts'
import { makeReadMoves } from '../../../core/src/pipelines/read-moves.ts'
import { makePublishModel } from '../../../core/src/schema-change/publish-model.ts'
import type { DatabaseKind } from '../../support/open-test-database.ts'
import { openTestRecords } from '../records/open-test-records.ts'
import { type PipelineChange, ruledModel } from './ruled-model.ts'

export type RuledRecords = Awaited<ReturnType<typeof openRuledRecords>>

/** A tenant whose deals are bound by rules that a test sets, with the verbs on moves and approvals. */
export async function openRuledRecords(kind: DatabaseKind) {
  const tenon = await openTestRecords(kind, ruledModel())
  const { database, models, tenant } = tenon
  const judgeMoves = makeJudgeMoves({ database })
  const people = new Map<string, Actor>()
  let version = 1

  /** Publishes the plain pipeline with these rules, its parts called so. */
  async function rule(change: PipelineChange, names?: ModelNames): Promise<void> {
    const publish = makePublishModel({ database, models })
    const document = { ...ruledModel(change), ...(names !== undefined && { names }) }
    await publish(tenon.system, { document, edits: {}, baseVersion: version })
    version += 1
  }

  async function addPerson(name: string, roles: string[], managerId: string | null = null): Promise<RequestContext> {
    const ctx = await tenon.addUser(name, roles)
    const { id } = ctx.actor
    await database
      .tenant(tenant.schema)
      .updateTable('_user')
      .set({ manager_id: managerId })
      .where('id', '=', id)
      .execute()
    people.set(id, ctx.actor)
    return ctx
  }

  /** Has a record stand in its stage for so many days already. */
  async function age(id: string, days: number): Promise<void> {
    await sql`update ${sql.id(tenant.schema, 'deal')} set stage_entered_at = now() - make_interval(days => ${days}::int)
      where id = ${id}::uuid`.execute(database.control)
  }

  const parts = { ...tenon, judgeMoves }
  return {
    ...tenon,
    rule,
    addPerson,
    age,
    readMoves: makeReadMoves(parts),
    approvals: makeMoveApprovals({
      ...parts,
      recallActor: async (_, { kind: claimed, ...claim }) => {
        const actor = claimed === 'customer' || !('id' in claim) ? undefined : people.get(claim.id)
        return actor === undefined ? null : { actor, tenant }
      },
    }),
    forget: (id: string) => void people.delete(id),
    deal: (values = {}, ctx = tenon.system) =>
      tenon.createRecord(ctx, { entity: 'deal', values: { name: 'Deal', ...values } }),
    /** To a stage of the pipeline, along with other values where there are some. */
    move: (ctx: RequestContext, { id, version }: { id: string; version: number }, to: string | JsonObject) =>
      tenon.updateRecord(ctx, { entity: 'deal', id, version, values: typeof to === 'string' ? { stage: to } : to }),
    /** Takes all deals away. */
    clear: async () => {
      await sql`delete from ${sql.id(tenant.schema, 'line')}`.execute(database.control)
      await sql`delete from ${sql.id(tenant.schema, 'deal')}`.execute(database.control)
    },
    history: (id: string) => tenon.readHistory(tenon.system, { entity: 'deal', id }),
  }
}
