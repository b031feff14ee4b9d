import type { ApprovalIdInput, ApprovalsApi, ListApprovalsInput, MoveApproval } from '@tenon/sdk/contract/approvals-api'
import { type RawBuilder, sql } from 'kysely'
import { actorReference, type RequestContext } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import type { RecallActor } from '../../identity/make-recall-actor.ts'
import type { WithContext } from '../../identity/with-context.ts'
import { isUuid } from '../../records/is-uuid.ts'
import { recordNotFound } from '../../records/record-not-found.ts'
import { makeOpenScope, type RecordScope, type ScopeDependencies } from '../../records/record-scope.ts'
import type { UpdateRecord } from '../../records/update-record.ts'
import type { JudgeMoves } from '../judge-moves.ts'
import { readForMoves } from '../read-for-moves.ts'
import { approvalRefusal } from './approval-refusals.ts'
import { makeDecideApproval } from './decide-approval.ts'
import { describeApprovals } from './describe-approvals.ts'
import { readApprovals, type StoredApproval } from './read-approvals.ts'
import { makeRequestApproval } from './request-approval.ts'

const SHOWN = 200
/** So many open requests of an entity are looked through for those that somebody can decide. */
const LOOKED_THROUGH = 1_000

interface Dependencies extends ScopeDependencies {
  database: Database
  judgeMoves: JudgeMoves
  updateRecord: UpdateRecord
  recallActor: RecallActor
}

export type MoveApprovals = WithContext<ApprovalsApi>

/** The verbs on requests for approval. Whoever may not read a record learns of no request about it. */
export function makeMoveApprovals(dependencies: Dependencies): MoveApprovals {
  const { database, models } = dependencies
  const openScope = makeOpenScope(dependencies)
  const request = makeRequestApproval(dependencies)

  async function find(
    ctx: RequestContext,
    { id }: ApprovalIdInput,
  ): Promise<{ scope: RecordScope; row: StoredApproval }> {
    const db = database.tenant(ctx.tenant.schema)
    const known = await db.selectFrom('_move_approval').select('entity').where('id', '=', id).executeTakeFirst()
    const scope = known === undefined ? null : await readableScope(ctx, known.entity)
    const [row] =
      scope === null ? [] : await readApprovals(database, scope, { where: sql`a.id = ${id}::uuid`, limit: 1 })
    if (scope === null || row === undefined) throw approvalRefusal(ctx, 'unknown')
    return { scope, row }
  }

  /** Null where the actor may not read the entity, or there is none any more. */
  async function readableScope(ctx: RequestContext, entity: string): Promise<RecordScope | null> {
    const model = await models.get(ctx.tenant)
    const rights = await dependencies.access.of(ctx, model)
    return rights.readable(entity) === null ? null : openScope(ctx, { entity, action: 'read' })
  }

  async function get(ctx: RequestContext, input: ApprovalIdInput): Promise<MoveApproval> {
    const { scope, row } = await find(ctx, input)
    const [approval] = await describeApprovals(database, scope, [row])
    if (approval === undefined) throw approvalRefusal(ctx, 'unknown')
    return approval
  }

  async function listOf(ctx: RequestContext, where: RawBuilder<boolean>, limit: number): Promise<MoveApproval[]> {
    const { rows } = await sql<{ entity: string }>`
      select distinct a.entity from ${sql.id(ctx.tenant.schema, '_move_approval')} a where ${where}`.execute(
      database.tenant(ctx.tenant.schema),
    )
    const all: MoveApproval[] = []
    for (const { entity } of rows) {
      const scope = await readableScope(ctx, entity)
      if (scope === null) continue
      const stored = await readApprovals(database, scope, { where, limit })
      all.push(...(await describeApprovals(database, scope, stored)))
    }
    return all.sort((one, other) => (one.id < other.id ? 1 : -1))
  }

  const { decide, withdraw } = makeDecideApproval(dependencies, find)
  return {
    async request(ctx, input) {
      const id = await request(await openScope(ctx, { entity: input.entity, action: 'update' }), input)
      return get(ctx, { id })
    },
    async list(ctx, input) {
      if (input.of === 'toDecide') {
        const open = await listOf(ctx, sql`a.status = 'open'`, LOOKED_THROUGH)
        return open.filter(({ mayDecide }) => mayDecide).slice(0, SHOWN)
      }
      const found = await listOf(ctx, await chosen(ctx, input), SHOWN)
      return found.filter(({ status }) => input.status === undefined || status === input.status).slice(0, SHOWN)
    },
    async decide(ctx, input) {
      await decide(ctx, input)
      return get(ctx, input)
    },
    async withdraw(ctx, input) {
      await withdraw(ctx, input)
      return get(ctx, input)
    },
  }

  /** @throws TenonError NOT_FOUND for a record that the actor may not see */
  async function chosen(ctx: RequestContext, input: Exclude<ListApprovalsInput, { of: 'toDecide' }>) {
    if (input.of === 'asked') return sql<boolean>`a.requested_by = ${actorReference(ctx.actor)}::text`
    const scope = await openScope(ctx, { entity: input.entity, action: 'read' })
    if (!isUuid(input.id)) throw recordNotFound(scope, input.id)
    await readForMoves(database, scope, input.id)
    return sql<boolean>`(a.entity = ${scope.entity.name}::text and a.record_id = ${input.id}::uuid)`
  }
}
