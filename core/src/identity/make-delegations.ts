import type { AccessApi, DelegateInput, Delegation } from '@tenon/sdk/contract/access-api'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { type Kysely, sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { ADMIN_ROLE } from '../access/built-in-roles.ts'
import { actorReference, type RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import type { AdminGate } from './admin-gate.ts'
import { identityError, inputError } from './identity-error.ts'
import type { WithContext } from './with-context.ts'

type DelegationVerbs = Pick<WithContext<AccessApi>, 'delegations' | 'delegate' | 'endDelegation'>
type Dependencies = Pick<AdminGate, 'changeNoted'> & { database: Database }

const MAX_DAYS = 400
const DAY_MS = 86_400_000

/**
 * Stand-ins: for a while somebody may do with records what somebody absent may. It is not passed on, and what only admins may
 * do with the tenant itself does not go along.
 */
export function makeDelegations({ database, changeNoted }: Dependencies): DelegationVerbs {
  const list = (ctx: RequestContext) => listDelegations(database.tenant(ctx.tenant.schema), ctx)
  return {
    delegations: async (ctx) => list(requireUser(ctx)),
    async delegate(ctx, input) {
      requireUser(ctx)
      const absent = input.absentId ?? ctx.actor.id
      if (absent !== ctx.actor.id && !isAdmin(ctx)) throw identityError(ctx.locale, NOT_FOR_OTHERS)
      const times = checkTimes(ctx, input)
      const id = uuidv7()
      const db = database.tenant(ctx.tenant.schema)
      await requirePeople(db, ctx, { absent, standIn: input.standInId })
      const isSame = (one: Delegation) => isOf(one, { absent, standIn: input.standInId, ...times })
      // The request may have been sent again because its answer was lost: the same stand-in twice says no more than once.
      const known = (await list(ctx)).find(isSame)
      if (known !== undefined) return known
      const row = { absent_id: absent, stand_in_id: input.standInId, starts_at: times.from, ends_at: times.until }
      const details = { absent, standIn: input.standInId, from: input.from, until: input.until }
      await changeNoted(ctx, async (trx, note) => {
        const created = { id, ...row, created_by: actorReference(ctx.actor) }
        await trx.insertInto('_delegation').values(created).execute()
        await note({ action: 'delegation.create', id, details })
      })
      return (await list(ctx)).find((one) => one.id === id) ?? missing(ctx)
    },
    async endDelegation(ctx, { id }) {
      const known = (await list(requireUser(ctx))).find((one) => one.id === id) ?? missing(ctx)
      const details = { absent: known.absent.id, standIn: known.standIn.id }
      await changeNoted(ctx, async (trx, note) => {
        await trx.deleteFrom('_delegation').where('id', '=', id).execute()
        await note({ action: 'delegation.end', id, details })
      })
      return list(ctx)
    },
  }
}

const NOT_FOR_OTHERS = {
  code: 'FORBIDDEN',
  message: {
    en: 'Only an administrator may name a stand-in for somebody else.',
    'zh-CN': '只有管理员可以为他人指定代理人。',
  },
} as const

function isOf(
  one: Delegation,
  { absent, standIn, from, until }: { absent: string; standIn: string; from: Date; until: Date },
): boolean {
  const times = one.from === from.toISOString() && one.until === until.toISOString()
  return times && one.absent.id === absent && one.standIn.id === standIn
}

function isAdmin({ actor }: RequestContext): boolean {
  return actor.kind === 'user' && actor.roles.includes(ADMIN_ROLE)
}

function requireUser(ctx: RequestContext): RequestContext {
  if (ctx.actor.kind === 'user') return ctx
  throw identityError(ctx.locale, {
    code: 'FORBIDDEN',
    message: { en: 'Only people have stand-ins.', 'zh-CN': '只有成员可以有代理人。' },
  })
}

function checkTimes({ locale }: RequestContext, input: DelegateInput): { from: Date; until: Date } {
  const [from, until] = [new Date(input.from), new Date(input.until)]
  const refuse = (text: LocalizedText) => inputError(locale, '/until', text)
  if (until.getTime() <= Math.max(from.getTime(), Date.now())) {
    throw refuse({ en: 'It ends after it begins, at a time to come.', 'zh-CN': '结束时间必须晚于开始时间和现在。' })
  }
  if (until.getTime() - from.getTime() > MAX_DAYS * DAY_MS) {
    throw refuse({ en: `It lasts ${MAX_DAYS} days at most.`, 'zh-CN': `最长 ${MAX_DAYS} 天。` })
  }
  return { from, until }
}

async function requirePeople(
  db: Kysely<TenantTables>,
  { locale }: RequestContext,
  { absent, standIn }: { absent: string; standIn: string },
): Promise<void> {
  if (absent === standIn) {
    throw inputError(locale, '/standInId', {
      en: 'Nobody stands in for themselves.',
      'zh-CN': '不能指定本人为代理人。',
    })
  }
  const found = await db
    .selectFrom('_user')
    .select('id')
    .where('id', 'in', [absent, standIn])
    .where('active', '=', true)
    .execute()
  for (const [pointer, id] of [
    ['/absentId', absent],
    ['/standInId', standIn],
  ] as const) {
    if (found.some((one) => one.id === id)) continue
    throw inputError(locale, pointer, { en: 'There is no such active person.', 'zh-CN': '没有该有效成员。' })
  }
}

async function listDelegations(db: Kysely<TenantTables>, ctx: RequestContext): Promise<Delegation[]> {
  const query = db
    .selectFrom('_delegation as d')
    .innerJoin('_user as a', 'a.id', 'd.absent_id')
    .innerJoin('_user as s', 's.id', 'd.stand_in_id')
    .select(['d.id', 'd.absent_id', 'a.name as absent_name', 'd.stand_in_id', 's.name as stand_in_name'])
    .select(['d.starts_at', 'd.ends_at'])
    .where('d.ends_at', '>', sql<Date>`now()`)
    .orderBy('d.starts_at')
  const { id } = ctx.actor
  const own = query.where((where) => where.or([where('d.absent_id', '=', id), where('d.stand_in_id', '=', id)]))
  const rows = await (isAdmin(ctx) ? query : own).execute()
  return rows.map((row) => ({
    id: row.id,
    absent: { id: row.absent_id, name: row.absent_name },
    standIn: { id: row.stand_in_id, name: row.stand_in_name },
    from: row.starts_at.toISOString(),
    until: row.ends_at.toISOString(),
  }))
}

function missing({ locale }: RequestContext): never {
  const message = { en: 'There is no such stand-in.', 'zh-CN': '没有该代理。' }
  throw identityError(locale, { code: 'NOT_FOUND', message })
}
