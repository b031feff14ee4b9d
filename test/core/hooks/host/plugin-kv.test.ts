import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTenant } from '../../../../core/src/db/create-tenant.ts'
import type { Database } from '../../../../core/src/db/database.ts'
import { makePluginKv, type PluginKv } from '../../../../core/src/hooks/plugin-kv.ts'
import { insertTask } from '../../../../core/src/tasks/insert-task.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../../support/open-test-database.ts'
import { placePlugin } from '../../tasks/task-kit.ts'

describe.each(DATABASE_KINDS)('a plugin’s store on %s', (kind) => {
  let database: Database
  let kv: PluginKv
  const owners = {
    mine: { tenant: { schema: '' }, plugin: 'mine', locale: 'en' as const },
    other: { tenant: { schema: '' }, plugin: 'other', locale: 'en' as const },
  }

  beforeAll(async () => {
    database = await openTestDatabase(kind)
    const { schema } = await createTenant(database, { slug: 'kv', name: 'Kv' })
    kv = makePluginKv({ database })
    for (const { plugin } of [owners.mine, owners.other]) await placePlugin(database, schema, plugin)
    owners.mine.tenant.schema = schema
    owners.other.tenant.schema = schema
  })
  afterAll(() => database.close())

  async function usedBytes(): Promise<number> {
    const { rows } = (await database.execute(
      `select kv_bytes::int as bytes, (select coalesce(sum(size), 0)::int from "${owners.mine.tenant.schema}"._plugin_kv where plugin = 'mine') as sum
       from "${owners.mine.tenant.schema}"._plugin_usage where plugin = 'mine'`,
    )) as { rows: Array<{ bytes: number; sum: number }> }
    const [row] = rows
    expect(row?.bytes).toBe(row?.sum)
    return row?.bytes ?? 0
  }

  test('keeps a value with its version, and nothing of it is seen by another plugin', async () => {
    expect(await kv.get(owners.mine, 'rate')).toBeNull()
    expect(await kv.set(owners.mine, { key: 'rate', value: { usd: '7.1', order: ['b', 'a'] } })).toEqual({ version: 1 })
    expect(await kv.set(owners.mine, { key: 'rate', value: { usd: '7.2', order: ['b', 'a'] } })).toEqual({ version: 2 })
    expect(await kv.get(owners.mine, 'rate')).toEqual({ value: { usd: '7.2', order: ['b', 'a'] }, version: 2 })
    expect(await kv.get(owners.other, 'rate')).toBeNull()
    expect(await kv.delete(owners.other, 'rate')).toBe(false)
    expect(await kv.delete(owners.mine, 'rate')).toBe(true)
    expect(await kv.get(owners.mine, 'rate')).toBeNull()
    expect(await usedBytes()).toBe(0)
  })

  test('lets one of two writers that read the same version win, and tells the other', async () => {
    await kv.set(owners.mine, { key: 'lock', value: 'free' })
    const attempts = await Promise.allSettled(
      ['one', 'two', 'three'].map((value) => kv.set(owners.mine, { key: 'lock', value, ifVersion: 1 })),
    )
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const refused = attempts.filter((attempt) => attempt.status === 'rejected')
    expect(refused.map(({ reason }) => reason.code)).toEqual(['CONFLICT', 'CONFLICT'])
    await expect(kv.set(owners.mine, { key: 'lock', value: 1, ifVersion: 0 })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
  })

  test('counts without losing an addition, and refuses to add to what is no whole number', async () => {
    await Promise.all(Array.from({ length: 20 }, () => kv.increment(owners.mine, { key: 'visits', by: 2 })))
    expect(await kv.increment(owners.mine, { key: 'visits', by: -1 })).toBe(39)
    await kv.set(owners.mine, { key: 'word', value: 'x' })
    await expect(kv.increment(owners.mine, { key: 'word' })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
    await kv.set(owners.mine, { key: 'huge', value: Number.MAX_SAFE_INTEGER })
    await expect(kv.increment(owners.mine, { key: 'huge' })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
    expect(await kv.get(owners.mine, 'huge')).toMatchObject({ value: Number.MAX_SAFE_INTEGER })
  })

  test('lists keys by prefix in the order of code points, page by page', async () => {
    for (const key of ['p/b', 'p/a', 'p/Z', 'p/%_', 'p/车', 'q/a']) await kv.set(owners.mine, { key, value: key })
    const first = await kv.list(owners.mine, { prefix: 'p/', limit: 3 })
    expect(first.entries.map(({ key }) => key)).toEqual(['p/%_', 'p/Z', 'p/a'])
    const rest = await kv.list(owners.mine, { prefix: 'p/', limit: 3, after: first.after ?? '' })
    expect(rest).toEqual({
      entries: [
        { key: 'p/b', value: 'p/b', version: 1 },
        { key: 'p/车', value: 'p/车', version: 1 },
      ],
      after: null,
    })
    expect((await kv.list(owners.mine, { prefix: 'p/%' })).entries).toHaveLength(1)
  })

  test('forgets what has a time when it is over', async () => {
    await kv.set(owners.mine, { key: 'brief', value: 1, ttlSeconds: 60 })
    await database.execute(
      `update "${owners.mine.tenant.schema}"._plugin_kv set expires_at = now() - interval '1 second' where key = 'brief'`,
    )
    expect(await kv.get(owners.mine, 'brief')).toBeNull()
    expect((await kv.list(owners.mine, { prefix: 'brief' })).entries).toEqual([])
    expect(await kv.increment(owners.mine, { key: 'brief', by: 5 })).toBe(5)
    await usedBytes()
  })

  test('takes no value above 64 kB and no more than 5 MB in all, and counts exactly what is there', async () => {
    const value = 'x'.repeat(60 * 1024)
    await expect(kv.set(owners.mine, { key: 'big', value: value + value })).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
    })
    let stored = 0
    for (; stored < 100; stored++) {
      const refused = await kv.set(owners.mine, { key: `fill/${stored}`, value }).then(
        () => null,
        (error: { code: string }) => error.code,
      )
      if (refused === 'PAYLOAD_TOO_LARGE') break
      expect(refused).toBeNull()
    }
    expect(stored).toBeGreaterThan(80)
    expect(await usedBytes()).toBeLessThanOrEqual(5 * 1024 * 1024)
    await database.execute(
      `update "${owners.mine.tenant.schema}"._plugin_kv set expires_at = now() - interval '1 second' where key like 'fill/%'`,
    )
    expect(await kv.set(owners.mine, { key: 'after', value })).toEqual({ version: 1 })
    expect(await usedBytes()).toBeLessThan(200 * 1024)
  })

  test('says in the language of whoever caused the call what it refuses', async () => {
    const owner = { ...owners.mine, locale: 'zh-CN' as const }
    const inChinese = /^(“[a-z]+”|超出插件存储的上限)[^a-zA-Z]+(“[a-z]+”[^a-zA-Z]+)?$/
    await kv.set(owner, { key: 'said', value: 'x' })
    await expect(kv.set(owner, { key: 'said', value: 'y', ifVersion: 7 })).rejects.toThrow(inChinese)
    await expect(kv.increment(owner, { key: 'said' })).rejects.toThrow(inChinese)
    await expect(kv.set(owner, { key: 'said', value: 'x'.repeat(70_000) })).rejects.toThrow(inChinese)
    expect(await kv.get(owner, 'said')).toEqual({ value: 'x', version: 1 })
  })

  test('takes nothing from code that is still at work when its plugin goes', async () => {
    const { schema } = owners.mine.tenant
    await placePlugin(database, schema, 'leaving')
    const owner = { ...owners.mine, plugin: 'leaving' }
    await kv.set(owner, { key: 'before', value: 1 })
    const late: Array<Promise<unknown>> = []
    await database.transaction(schema, async (trx) => {
      await trx.deleteFrom('_plugin').where('id', '=', 'leaving').execute()
      late.push(kv.set(owner, { key: 'late', value: 1 }), kv.increment(owner, { key: 'more' }))
      late.push(
        insertTask(database.tenant(schema), schema, {
          ...{ id: uuidv7(), plugin: 'leaving', kind: 'job', name: 'late', data: null, depth: 0, createdBy: 'system' },
        }),
      )
      await trx.deleteFrom('_plugin_kv').where('plugin', '=', 'leaving').execute()
      await trx.deleteFrom('_plugin_usage').where('plugin', '=', 'leaving').execute()
    })
    const ends = await Promise.allSettled(late)
    const refused = { status: 'rejected', reason: expect.objectContaining({ code: 'FORBIDDEN', plugin: 'leaving' }) }
    expect(ends).toEqual([refused, refused, { status: 'fulfilled', value: 'gone' }])
    for (const table of ['_plugin_kv', '_plugin_usage', '_plugin_task'] as const) {
      expect(
        await database.tenant(schema).selectFrom(table).selectAll().where('plugin', '=', 'leaving').execute(),
      ).toEqual([])
    }
  })
})
