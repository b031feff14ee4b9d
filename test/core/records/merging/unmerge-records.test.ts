import type { TenonRecord } from '@tenon/sdk/contract/record'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ACCESS_CHANNEL } from '../../../../core/src/access/announce-rights.ts'
import type { RequestContext } from '../../../../core/src/context/request-context.ts'
import { DATABASE_KINDS } from '../../../support/open-test-database.ts'
import { MERGE_FACTS, type MergingTenant, openMergingTenant } from './open-merging-tenant.ts'

describe.each(DATABASE_KINDS)('undoing a merge on %s', (kind) => {
  let tenon: MergingTenant
  beforeAll(async () => {
    tenon = await openMergingTenant(kind)
  })
  afterAll(() => tenon?.close())

  test('the one that stays has the tags of all, until it is undone', async () => {
    const tag = async (name: string) => {
      const id = uuidv7()
      await sql`insert into ${sql.id(tenon.tenant.schema, '_tag')} (id, name, key, hue, created_by) values (${id}::uuid, ${name}, ${name}, 'blue', 'system')`.execute(
        tenon.database.control,
      )
      return id
    }
    const [one, two] = [await tag('one'), await tag('two')]
    const kept = await tenon.person('K', { tags: [one] })
    const lost = await tenon.person('L', { tags: [one, two] })
    const tags = async () => {
      const input = { entity: 'person', id: kept.id, fields: ['tags'] }
      return (await tenon.getRecord(tenon.admin, input))['tags']
    }
    const { merge: id } = await tenon.merge(kept, [lost])
    expect(await tags()).toEqual([one, two])
    await tenon.unmerge(id)
    expect(await tags()).toEqual([one])
  })

  test('files that are chosen become its own, and go back', async () => {
    const upload = async () => {
      const id = uuidv7()
      const facts = { id, name: `${id}.txt`, size: 3, type: 'text/plain' }
      await sql`insert into ${sql.id(tenon.tenant.schema, '_file')} (id, field_id, entity, uploaded_by, facts, size)
        values (${id}::uuid, 'sample/person/papers', 'person', 'system', ${JSON.stringify(facts)}::jsonb, 3)`.execute(
        tenon.database.control,
      )
      return facts
    }
    const ownerOf = async (id: string) => {
      const db = tenon.database.tenant(tenon.tenant.schema)
      return db.selectFrom('_file').select(['record_id', 'detached_at']).where('id', '=', id).executeTakeFirst()
    }
    const [first, second] = [await upload(), await upload()]
    const kept = await tenon.person('K', { papers: [first] })
    const lost = await tenon.person('L', { papers: [second] })
    const { merge: id, record } = await tenon.merge(kept, [lost], { papers: [first, second] })
    expect(record['papers']).toEqual([first, second])
    expect(await ownerOf(second.id)).toEqual({ record_id: kept.id, detached_at: null })
    expect((await tenon.unmerge(id)).record['papers']).toEqual([first])
    expect(await ownerOf(second.id)).toEqual({ record_id: lost.id, detached_at: null })
  })

  test('whom a lost record was shared with sees the one that stays, without more than they had there, until it is undone', async () => {
    const [kept, lost] = [await tenon.person('K'), await tenon.person('L')]
    const [ann, bob] = [await tenon.addUser('Ann'), await tenon.addUser('Bob')]
    const share = (record: TenonRecord, { actor }: RequestContext, edit: boolean) =>
      sql`insert into ${sql.id(tenon.tenant.schema, '_share')} (id, entity, record_id, user_id, can_edit, created_by)
        values (${uuidv7()}::uuid, 'person', ${record.id}::uuid, ${'id' in actor ? actor.id : ''}::uuid, ${edit}, 'system')`.execute(
        tenon.database.control,
      )
    await share(kept, ann, false)
    await share(lost, ann, true)
    await share(lost, bob, true)
    const shares = async (id: string) => {
      const db = tenon.database.tenant(tenon.tenant.schema)
      const rows = await db.selectFrom('_share').select(['user_id', 'can_edit']).where('record_id', '=', id).execute()
      return rows
        .map(({ user_id, can_edit }) => [user_id === (ann.actor as { id: string }).id ? 'ann' : 'bob', can_edit])
        .sort()
    }
    let told = 0
    const stop = await tenon.database.listen(ACCESS_CHANNEL, (schema) => {
      if (schema === tenon.tenant.schema) told += 1
    })
    const { merge: id } = await tenon.merge(kept, [lost])
    await expect.poll(() => told).toBe(1)
    expect(await shares(kept.id)).toEqual([
      ['ann', false],
      ['bob', true],
    ])
    expect(await shares(lost.id)).toEqual([['ann', true]])
    await tenon.unmerge(id)
    await expect.poll(() => told).toBe(2)
    await stop()
    expect(await shares(kept.id)).toEqual([['ann', false]])
    expect(await shares(lost.id)).toEqual([
      ['ann', true],
      ['bob', true],
    ])
  })

  test('undoing puts back what nobody has changed since, tells the rest, and works once', async () => {
    const [kept, lost] = [await tenon.person('K', { email: 'k@y.com' }), await tenon.person('L', { email: 'l@y.com' })]
    const [stays, moved] = [
      await tenon.make('deal', { name: 'A', person: lost.id }),
      await tenon.make('deal', { name: 'B', person: lost.id }),
    ]
    const listed = await tenon.make('deal', { name: 'C', guests: [lost.id, kept.id] })
    const { merge: id, record } = await tenon.merge(kept, [lost], { name: 'KL', email: 'l@y.com' })
    await tenon.change(record, 'person', { name: 'Changed' })
    const other = await tenon.person('Other')
    await tenon.change(await tenon.read('deal', moved.id), 'deal', { person: other.id })
    const undone = await tenon.unmerge(id)
    expect(undone.record).toMatchObject({ name: 'Changed', email: 'k@y.com', deals: 0 })
    expect(undone.restored).toEqual([lost.id])
    expect(undone.left).toEqual([
      { entity: 'person', id: kept.id, reason: 'Changed after the merge: Name.' },
      { entity: 'deal', id: moved.id, reason: expect.stringContaining('after the merge') },
    ])
    expect(await tenon.read('person', lost.id)).toMatchObject({ name: 'L', email: 'l@y.com', version: 3 })
    expect(await tenon.read('deal', stays.id)).toMatchObject({ person: lost.id })
    expect(await tenon.read('deal', moved.id)).toMatchObject({ person: other.id })
    expect(await tenon.read('deal', listed.id)).toMatchObject({ guests: [lost.id, kept.id] })
    await expect(tenon.unmerge(id)).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(tenon.unmerge(uuidv7())).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('undoing is refused, and nothing changes, where a lost record cannot come back', async () => {
    const boss = await tenon.person('Boss')
    const [kept, lost] = [await tenon.person('K'), await tenon.person('L', { email: 'gone@y.com', manager: boss.id })]
    const { merge: id } = await tenon.merge(kept, [lost], { name: 'KL' })
    const thief = await tenon.person('T', { email: 'gone@y.com' })
    const before = await tenon.counts(...MERGE_FACTS)
    await expect(tenon.unmerge(id)).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      problems: [{ pointer: '/email' }],
    })
    await tenon.deleteRecord(tenon.admin, { entity: 'person', ...tenon.seen(thief) })
    await tenon.unmerge(id)
    expect(await tenon.read('person', kept.id)).toMatchObject({ name: 'K' })
    expect(Number((await tenon.counts('_merge'))['_merge'])).toBe(Number(before['_merge']))
  })

  test('the one that stays names a lost record again where it did, and what it says elsewhere stays checked', async () => {
    const lost = await tenon.person('L')
    const friend = await tenon.person('F')
    const kept = await tenon.person('K', { manager: lost.id, friends: [friend.id, lost.id] })
    const back = await tenon.change(lost, 'person', { manager: kept.id })
    const { merge: id, record } = await tenon.merge(kept, [back])
    expect(record).toMatchObject({ manager: null, friends: [friend.id] })
    const undone = await tenon.unmerge(id)
    expect(undone).toMatchObject({ record: { manager: lost.id, friends: [friend.id, lost.id] }, left: [] })
    expect(await tenon.read('person', lost.id)).toMatchObject({ manager: kept.id })

    const again = await tenon.merge(undone.record, [await tenon.read('person', lost.id)], {
      manager: null,
      friends: null,
    })
    await tenon.deleteRecord(tenon.admin, { entity: 'person', ...tenon.seen(friend) })
    await expect(tenon.unmerge(again.merge)).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      problems: [{ pointer: '/friends/0' }],
    })
  })

  test('records that were merged together come back though they name each other', async () => {
    const kept = await tenon.person('K')
    const [one, two] = [await tenon.person('1'), await tenon.person('2')]
    const first = await tenon.change(one, 'person', { manager: two.id, friends: [kept.id, two.id] })
    const second = await tenon.change(two, 'person', { manager: kept.id, friends: [one.id] })
    const { merge: id } = await tenon.merge(kept, [first, second])
    expect(await tenon.unmerge(id)).toMatchObject({ restored: [one.id, two.id], left: [] })
    expect(await tenon.read('person', one.id)).toMatchObject({ manager: two.id, friends: [kept.id, two.id] })
    expect(await tenon.read('person', two.id)).toMatchObject({ manager: kept.id, friends: [one.id] })

    const boss = await tenon.person('Boss')
    const third = await tenon.change(await tenon.read('person', two.id), 'person', { manager: boss.id })
    const again = await tenon.merge(await tenon.read('person', kept.id), [await tenon.read('person', one.id), third])
    await tenon.deleteRecord(tenon.admin, { entity: 'person', ...tenon.seen(boss) })
    // What is named in vain is told, and nothing of those who come along.
    await expect(tenon.unmerge(again.merge)).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      problems: [{ pointer: '/records/1/manager' }],
    })
  })

  test('a merge into a record that was merged itself is undone after that one', async () => {
    const [one, two, three] = [await tenon.person('1'), await tenon.person('2'), await tenon.person('3')]
    const deal = await tenon.make('deal', { name: 'D', person: one.id })
    const first = await tenon.merge(two, [one])
    const second = await tenon.merge(await tenon.read('person', three.id), [await tenon.read('person', two.id)])
    expect(await tenon.read('deal', deal.id)).toMatchObject({ person: three.id })
    await expect(tenon.unmerge(first.merge)).rejects.toMatchObject({ code: 'CONFLICT' })
    await tenon.unmerge(second.merge)
    await tenon.unmerge(first.merge)
    expect(await tenon.read('deal', deal.id)).toMatchObject({ person: one.id })
  })
})
