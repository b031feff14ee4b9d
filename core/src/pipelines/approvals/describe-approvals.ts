import type { MoveApproval } from '@tenon/sdk/contract/approvals-api'
import type { Approver } from '@tenon/sdk/contract/approver'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import { actorReference } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import type { RecordScope } from '../../records/record-scope.ts'
import { readPeople } from '../../schema-change/read-people.ts'
import { approversOf } from '../check-people.ts'
import { findManagers, type Manager } from '../find-managers.ts'
import { whoActs } from '../judge-moves.ts'
import { type RoleLabels, readRoleLabels } from '../role-labels.ts'
import { mayAgree } from '../transition-rules.ts'
import type { StoredApproval } from './read-approvals.ts'
import { toldRefusal } from './stored-refusal.ts'

/** Names of the rules of a request that the actor can agree to and nobody has agreed to yet; none of one's own. */
export function agreeable(
  scope: RecordScope,
  { rules, agreed, requestedBy }: StoredApproval,
  managerId: string | null,
) {
  const { actor } = scope.ctx
  if (requestedBy === actorReference(actor)) return []
  const me = whoActs(actor)
  return rules
    .filter(({ name, approval }) => {
      return approval !== undefined && !Object.hasOwn(agreed, name) && mayAgree(approval, me, managerId)
    })
    .map(({ name }) => name)
}

/** Managers of the owners of requests' records. */
export async function managersOf(
  database: Database,
  { ctx }: RecordScope,
  rows: readonly StoredApproval[],
): Promise<ReadonlyMap<string, Manager>> {
  const asking = rows.filter(({ rules }) => rules.some(({ approval }) => approval?.manager === true))
  return findManagers(
    database,
    ctx,
    asking.flatMap(({ ownerId }) => ownerId ?? []),
  )
}

/** Requests of one entity as the reader may see them. */
export async function describeApprovals(
  database: Database,
  scope: RecordScope,
  rows: readonly StoredApproval[],
): Promise<MoveApproval[]> {
  if (rows.length === 0) return []
  const { ctx } = scope
  const managers = await managersOf(database, scope, rows)
  const roles = rows.flatMap(({ rules }) => rules.flatMap(({ approval }) => approval?.roles ?? []))
  const labels = await readRoleLabels(database, ctx, roles)
  const people = rows.flatMap((row) => [row.requestedBy, row.decidedBy, ...Object.values(row.agreed)])
  const nameOf = await readPeople(database.tenant(ctx.tenant.schema), people)
  const person = (reference: string) => ({ id: reference.slice(reference.indexOf(':') + 1), name: nameOf(reference) })
  return rows.map((row) => {
    const manager = managers.get(row.ownerId ?? '') ?? null
    const { decidedAt, decidedBy } = row
    const isMine = row.requestedBy === actorReference(ctx.actor)
    return {
      ...{ id: row.id, status: row.status, entity: scope.entity.name, recordId: row.recordId, title: row.title },
      ...{ pipeline: row.to.pipeline, from: labelled(scope, row.from), to: labelled(scope, row.to) },
      ...{ values: shownValues(scope, row.values), comment: row.comment },
      ...{ requestedBy: person(row.requestedBy), requestedAt: row.requestedAt },
      rules: row.rules.map(({ name, label }) => {
        const by = row.agreed[name]
        return { name, label: textIn(label, ctx.locale), agreedBy: by === undefined ? null : person(by) }
      }),
      approvers: row.status === 'open' ? openApprovers(scope, row, { labels, manager }) : [],
      mayDecide: row.status === 'open' && agreeable(scope, row, manager?.id ?? null).length > 0,
      isMine,
      decision:
        decidedAt === null
          ? null
          : { by: decidedBy === null ? null : person(decidedBy), at: decidedAt, comment: row.decisionComment },
      refusal: toldRefusal(scope, { ...row, isMine }),
    }
  })
}

function openApprovers(
  { ctx }: RecordScope,
  { rules, agreed }: StoredApproval,
  people: { labels: RoleLabels; manager: Manager | null },
): Approver[] {
  const open = rules.filter(({ name }) => !Object.hasOwn(agreed, name))
  const all = open.flatMap((rule) => approversOf(ctx.locale, rule, people))
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()]
}

function labelled({ ctx, entity }: RecordScope, { pipeline, stage }: { pipeline: string; stage: string }) {
  const found = entity.pipelines.find(({ name }) => name === pipeline)?.stages.get(stage)
  return { pipeline, stage, label: textIn(found?.label ?? stage, ctx.locale) }
}

function shownValues({ access }: RecordScope, values: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(values).filter(([name]) => access.canShow(name)))
}
