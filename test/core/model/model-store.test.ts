import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { TenantRef } from '../../../core/src/context/request-context.ts'
import { createTenant } from '../../../core/src/db/create-tenant.ts'
import type { Database } from '../../../core/src/db/database.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { MODEL_CHANNEL, makeModelStore } from '../../../core/src/model/model-store.ts'
import { readLatestVersion } from '../../../core/src/model/read-latest-version.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { entity, field, pluginPackage } from './sample-model.ts'

function documentWith(name: string) {
  return mergeModel([pluginPackage('sample', { entities: [entity(name, { email: field('email') })] })], {})
}

describe.each(DATABASE_KINDS)('the model store on %s', (kind) => {
  let database: Database
  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(() => database?.close())

  async function writeVersion(tenant: TenantRef, version: number, { name, notify }: { name: string; notify: boolean }) {
    await database.transaction(tenant.schema, async (trx) => {
      const document = JSON.stringify(documentWith(name))
      await trx.insertInto('_model_version').values({ version, document, edits: '{}', created_by: 'system' }).execute()
      const payload = JSON.stringify({ schema: tenant.schema, version })
      if (notify) await sql`select pg_notify(${MODEL_CHANNEL}, ${payload})`.execute(trx)
    })
  }

  test('a tenant without a model has an empty one of version 0', async () => {
    const tenant = await createTenant(database, { slug: 'empty', name: 'Empty' })
    const store = makeModelStore({ database })
    expect(await store.get(tenant)).toMatchObject({ version: 0, entities: new Map(), pipelines: new Map() })
    await store.close()
  })

  test('a model is kept until a notice says that another one is in force', async () => {
    const tenant = await createTenant(database, { slug: 'noticed', name: 'Noticed' })
    const store = makeModelStore({ database })
    await writeVersion(tenant, 1, { name: 'first', notify: true })
    const first = await store.get(tenant)
    expect(await store.get(tenant)).toBe(first)
    await writeVersion(tenant, 2, { name: 'second', notify: true })
    await vi.waitFor(async () => expect((await store.get(tenant)).version).toBe(2))
    expect([...(await store.get(tenant)).entities.keys()]).toEqual(['second'])
    await store.close()
  })

  test('a lost notice is made up for', async () => {
    const tenant = await createTenant(database, { slug: 'unnoticed', name: 'Unnoticed' })
    const store = makeModelStore({ database: { ...database, hasHeardSince: () => false }, recheckMilliseconds: 0 })
    await writeVersion(tenant, 1, { name: 'first', notify: false })
    const first = await store.get(tenant)
    expect(await store.get(tenant)).toBe(first)
    await writeVersion(tenant, 2, { name: 'second', notify: false })
    expect((await store.get(tenant)).version).toBe(2)
    await store.close()
  })

  test('tenants with equal documents share what was compiled', async () => {
    const one = await createTenant(database, { slug: 'one', name: 'One' })
    const two = await createTenant(database, { slug: 'two', name: 'Two' })
    await writeVersion(one, 1, { name: 'same', notify: false })
    await writeVersion(two, 1, { name: 'other', notify: false })
    await writeVersion(two, 2, { name: 'same', notify: false })
    const store = makeModelStore({ database })
    const [first, second] = [await store.get(one), await store.get(two)]
    expect([first.version, second.version]).toEqual([1, 2])
    expect(second.entities).toBe(first.entities)
    await store.close()
  })

  test('a document that a process knows from another tenant is not sent to it again; a new one is', async () => {
    const one = await createTenant(database, { slug: 'known-one', name: 'One' })
    const two = await createTenant(database, { slug: 'known-two', name: 'Two' })
    expect(await readLatestVersion(database.tenant(one.schema), [])).toBe(null)
    await writeVersion(one, 1, { name: 'known', notify: false })
    await writeVersion(two, 1, { name: 'another', notify: false })
    await writeVersion(two, 2, { name: 'known', notify: false })
    const first = await readLatestVersion(database.tenant(one.schema), [])
    expect(first).toMatchObject({ version: 1, document: documentWith('known') })
    const content = String(first?.content)
    const known = ['of another', content]
    expect(await readLatestVersion(database.tenant(two.schema), known)).toEqual({ version: 2, content, document: null })
    await writeVersion(two, 3, { name: 'changed', notify: false })
    const changed = await readLatestVersion(database.tenant(two.schema), known)
    expect(changed).toMatchObject({ version: 3, document: documentWith('changed') })
    expect(known).not.toContain(changed?.content)
  })

  test('any number of tenants share one place with equal documents; others make room for those asked for last', async () => {
    const tenants: TenantRef[] = []
    for (const [slug, name] of [
      ['room-a', 'alike'],
      ['room-b', 'alike'],
      ['room-c', 'alike'],
      ['room-d', 'unlike'],
      ['room-e', 'strange'],
    ] as const) {
      const tenant = await createTenant(database, { slug, name: slug })
      await writeVersion(tenant, 1, { name, notify: false })
      tenants.push(tenant)
    }
    const [a, b, c, d, e] = tenants as [TenantRef, TenantRef, TenantRef, TenantRef, TenantRef]
    const store = makeModelStore({ database, capacity: 2 })
    const alike = await store.get(a)
    expect([await store.get(b), await store.get(c)]).toEqual([alike, alike])
    const unlike = await store.get(d)
    expect(await store.get(a)).toBe(alike)
    await store.get(e)
    expect(await store.get(a)).toBe(alike)
    expect(await store.get(b)).toBe(alike)
    const again = await store.get(d)
    expect(again).not.toBe(unlike)
    expect([...again.entities.keys()]).toEqual(['unlike'])
    await store.close()
  })

  test('many askers at once cause one reading', async () => {
    const tenant = await createTenant(database, { slug: 'asked', name: 'Asked' })
    await writeVersion(tenant, 1, { name: 'thing', notify: false })
    const store = makeModelStore({ database })
    const models = await Promise.all(Array.from({ length: 20 }, () => store.get(tenant)))
    expect(new Set(models).size).toBe(1)
    await store.close()
  })
})
