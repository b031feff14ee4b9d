import type { ApprovalIdInput, DecideMoveInput } from '@tenon/sdk/contract/approvals-api'
import { LOCALES, type Locale } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { actorReference, type RequestContext } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import type { RecallActor } from '../../identity/make-recall-actor.ts'
import type { Queryable } from '../../records/queryable.ts'
import type { RecordScope } from '../../records/record-scope.ts'
import { AGREED } from '../../records/stage-change.ts'
import type { UpdateRecord } from '../../records/update-record.ts'
import { approvalRefusal } from './approval-refusals.ts'
import { agreeable, managersOf } from './describe-approvals.ts'
import { noteApproval } from './note-approval.ts'
import type { StoredApproval } from './read-approvals.ts'
import type { RefusalWords } from './stored-refusal.ts'

const MAX_ATTEMPTS = 3

interface Dependencies {
  database: Database
  updateRecord: UpdateRecord
  recallActor: RecallActor
}

interface Found {
  scope: RecordScope
  row: StoredApproval
}

/** Reads a request anew, for somebody who may know of it. */
type Find = (ctx: RequestContext, input: ApprovalIdInput) => Promise<Found>

/** Makes the functions that close a request, or bring it on. */
export function makeDecideApproval(dependencies: Dependencies, find: Find) {
  const { database } = dependencies

  async function close(ctx: RequestContext, { scope, row }: Found, closing: Closing): Promise<void> {
    await database.transaction(ctx.tenant.schema, (trx) => closeRequest(trx, ctx, { scope, row, ...closing }))
  }

  async function agree(ctx: RequestContext, found: Found, comment: string | null): Promise<void> {
    const { scope, row } = found
    const rules = await requireDecider(database, scope, row)
    const me = actorReference(ctx.actor)
    const agreed = { ...row.agreed, ...Object.fromEntries(rules.map((rule) => [rule, me])) }
    const isWhole = row.rules.every(({ name }) => Object.hasOwn(agreed, name))
    if (!isWhole) return close(ctx, found, { status: 'open', agreed, comment })
    await carryOut(dependencies, ctx, {
      ...{ scope, row, agreed },
      settle: (trx) => closeRequest(trx, ctx, { scope, row, status: 'agreed', agreed, comment }),
    })
  }

  return {
    async decide(ctx: RequestContext, { id, agree: isYes, comment }: DecideMoveInput): Promise<void> {
      const said = comment?.trim() || null
      for (let attempt = 1; ; attempt++) {
        const found = await find(ctx, { id })
        if (found.row.status !== 'open') throw approvalRefusal(ctx, 'closed')
        if (isYes) {
          const raced = await agree(ctx, found, said).then(() => false, isRaced(attempt))
          if (!raced) return
          continue
        }
        await requireDecider(database, found.scope, found.row)
        return close(ctx, found, { status: 'declined', agreed: found.row.agreed, comment: said })
      }
    },
    async withdraw(ctx: RequestContext, input: ApprovalIdInput): Promise<void> {
      const found = await find(ctx, input)
      if (found.row.requestedBy !== actorReference(ctx.actor)) throw approvalRefusal(ctx, 'notAsked')
      if (found.row.status !== 'open') throw approvalRefusal(ctx, 'closed')
      await close(ctx, found, { status: 'withdrawn', agreed: found.row.agreed, comment: null })
    },
  }
}

/** Somebody has changed the record in the same moment: the move is tried again on what it is now. */
function isRaced(attempt: number) {
  return (error: unknown): boolean => {
    if (error instanceof TenonError && error.code === 'VERSION_CONFLICT' && attempt < MAX_ATTEMPTS) return true
    throw error
  }
}

