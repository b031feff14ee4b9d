import type { RecordFilter } from '@tenon/sdk/contract/query'
import type { RoleGrants } from '@tenon/sdk/contract/role-grants'
import { MANAGE_VIEWS_RIGHT } from '@tenon/sdk/contract/views-api'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { makePersonal } from '../../../core/src/records/personal/make-personal.ts'
import { makeViews } from '../../../core/src/records/saved-views/make-views.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

const BIG: RecordFilter = { field: 'amount', op: 'gte', value: '100' }
const MINE: RecordFilter = { field: 'ownerId', op: 'eq', value: { $actor: true } }
const OF_ACCOUNT: RecordFilter = { field: 'account.revenue', op: 'gt', value: '5' }

describe.each(DATABASE_KINDS)('saved views and what is one’s own, on %s', (kind) => {
  let tenon: TestRecords
  let views: ReturnType<typeof makeViews>
  let personal: ReturnType<typeof makePersonal>
  let [ada, sam, kim]: RequestContext[] = []
  beforeAll(async () => {
    tenon = await openTestRecords(kind)
    const { database, models, access, zones } = tenon
    views = makeViews({ database, models, access, zones })
    const records = { find: tenon.findRecords, get: tenon.getRecord }
    personal = makePersonal({ database, models, access, records })
    await addRole('narrow', {
      deal: { read: 'all', fields: { amount: { read: false, write: false } } },
      account: { read: 'all', fields: { revenue: { read: false, write: false } } },
    })
    await addRole('keeper', { deal: { read: 'all' } }, [MANAGE_VIEWS_RIGHT])
    await addRole('outside', { account: { read: 'all' } })
    await addRole('ownOnly', { deal: { create: 'own', read: 'own' } })
    ;[ada, sam, kim] = [
      await tenon.addUser('Ada', ['staff']),
      await tenon.addUser('Sam', ['staff']),
      await tenon.addUser('Kim', ['narrow']),
    ]
  })
  afterAll(() => tenon.close())

  const db = () => tenon.database.tenant(tenon.tenant.schema)
  const of = (ctx: RequestContext | undefined) => ctx as RequestContext
  const names = async (ctx: RequestContext | undefined, entity = 'deal') =>
    (await views.list(of(ctx), { entity })).map(({ name }) => name)

  async function codes(verbs: Array<Promise<unknown>>): Promise<unknown[]> {
    const outcomes = await Promise.allSettled(verbs)
    return outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.code : 'done'))
  }

  async function addRole(name: string, grants: RoleGrants, rights: string[] = []): Promise<void> {
    const row = { name, label: '{"en":"x"}', grants: JSON.stringify(grants), rights }
    await db().insertInto('_role').values(row).execute()
    tenon.access.forget(tenon.tenant.schema)
  }

  test('a shared view is made, changed or deleted together with what the audit trail says of it, or not at all', async () => {
    const everyone = { entity: 'deal', sharedWith: 'everyone' } as const
    const made = await views.create(of(ada), { ...everyone, name: 'Seen' })
    const { schema } = tenon.tenant
    const run = (text: string) => tenon.database.execute(text)
    await run(`alter table ${schema}._audit add constraint no_views check (action not like 'view.%') not valid`)
    const version = { id: made.id, version: 1 }
    const tries = [
      views.create(of(ada), { ...everyone, name: 'Unseen' }),
      views.update(of(ada), { ...version, name: 'Changed' }),
      views.delete(of(ada), version),
    ]
    for (const one of await Promise.allSettled(tries)) expect(one.status).toBe('rejected')
    await run(`alter table ${schema}._audit drop constraint no_views`)
    expect(await names(sam)).toEqual(['Seen'])
    await views.delete(of(ada), version)
    await run(`delete from ${schema}._audit`)
  })

  test('a view is its owner’s alone until it is shared with everybody, a role or a team, and is then in the audit trail', async () => {
    const columns = ['name', 'amount']
    const input = { entity: 'deal', name: '  Big\t ones ', where: { and: [BIG, MINE] }, columns }
    const made = await views.create(of(ada), input)
    expect(made).toMatchObject({
      ...{ name: 'Big ones', columns, version: 1, canChange: true, isDefault: false, sharedWith: 'nobody' },
      ...{ where: { and: [BIG, MINE] }, sort: null, omitted: { hidden: 0, gone: [] }, owner: { name: 'Ada' } },
    })
    expect(await names(sam)).toEqual([])
    expect(await tenon.count('_audit')).toBe(0)
    const version = { id: made.id, version: 1 }
    const refused = await codes([views.update(of(sam), { ...version, name: 'x' }), views.delete(of(sam), version)])
    expect(refused).toEqual(['NOT_FOUND', 'NOT_FOUND'])
    const team = uuidv7()
    await db()
      .insertInto('_team')
      .values({ id: team, name: `T ${team}`, parent_id: null })
      .execute()
    const shared = await views.update(of(ada), { ...version, sharedWith: { roles: ['narrow'], teams: [team] } })
    expect(shared).toMatchObject({ version: 2, columns, where: { and: [BIG, MINE] } })
    expect([await names(sam), await names(kim)]).toEqual([[], ['Big ones']])
    const inTeam = tenon.as({ ...of(sam).actor, team } as RequestContext['actor'])
    expect(await names(inTeam)).toEqual(['Big ones'])
    await views.update(of(ada), { id: made.id, version: 2, sharedWith: 'everyone' })
    expect(await names(sam)).toEqual(['Big ones'])
    await expect(views.update(of(sam), { id: made.id, version: 3, name: 'mine' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    expect(await names(await tenon.addUser('Out', ['outside']), 'account')).toEqual([])
    await expect(views.list(await tenon.addUser('Out', ['outside']), { entity: 'deal' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    expect(await views.list(await tenon.addUser('Out', ['outside']), {})).toEqual([])
    const trail = await db().selectFrom('_audit').select('action').where('entity', '=', 'view').execute()
    expect(trail.map(({ action }) => action)).toEqual(['view.update', 'view.update'])
    await views.delete(of(ada), { id: made.id, version: 3 })
    expect(await names(ada)).toEqual([])
  })

  test('who may not read a field gets a view without what it says of it, and is told how much is left out', async () => {
    const either: RecordFilter = { or: [BIG, { field: 'name', op: 'contains', value: 'a' }] }
    const where: RecordFilter = { and: [either, OF_ACCOUNT, { not: BIG }, { field: 'quantity', op: 'gt', value: 1 }] }
    const sort = [{ field: 'account.revenue' }, { field: 'name' }]
    const made = await views.create(of(ada), {
      ...{ entity: 'deal', name: 'Secret', where, sort, columns: ['amount', 'name'], sharedWith: 'everyone' },
    })
    const [seen] = await views.list(of(kim), { entity: 'deal' })
    expect(seen).toMatchObject({
      where: {
        and: [{ or: [{ field: 'name', op: 'contains', value: 'a' }] }, { field: 'quantity', op: 'gt', value: 1 }],
      },
      ...{ sort: [{ field: 'name' }], columns: ['name'], canChange: false, omitted: { hidden: 5, gone: [] } },
    })
    expect(JSON.stringify(seen)).not.toMatch(/amount|revenue/)
    const found = await tenon.findRecords(of(kim), { entity: 'deal', where: seen?.where as RecordFilter })
    expect(found.records).toEqual([])
    await expect(views.create(of(kim), { entity: 'deal', name: 'No', where: BIG })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
    await expect(views.create(of(kim), { entity: 'deal', name: 'No', columns: ['amount'] })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
    await views.delete(of(ada), { id: made.id, version: 1 })
  })

  test('an owner who loses a field sees what is missing, and renaming the view does not lose it for the others', async () => {
    const lena = await tenon.addUser('Lena', ['staff'])
    const made = await views.create(lena, { entity: 'deal', name: 'Later narrow', where: BIG, sharedWith: 'everyone' })
    const narrowed = tenon.as({ ...lena.actor, roles: ['narrow'] } as RequestContext['actor'])
    const renamed = await views.update(narrowed, { id: made.id, version: 1, name: 'Renamed' })
    expect(renamed).toMatchObject({ where: null, omitted: { hidden: 1, gone: [] } })
    expect((await views.list(of(ada), { entity: 'deal' }))[0]).toMatchObject({ name: 'Renamed', where: BIG })
    await views.delete(lena, { id: made.id, version: 2 })
  })

  test('of two who change a shared view on the same version one is told so; the right to it, or being admin, is enough', async () => {
    const made = await views.create(of(ada), { entity: 'deal', name: 'Ours', sharedWith: 'everyone' })
    const keeper = await tenon.addUser('Keeper', ['keeper'])
    const admin = await tenon.addUser('Admin', ['admin'])
    const change = (ctx: RequestContext, name: string) => views.update(ctx, { id: made.id, version: 1, name })
    const outcomes = await Promise.allSettled([change(of(ada), 'A'), change(keeper, 'K'), change(admin, 'M')])
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const lost = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
    expect(lost).toMatchObject([{ code: 'VERSION_CONFLICT' }, { code: 'VERSION_CONFLICT' }])
    const place = { id: made.id, version: 2 }
    await expect(views.update(of(ada), { ...place, defaultFor: ['staff'] })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    await expect(views.update(keeper, { ...place, sharedWith: 'nobody' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await views.update(keeper, { ...place, defaultFor: ['staff'] })
    expect((await views.list(of(sam), { entity: 'deal' }))[0]).toMatchObject({ isDefault: true, canChange: false })
    expect((await views.list(of(kim), { entity: 'deal' }))[0]).toMatchObject({ isDefault: false })
    const hidden = await views.update(of(ada), { id: made.id, version: 3, sharedWith: 'nobody' })
    expect(hidden).toMatchObject({ defaultFor: [], version: 4 })
    expect(await names(admin)).toEqual([])
    await views.delete(of(ada), { id: made.id, version: 4 })
  })

  test('views keep the order that they are given, and nobody moves another’s', async () => {
    const made = []
    for (const name of ['a', 'b', 'c']) made.push(await views.create(of(sam), { entity: 'deal', name }))
    const shared = await views.create(of(ada), { entity: 'deal', name: 'ada’s', sharedWith: 'everyone' })
    const [a, b, c] = made.map(({ id }) => id)
    await views.reorder(of(sam), { entity: 'deal', ids: [c ?? '', a ?? '', b ?? ''] })
    expect(await names(sam)).toEqual(['c', 'a', 'b', 'ada’s'])
    const others = { entity: 'deal', ids: [shared.id, a ?? ''] }
    await expect(views.reorder(of(sam), others)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(views.reorder(of(ada), { entity: 'deal', ids: [a ?? ''] })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    for (const { id } of made) await views.delete(of(sam), { id, version: 1 })
    await views.delete(of(ada), { id: shared.id, version: 1 })
  })

  test('what no list could be asked is refused where it is saved, with the place', async () => {
    const create = (more: object) => views.create(of(ada), { entity: 'deal', name: 'x', ...more })
    const wrong: Array<[object, string, string]> = [
      [{ where: { field: 'nothing', op: 'eq', value: 1 } }, 'BAD_REQUEST', '/where/field'],
      [{ where: { field: 'amount', op: 'contains', value: 'x' } }, 'BAD_REQUEST', '/where/op'],
      [{ where: { and: Array.from({ length: 101 }, () => BIG) } }, 'BAD_REQUEST', '/where/and/100'],
      [{ sort: [{ field: 'details' }] }, 'BAD_REQUEST', '/sort/0'],
      [{ columns: ['name', 'nothing'] }, 'BAD_REQUEST', '/columns/1'],
      [{ name: ' \n ' }, 'VALIDATION_FAILED', '/name'],
      [{ name: 'x'.repeat(101) }, 'VALIDATION_FAILED', '/name'],
      [{ sharedWith: { roles: ['nobody knows'], teams: [] } }, 'VALIDATION_FAILED', '/sharedWith/roles'],
      [{ sharedWith: { roles: [], teams: [uuidv7()] } }, 'VALIDATION_FAILED', '/sharedWith/teams'],
    ]
    for (const [more, code, pointer] of wrong)
      await expect(create(more), pointer).rejects.toMatchObject({ code, problems: [{ pointer }] })
    expect(await tenon.count('_saved_view')).toBe(0)
    const hostile = `'; drop table _saved_view; -- <script>`
    const made = await create({ name: hostile })
    expect(made.name).toBe(hostile)
    await views.delete(of(ada), { id: made.id, version: 1 })
  })

  test('columns and the last used view are each person’s own, for views that they see', async () => {
    const place = { entity: 'deal', view: 'all' }
    const columns = [{ field: 'amount', width: 200 }, { field: 'name' }]
    expect(await personal.saveColumns(of(ada), { ...place, columns })).toMatchObject({ columns, usedAt: null })
    await personal.useView(of(ada), { entity: 'deal', view: 'mine' })
    const mine = await personal.lists(of(ada))
    expect(mine.map(({ view, usedAt }) => [view, usedAt !== null]).sort()).toEqual([
      ['all', false],
      ['mine', true],
    ])
    expect(await personal.lists(of(sam))).toEqual([])
    const secret = await views.create(of(ada), { entity: 'deal', name: 'secret' })
    await personal.useView(of(ada), { entity: 'deal', view: secret.id })
    const notThere = [
      personal.useView(of(sam), { entity: 'deal', view: secret.id }),
      personal.useView(of(ada), { entity: 'account', view: secret.id }),
      personal.saveColumns(of(ada), { entity: 'deal', view: 'gone', columns }),
    ]
    expect(await codes(notThere)).toEqual(['NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND'])
    await expect(personal.useView(of(kim), { entity: 'contact', view: 'all' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    await expect(personal.lists(tenon.system)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await views.delete(of(ada), { id: secret.id, version: 1 })
    expect((await personal.lists(of(ada))).map(({ view }) => view)).not.toContain(secret.id)
    await personal.saveColumns(of(ada), { ...place, columns: null })
    expect((await personal.lists(of(ada))).find(({ view }) => view === 'all')?.columns).toBeNull()
  })

  test('the last fifty records that somebody looked at are theirs, the last first, without what is deleted or hidden by now', async () => {
    const lea = await tenon.addUser('Lea', ['staff'])
    const deals = await tenon.createRecords(of(ada), {
      entity: 'deal',
      records: Array.from({ length: 53 }, (_, index) => ({ name: `Seen ${index}` })),
    })
    for (const { id } of deals) await personal.visit(lea, { entity: 'deal', id })
    const seen = async (ctx: RequestContext) => (await personal.recent(ctx, {})).map(({ record }) => record['name'])
    expect(await seen(lea)).toEqual(Array.from({ length: 50 }, (_, index) => `Seen ${52 - index}`))
    expect(await seen(of(sam))).toEqual([])
    const [first, , third] = deals.slice(-3)
    await personal.visit(lea, { entity: 'deal', id: first?.id ?? '' })
    expect((await seen(lea)).slice(0, 2)).toEqual(['Seen 50', 'Seen 52'])
    await tenon.deleteRecord(of(ada), { entity: 'deal', id: third?.id ?? '', version: third?.version ?? 0 })
    expect((await seen(lea)).slice(0, 2)).toEqual(['Seen 50', 'Seen 51'])
    const narrowed = tenon.as({ ...lea.actor, roles: ['ownOnly'] } as RequestContext['actor'])
    expect(await seen(narrowed)).toEqual([])
    const notSeen = [deals[0]?.id ?? '', uuidv7()].map((id) => personal.visit(narrowed, { entity: 'deal', id }))
    expect(await codes(notSeen)).toEqual(['NOT_FOUND', 'NOT_FOUND'])
  })

  test('a star is kept, shown where the record is, and taken away by whoever set it', async () => {
    const lou = await tenon.addUser('Lou', ['staff'])
    const deal = await tenon.createRecord(of(ada), { entity: 'deal', values: { name: 'Starred' } })
    const place = { entity: 'deal', id: deal.id }
    await personal.setFavourite(lou, { ...place, favourite: true })
    await personal.setFavourite(lou, { ...place, favourite: true })
    expect(await personal.visit(lou, place)).toEqual({ ...place, isFavourite: true })
    expect(await personal.favourites(lou)).toMatchObject([{ ...place, isFavourite: true, record: { name: 'Starred' } }])
    expect(await personal.favourites(lou, { entity: 'account' })).toEqual([])
    expect(await personal.favourites(of(sam))).toEqual([])
    await expect(
      personal.setFavourite(of(sam), { entity: 'deal', id: uuidv7(), favourite: true }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const user_id = lou.actor.id
    const filler = Array.from({ length: 199 }, () => ({ user_id, entity: 'deal', record_id: uuidv7() }))
    await db().insertInto('_favourite_record').values(filler).execute()
    const more = await tenon.createRecord(of(ada), { entity: 'deal', values: { name: 'One too many' } })
    await expect(personal.setFavourite(lou, { entity: 'deal', id: more.id, favourite: true })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    await personal.setFavourite(lou, { ...place, favourite: false })
    expect(await personal.favourites(lou)).toEqual([])
  })
})
