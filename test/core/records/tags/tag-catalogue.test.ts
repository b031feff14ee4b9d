import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../../core/src/context/request-context.ts'
import { storeTagsByTyping } from '../../../../core/src/db/tags-by-typing.ts'
import { makeTags } from '../../../../core/src/records/tags/make-tags.ts'
import { DATABASE_KINDS } from '../../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from '../open-test-records.ts'

describe.each(DATABASE_KINDS)('the catalogue of tags on %s', (kind) => {
  let tenon: TestRecords
  let tags: ReturnType<typeof makeTags>
  let ada: RequestContext
  beforeAll(async () => {
    tenon = await openTestRecords(kind)
    tags = makeTags(tenon)
    ada = await tenon.addUser('Ada', ['admin'])
  })
  afterAll(() => tenon.close())

  const db = () => tenon.database.tenant(tenon.tenant.schema)
  const account = (given: string[]) =>
    tenon.createRecord(ada, { entity: 'account', values: { name: 'Acme', tags: given } })
  const read = (id: string) => tenon.getRecord(ada, { entity: 'account', id, fields: ['tags'] })
  const role = async (name: string, grants: object, rights: string[] = []) => {
    const row = { name, label: JSON.stringify({ en: name }), grants: JSON.stringify(grants), rights }
    await db().insertInto('_role').values(row).execute()
    tenon.access.forget(tenon.tenant.schema)
    return tenon.addUser(name, [name])
  }

  test('no two tags have names that look the same', async () => {
    await tags.create(ada, { name: '  ＶＩＰ   客户 ' })
    for (const name of ['vip 客户', 'Vip\u200b 客户', 'VIP\u00a0客户', 'vip\t\n客户', '\u202eVIP 客户']) {
      await expect(tags.create(ada, { name })).rejects.toMatchObject({
        ...{ code: 'VALIDATION_FAILED', message: 'There is a tag “ＶＩＰ 客户” already.' },
        problems: [{ pointer: '/name', rule: 'taken' }],
      })
    }
    for (const name of ['', ' ', '\u200b\u200d', 'x'.repeat(61), '\ud800', '\0']) {
      await expect(tags.create(ada, { name })).rejects.toMatchObject({ problems: [{ pointer: '/name', rule: 'name' }] })
    }
    const hostile = [`'; drop table _tag; --`, '<img src=x onerror=alert(1)>', '%_\\', '客'.repeat(60), '👩‍👩‍👧‍👦']
    for (const name of hostile) expect(await tags.create(ada, { name })).toMatchObject({ name })
    expect((await tags.list(ada, { search: '%_\\' })).tags.map(({ name }) => name)).toEqual(['%_\\'])
    expect((await tags.list(ada, { search: '客户' })).tags).toHaveLength(1)
  })

  test('two people who make the same one at once get one tag, and one of them is told that it is there', async () => {
    const made = await Promise.allSettled([1, 2, 3].map(() => tags.create(ada, { name: 'At once' })))
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect((await tags.list(ada, { search: 'at once' })).tags).toHaveLength(1)
  })

  test('is managed by who has the right to it, and grows by typing where the tenant lets it', async () => {
    const manager = await role('tagManager', {}, ['manageTags'])
    const writer = await role('accountWriter', { account: { read: 'all', update: 'all' } })
    const reader = await role('accountReader', { account: { read: 'all' } })
    const { id } = await tags.create(manager, { name: 'Managed', hue: 'teal', entities: null })
    await tags.update(manager, { id, name: 'Managed well', hue: 'red' })
    for (const ctx of [writer, reader]) {
      const refused = { code: 'FORBIDDEN' }
      await expect(tags.update(ctx, { id, name: 'Mine' })).rejects.toMatchObject(refused)
      await expect(tags.delete(ctx, { id: uuidv7(), records: 0 })).rejects.toMatchObject(refused)
      await expect(tags.merge(ctx, { id, into: uuidv7(), records: 0 })).rejects.toMatchObject(refused)
      await expect(tags.counts(ctx, { ids: [id] })).rejects.toMatchObject(refused)
    }
    await tags.create(writer, { name: 'Typed', entities: ['account'] })
    await expect(tags.create(writer, { name: 'Not mine', entities: ['deal'] })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    await expect(tags.create(reader, { name: 'Read only' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await tags.list(writer, { entity: 'account' })).toMatchObject({ mayManage: false, mayCreate: true })
    expect(await tags.list(reader, { entity: 'account' })).toMatchObject({ mayManage: false, mayCreate: false })
    await expect(tags.list(reader, { entity: 'deal' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await tags.create(ada, { name: 'For deals', entities: ['deal'] })
    const shown = (await tags.list(reader, { search: 'for deals' })).tags
    expect(shown).toMatchObject([{ name: 'For deals', entities: [] }])
    await storeTagsByTyping(db(), false)
    expect(await tags.list(writer, { entity: 'account' })).toMatchObject({ mayCreate: false })
    await expect(tags.create(writer, { name: 'Typed later' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await storeTagsByTyping(db(), true)
    await expect(tags.update(manager, { id: uuidv7(), name: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(tags.create(ada, { name: 'Nowhere', entities: ['acount'] })).rejects.toMatchObject({
      problems: [{ pointer: '/entities/0', message: expect.stringContaining("'account'") }],
    })
  })

  test('deleting one asks with the number of records, takes it off all of them, and says so in their histories', async () => {
    const [goes, stays] = await Promise.all(['Goes', 'Stays'].map((name) => tags.create(ada, { name })))
    if (goes === undefined || stays === undefined) throw new Error('no tags')
    const both = await account([goes.id, stays.id])
    const only = await account([goes.id])
    const gone = await account([goes.id])
    await tenon.deleteRecord(ada, { entity: 'account', id: gone.id, version: 1 })
    expect(await tags.counts(ada, { ids: [goes.id, stays.id] })).toEqual([
      { id: goes.id, records: 2 },
      { id: stays.id, records: 1 },
    ])
    await expect(tags.delete(ada, { id: goes.id, records: 1 })).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await read(only.id)).toMatchObject({ version: 1, tags: [goes.id] })
    expect(await tags.delete(ada, { id: goes.id, records: 2 })).toEqual({ done: 3, left: 0 })
    expect(await read(both.id)).toMatchObject({ version: 2, tags: [stays.id] })
    expect(await read(only.id)).toMatchObject({ version: 2, tags: null })
    expect((await tenon.restoreRecord(ada, { entity: 'account', id: gone.id, version: 3 })).id).toBe(gone.id)
    expect((await read(gone.id))['tags']).toBeNull()
    const [last] = await tenon.readHistory(ada, { entity: 'account', id: only.id })
    expect(last).toMatchObject({ changes: { tags: { old: [goes.id], new: null } } })
    const { rows } = await sql<{ action: string; actor: string; reason: string | null }>`
      select action, actor, reason from ${sql.id(tenon.tenant.schema, '_audit')}
      where record_id = ${only.id}::uuid or changes ->> 'id' = ${goes.id} order by id`.execute(tenon.database.control)
    expect(rows.map(({ action }) => action)).toEqual(['tag.create', 'create', 'tag.delete', 'update'])
    expect(rows.at(-1)).toMatchObject({ actor: `user:${ada.actor.id}`, reason: 'The tag “Goes” was deleted.' })
    await expect(tags.delete(ada, { id: goes.id, records: 9 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('merging two leaves one, where the other stood', async () => {
    const [old, fresh] = await Promise.all(['Old name', 'New name'].map((name) => tags.create(ada, { name })))
    const narrow = await tags.create(ada, { name: 'Narrow', entities: ['deal'] })
    if (old === undefined || fresh === undefined) throw new Error('no tags')
    const records = await Promise.all([account([old.id]), account([old.id, fresh.id]), account([fresh.id])])
    for (const into of [old.id, narrow.id]) {
      const refused = { code: 'VALIDATION_FAILED', problems: [{ pointer: '/into' }] }
      await expect(tags.merge(ada, { id: old.id, into, records: 2 })).rejects.toMatchObject(refused)
    }
    expect(await tags.merge(ada, { id: old.id, into: fresh.id, records: 2 })).toEqual({ done: 2, left: 0 })
    for (const { id } of records) expect((await read(id))['tags']).toEqual([fresh.id])
    expect((await read(records[2]?.id ?? ''))['version']).toBe(1)
    expect((await tags.list(ada, { ids: [old.id, fresh.id] })).tags.map(({ id }) => id)).toEqual([fresh.id])
  })

  test('a tag that goes while people put it on records is on none in the end', async () => {
    const { id } = await tags.create(ada, { name: 'Raced' })
    const { id: other } = await tags.create(ada, { name: 'Raced too' })
    await Promise.all(Array.from({ length: 20 }, () => account([id, other])))
    const writes = Array.from({ length: 20 }, () => account([id]).catch((error: { code: string }) => error.code))
    const [removal, ...outcomes] = await Promise.all([tags.delete(ada, { id, records: 40 }), ...writes])
    let left = removal.left
    while (left > 0) ({ left } = await tags.delete(ada, { id, records: 40 }))
    for (const outcome of outcomes) {
      if (typeof outcome === 'string') expect(outcome).toMatch(/VALIDATION_FAILED|CONFLICT/)
      else expect((await read(outcome.id))['tags']).toBeNull()
    }
    expect(await tags.counts(ada, { ids: [id, other] })).toEqual([
      { id, records: 0 },
      { id: other, records: 20 },
    ])
  })

  test('two who tag a record at once do not undo each other', async () => {
    const [one, two] = await Promise.all(['First', 'Second'].map((name) => tags.create(ada, { name })))
    const { id } = await account([])
    const set = (tag: string | undefined) =>
      tenon.updateRecord(ada, { entity: 'account', id, version: 1, values: { tags: [tag ?? ''] } })
    const outcomes = await Promise.allSettled([set(one?.id), set(two?.id)])
    const lost = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
    expect(lost).toMatchObject([{ code: 'VERSION_CONFLICT' }])
  })

  test('ten thousand tags are paged through, searched and filtered by from indexes', async () => {
    const schema = sql.id(tenon.tenant.schema, '_tag')
    await sql`insert into ${schema} (id, name, key, hue, created_by)
      select gen_random_uuid(), 'Bulk ' || n, 'bulk ' || n, 'gray', 'system' from generate_series(1, 10000) n`.execute(
      tenon.database.control,
    )
    const seen = new Set<string>()
    let after: string | undefined
    do {
      const page = await tags.list(ada, { search: 'BULK 9', limit: 200, ...(after !== undefined && { after }) })
      for (const { id } of page.tags) seen.add(id)
      after = page.next ?? undefined
    } while (after !== undefined)
    expect(seen.size).toBe(1111)
    await sql`insert into ${sql.id(tenon.tenant.schema, 'account')} (id, name, _tags)
      select gen_random_uuid(), 'Many ' || n, case when n % 50 = 0 then array[gen_random_uuid()] end
      from generate_series(1, 20000) n`.execute(tenon.database.control)
    await sql`analyze ${sql.id(tenon.tenant.schema, 'account')}`.execute(tenon.database.control)
    const { rows } = await sql<{
      'QUERY PLAN': string
    }>`explain select id from ${sql.id(tenon.tenant.schema, 'account')} r
      where r._tags && cast(array[${[...seen][0]}] as uuid[])`.execute(tenon.database.control)
    expect(rows.map((row) => row['QUERY PLAN']).join(' ')).toContain('ix_account_tags')
  })
})