/** Rules that the actor can agree to. @throws TenonError FORBIDDEN where there are none */
async function requireDecider(database: Database, scope: RecordScope, row: StoredApproval): Promise<string[]> {
  const managers = await managersOf(database, scope, [row])
  const rules = agreeable(scope, row, managers.get(row.ownerId ?? '')?.id ?? null)
  if (rules.length === 0) throw approvalRefusal(scope.ctx, 'notYours')
  return rules
}

interface CarriedOut extends Found {
  agreed: Record<string, string>
  settle: (trx: Queryable) => Promise<void>
}

/** Makes the move in the name of whoever has asked. Where it is refused, the request stays open and says why, to each reader in theirs. */
async function carryOut(
  { database, updateRecord, recallActor }: Dependencies,
  ctx: RequestContext,
  { scope, row, agreed, settle }: CarriedOut,
): Promise<void> {
  const [kind, id = ''] = row.requestedBy.split(':')
  const make = async (locale: Locale): Promise<RefusalWords | null> => {
    try {
      const requester = await recallActor(ctx.tenant.id, { kind: kind === 'user' ? 'user' : 'apiKey', id })
      if (requester === null) throw approvalRefusal({ ...ctx, locale }, 'requesterGone')
      await updateRecord(Object.freeze({ ...ctx, locale, actor: requester.actor }), {
        ...{ entity: scope.entity.name, id: row.recordId, version: row.version },
        values: { ...row.values, ...row.to },
        [AGREED]: { approval: row.id, rules: Object.keys(agreed), by: [...new Set(Object.values(agreed))], settle },
      })
      return null
    } catch (error) {
      if (!(error instanceof TenonError) || !isRefusal(error)) throw error
      return { message: error.message, problems: error.problems }
    }
  }
  // What was refused has changed nothing: it is tried in each language for its words. Should it pass by then, it is made.
  const words: Partial<Record<Locale, RefusalWords>> = {}
  for (const locale of [ctx.locale, ...LOCALES.filter((other) => other !== ctx.locale)]) {
    const refusal = await make(locale)
    if (refusal === null) return
    words[locale] = refusal
  }
  await database
    .tenant(ctx.tenant.schema)
    .updateTable('_move_approval')
    .set({ refusal: JSON.stringify({ at: new Date().toISOString(), ...words }) })
    .where('id', '=', row.id)
    .where('status', '=', 'open')
    .execute()
}

const REFUSALS: ReadonlySet<string> = new Set([
  'TRANSITION_REFUSED',
  'VALIDATION_FAILED',
  'HOOK_REJECTED',
  'FORBIDDEN',
  'NOT_FOUND',
  'REFERENCE_CONFLICT',
])

/** What the rules, or somebody's rights, have against the move; anything else is for whoever decides to try again. */
function isRefusal({ code }: TenonError): boolean {
  return REFUSALS.has(code)
}

interface Closing {
  status: 'open' | 'agreed' | 'declined' | 'withdrawn'
  agreed: Record<string, string>
  comment: string | null
}

async function closeRequest(
  trx: Queryable,
  ctx: RequestContext,
  { scope, row, status, agreed, comment }: Found & Closing,
): Promise<void> {
  const me = actorReference(ctx.actor)
  const isClosed = status !== 'open'
  const { numUpdatedRows } = await trx
    .updateTable('_move_approval')
    .set({
      ...{ status, agreed: JSON.stringify(agreed) },
      ...(isClosed && { decided_by: me, decided_at: new Date(), decision_comment: comment }),
      ...(status === 'agreed' && { refusal: null }),
    })
    .where('id', '=', row.id)
    .where('status', '=', 'open')
    .executeTakeFirst()
  if (Number(numUpdatedRows) === 0) throw approvalRefusal(ctx, 'closed')
  const { id, recordId, from, to, requestedBy } = row
  const approval = { id, entity: scope.entity.name, recordId, from, to, requestedBy }
  const event = status === 'withdrawn' ? 'approvalWithdrawn' : 'approvalDecided'
  await noteApproval(trx, ctx, { approval, event, status, comment })
}
