import type { RoleGrants } from '@tenon/sdk/contract/role-grants'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeChangeNoted } from '../../../core/src/audit/make-change-noted.ts'
import { makeRecordChange } from '../../../core/src/audit/make-record-change.ts'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { makeDelegations } from '../../../core/src/identity/make-delegations.ts'
import { makeTerritories } from '../../../core/src/identity/make-territories.ts'
import { makeExplainAccess } from '../../../core/src/records/explain-access.ts'
import { makeShares } from '../../../core/src/records/make-shares.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from '../records/open-test-records.ts'

const HOUR = 3_600_000
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString()

describe.each(DATABASE_KINDS)('sharing, standing in and territories on %s', (kind) => {
  let tenon: TestRecords
  let verbs: ReturnType<typeof makeShares> & ReturnType<typeof makeDelegations> & ReturnType<typeof makeTerritories>
  let explain: ReturnType<typeof makeExplainAccess>
  beforeAll(async () => {
    tenon = await openTestRecords(kind)
    const { database, models, access, zones } = tenon
    const gate = {
      requireAdmin: access.requireAdmin,
      recordChange: makeRecordChange({ database }),
      changeNoted: makeChangeNoted({ database, access }),
    }
    verbs = {
      ...makeShares({ database, models, access, zones }),
      ...makeDelegations({ database, ...gate }),
      ...makeTerritories({ database, models, ...gate }),
    }
    explain = makeExplainAccess({ database, models, access, zones })
    await addRole('owner', { deal: { create: 'own', read: 'own', update: 'own', delete: 'own', share: true } })
    await addRole('seller', { deal: { create: 'own', read: 'own', update: 'own' } })
    await addRole('looker', { deal: { read: 'own', fields: { amount: { read: false, write: false } } } })
    await addRole('outside', { account: { read: 'all' } })
    await addRole('area', { account: { read: 'territory' } })
    await addRole('areaBelow', { account: { read: 'territoryAndBelow', update: 'territory' } })
  })
  afterAll(() => tenon.close())

  const db = () => tenon.database.tenant(tenon.tenant.schema)

  async function addRole(name: string, grants: RoleGrants): Promise<void> {
    const row = { name, label: `{"en":"The ${name}"}`, grants: JSON.stringify(grants) }
    await db().insertInto('_role').values(row).execute()
    tenon.access.forget(tenon.tenant.schema)
  }

  const makeDeal = (ctx: RequestContext, name: string) =>
    tenon.createRecord(ctx, { entity: 'deal', values: { name, amount: { amount: '7', currency: 'USD' } } })
  const sees = async (ctx: RequestContext, entity = 'deal') =>
    (await tenon.findRecords(ctx, { entity, limit: 200 })).records.map(({ name }) => name).sort()
  const user = (ctx: RequestContext) => ({ kind: 'user', id: ctx.actor.id }) as const

  async function audited(action: string): Promise<unknown[]> {
    const rows = await db()
      .selectFrom('_audit')
      .select(['entity', 'record_id', 'changes', 'details'])
      .where('action', '=', action)
      .execute()
    return rows
  }

  test('a shared record is seen, and changed where the share says so, until it ends or is taken back', async () => {
    const owner = await tenon.addUser('Owner', ['owner'])
    const [seller, looker, outside] = [
      await tenon.addUser('Seller', ['seller']),
      await tenon.addUser('Looker', ['looker']),
      await tenon.addUser('Outside', ['outside']),
    ]
    const { id } = await makeDeal(owner, 'shared')
    await makeDeal(owner, 'kept')
    const place = { entity: 'deal', id }
    for (const ctx of [seller, looker]) expect(await sees(ctx)).toEqual([])
    await verbs.share(owner, { ...place, with: user(seller), edit: false })
    await verbs.share(owner, { ...place, with: user(looker), edit: true })
    await verbs.share(owner, { ...place, with: user(outside), edit: true })
    for (const ctx of [seller, looker]) expect(await sees(ctx)).toEqual(['shared'])
    await expect(sees(outside)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await tenon.getRecord(looker, place)).not.toHaveProperty('amount')
    expect(await tenon.getRecord(seller, place)).toHaveProperty('amount')
    const changing = (ctx: RequestContext, version: number) =>
      tenon.updateRecord(ctx, { ...place, version, values: { quantity: version } })
    await expect(changing(seller, 1)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    // A share opens no action that the roles do not have.
    await expect(changing(looker, 1)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const all = await verbs.share(owner, { ...place, with: user(seller), edit: true, until: inHours(1) })
    expect(all).toHaveLength(3)
    expect(await changing(seller, 1)).toMatchObject({ version: 2 })
    await expect(tenon.deleteRecord(seller, { ...place, version: 2 })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await sql`update ${sql.id(tenon.tenant.schema, '_share')} set ends_at = now() - interval '1 second'
      where user_id = ${seller.actor.id}::uuid`.execute(tenon.database.control)
    expect(await sees(seller)).toEqual([])
    const mine = (await verbs.shares(looker, place)).find((share) => share.with.id === looker.actor.id)
    await verbs.unshare(looker, { ...place, share: mine?.id ?? '' })
    expect(await sees(looker)).toEqual([])
    expect((await audited('record.share')).length).toBe(4)
    expect(await audited('record.unshare')).toMatchObject([{ entity: 'deal', record_id: id }])
  })

  test('only who may change a record and has the right to share shares it, and only with people and teams that are there', async () => {
    const [owner, seller] = [await tenon.addUser('Owner', ['owner']), await tenon.addUser('Seller', ['seller'])]
    const [mine, theirs] = [await makeDeal(owner, 'mine'), await makeDeal(seller, 'theirs')]
    const sharing = (ctx: RequestContext, id: string, more = {}) =>
      verbs.share(ctx, { entity: 'deal', id, with: user(seller), edit: false, ...more })
    await expect(sharing(seller, theirs.id)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(sharing(owner, theirs.id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(verbs.shares(owner, { entity: 'deal', id: theirs.id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const nobody = { with: { kind: 'team', id: uuidv7() } }
    await expect(sharing(owner, mine.id, nobody)).rejects.toMatchObject({ problems: [{ pointer: '/with/id' }] })
    const ended = sharing(owner, mine.id, { until: inHours(-1) })
    await expect(ended).rejects.toMatchObject({ problems: [{ pointer: '/until' }] })
    expect(await sees(seller)).toEqual(['theirs'])
  })

  test('a team that a record is shared with is whoever is in it', async () => {
    const owner = await tenon.addUser('Owner', ['owner'])
    const member = await tenon.addUser('Member', ['seller'])
    const team = uuidv7()
    await db().insertInto('_team').values({ id: team, name: 'Helpers', parent_id: null, archived_at: null }).execute()
    const { id } = await makeDeal(owner, 'for the team')
    await verbs.share(owner, { entity: 'deal', id, with: { kind: 'team', id: team }, edit: false })
    expect(await sees(member)).toEqual([])
    expect(await sees(tenon.as({ ...member.actor, team } as typeof member.actor))).toEqual(['for the team'])
  })

  test('a stand-in sees and does for a while what the absent may, and the audit trail says on whose behalf', async () => {
    const [absent, standIn] = [await tenon.addUser('Absent', ['seller']), await tenon.addUser('Stand-in', ['seller'])]
    const { id } = await makeDeal(absent, 'of the absent')
    const own = await makeDeal(standIn, 'own')
    await expect(
      verbs.delegate(standIn, {
        absentId: absent.actor.id,
        standInId: standIn.actor.id,
        from: inHours(-1),
        until: inHours(1),
      }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const later = await verbs.delegate(absent, { standInId: standIn.actor.id, from: inHours(1), until: inHours(2) })
    expect(await sees(standIn)).toEqual(['own'])
    await verbs.endDelegation(absent, { id: later.id })
    const now = await verbs.delegate(absent, { standInId: standIn.actor.id, from: inHours(-1), until: inHours(2) })
    expect(await sees(standIn)).toEqual(['of the absent', 'own'])
    const trail = async (record: string) =>
      (
        await db()
          .selectFrom('_audit')
          .select(['actor', 'details'])
          .where('record_id', '=', record)
          .orderBy('id')
          .execute()
      ).at(-1)
    await tenon.updateRecord(standIn, { entity: 'deal', id, version: 1, values: { quantity: 3 } })
    const actor = `user:${standIn.actor.id}`
    expect(await trail(id)).toEqual({ actor, details: { onBehalfOf: `user:${absent.actor.id}` } })
    await tenon.updateRecord(standIn, { entity: 'deal', id: own.id, version: 1, values: { quantity: 3 } })
    expect(await trail(own.id)).toEqual({ actor, details: null })
    const made = await tenon.createRecord(standIn, {
      entity: 'deal',
      values: { name: 'made', ownerId: absent.actor.id },
    })
    expect(await trail(made.id)).toEqual({ actor, details: { onBehalfOf: `user:${absent.actor.id}` } })
    expect(await sees(absent)).toEqual(['made', 'of the absent'])
    await verbs.endDelegation(standIn, { id: now.id })
    expect(await sees(standIn)).toEqual(['own'])
    expect(await audited('delegation.end')).toHaveLength(2)
  })

  test('the same stand-in for the same time, asked for again, is the one that there is, and another time is another', async () => {
    const [absent, standIn] = [await tenon.addUser('Absent', ['seller']), await tenon.addUser('Stand-in', ['seller'])]
    const asked = { standInId: standIn.actor.id, from: inHours(1), until: inHours(2) }
    const first = await verbs.delegate(absent, asked)
    const before = (await audited('delegation.create')).length
    expect(await verbs.delegate(absent, asked)).toEqual(first)
    expect(await audited('delegation.create')).toHaveLength(before)
    const longer = await verbs.delegate(absent, { ...asked, until: inHours(3) })
    expect(await verbs.delegations(absent)).toEqual([first, longer])
    for (const { id } of [first, longer]) await verbs.endDelegation(absent, { id })
    expect(await verbs.delegations(absent)).toEqual([])
  })

  test('territories open what their conditions hold for, those below too where the role says so', async () => {
    const admin = await tenon.addUser('Admin', ['admin'])
    const [low, high] = [await tenon.addUser('Low', ['area']), await tenon.addUser('High', ['areaBelow'])]
    for (const code of ['N-1', 'N-2', 'S-1'])
      await tenon.createRecord(tenon.system, { entity: 'account', values: { name: code, code } })
    const set = (name: string, text: string, more = {}) =>
      verbs.setTerritory(admin, { name, parentId: null, rules: { account: text }, memberIds: [], ...more })
    const top = (await set('All of it', 'false', { memberIds: [high.actor.id] })).find(
      ({ name }) => name === 'All of it',
    )
    const parentId = top?.id ?? ''
    await set('North', `code.startsWith('N')`, { parentId, memberIds: [low.actor.id] })
    expect(await sees(low, 'account')).toEqual(['N-1', 'N-2'])
    expect(await sees(high, 'account')).toEqual(['N-1', 'N-2'])
    const [north] = (await tenon.findRecords(high, { entity: 'account' })).records
    const changing = tenon.updateRecord(high, {
      entity: 'account',
      id: north?.id ?? '',
      version: 1,
      values: { name: 'X' },
    })
    await expect(changing).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(set('Wrong', 'nonsense == 1')).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      problems: [{ pointer: '/rules/account', range: { start: 0, end: 8 } }],
    })
    await expect(set('Circle', 'true', { id: parentId, parentId })).rejects.toMatchObject({
      problems: [{ pointer: '/parentId' }],
    })
    await expect(verbs.removeTerritory(admin, { id: parentId })).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(verbs.territories(low)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  test('why somebody sees a record or a field is said in words, and nothing of what is hidden from who asks', async () => {
    const [owner, looker] = [await tenon.addUser('Olga', ['owner']), await tenon.addUser('Luis', ['looker'])]
    const admin = await tenon.addUser('Admin', ['admin'])
    const { id } = await makeDeal(owner, 'explained')
    const asked = { entity: 'deal', id, action: 'read' } as const
    expect(await explain(owner, asked)).toMatchObject({
      allowed: true,
      summary: 'Olga may see this record.',
      reasons: [{ kind: 'role', opens: true, text: 'Role “The owner” lets see own records; this is one of them.' }],
    })
    await expect(explain(looker, asked)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(explain(owner, { ...asked, userId: looker.actor.id })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await explain(admin, { ...asked, userId: looker.actor.id })).toMatchObject({
      allowed: false,
      reasons: [{ opens: false }],
    })
    await verbs.share(owner, { entity: 'deal', id, with: user(looker), edit: false })
    const shared = await explain(looker, asked)
    expect(shared).toMatchObject({
      allowed: true,
      reasons: [
        { kind: 'share', opens: true },
        { kind: 'role', opens: false },
      ],
    })
    await expect(explain(looker, { ...asked, field: 'amount' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    const chinese = tenon.as(admin.actor, 'zh-CN')
    const field = await explain(chinese, { ...asked, userId: looker.actor.id, field: 'amount' })
    expect(field).toMatchObject({ allowed: false, summary: 'Luis不能查看此记录的Amount（中）。' })
  })

  test('somebody whose role lets change a record and not read it may not, and is said why', async () => {
    const grants = { deal: { read: 'none', update: { where: "name == 'blindly'" }, delete: 'none' } }
    await db()
      .insertInto('_role')
      .values({ name: 'blind', label: '{"en":"B"}', grants: JSON.stringify(grants) })
      .execute()
    tenon.access.forget(tenon.tenant.schema)
    const [blind, admin] = [await tenon.addUser('Bea', ['blind']), await tenon.addUser('Admin', ['admin'])]
    const of = async (title: string, action: 'read' | 'update' | 'delete') => {
      const { id } = await makeDeal(admin, title)
      const asked = { entity: 'deal', id, action, userId: blind.actor.id }
      const change = { entity: 'deal', id, version: 1, values: { urgent: true } }
      const changed = await tenon.updateRecord(blind, change).then(
        () => true,
        () => false,
      )
      return [(await explain(admin, asked)).allowed, changed]
    }
    expect(await of('blindly', 'update')).toEqual([false, false])
    expect(await of('openly', 'update')).toEqual([false, false])
    expect(await of('blindly', 'read')).toEqual([false, false])
    expect(await of('blindly', 'delete')).toEqual([false, false])
    const { id } = await makeDeal(admin, 'blindly')
    const told = await explain(admin, { entity: 'deal', id, action: 'update', userId: blind.actor.id })
    expect(told.reasons).toContainEqual({
      ...{ kind: 'sight', opens: false },
      text: 'Bea does not see this record, and can change or delete only what is seen.',
    })
  })

  test('rights that a role names are had with the role, by admins and by the system, and by nobody else', async () => {
    await db()
      .insertInto('_role')
      .values({ name: 'discounter', label: '{"en":"D"}', grants: '{}', rights: ['discount'] })
      .execute()
    tenon.access.forget(tenon.tenant.schema)
    const has = async (roles: string[], right = 'discount') =>
      tenon.access.hasRight(await tenon.addUser('Somebody', roles), right)
    expect(await has(['discounter'])).toBe(true)
    expect(await has(['admin'])).toBe(true)
    expect(await tenon.access.hasRight(tenon.system, 'discount')).toBe(true)
    expect(await has(['owner'])).toBe(false)
    expect(await has(['discounter'], 'other')).toBe(false)
  })
})
