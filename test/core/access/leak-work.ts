import type { BulkReport, BulkRun } from '@tenon/sdk/contract/bulk-api'
import type { DuplicateGroups } from '@tenon/sdk/contract/duplicates-api'
import { expect, vi } from 'vitest'
import type { Actor } from '../../../core/src/context/request-context.ts'
import type { PluginTenant } from '../../support/open-plugin-tenant.ts'
import type { Oracle } from './leak-oracle.ts'
import type { LeakKit } from './leak-probes.ts'
import { DUPLICATES, ENTITIES, type Entity, FIELDS, type WorldRow } from './leak-world.ts'

const result = <T>({ body }: { body: string }): T => (JSON.parse(body) as { result: { data: T } }).result.data
const rowsOf = (world: readonly WorldRow[], entity: Entity) => world.filter((row) => row.entity === entity)
/** What the condition of a shared view asks for; it stands nowhere else. */
const askedFor = (entity: Entity, field: string) => `view ${entity} ${field} asks`

/** What somebody who sees everything has made for all: views with a condition for each field, and searches for duplicates. */
export async function makeSharedWork({ tenon, ctx }: PluginTenant): Promise<void> {
  const { views, duplicates } = tenon.services
  for (const entity of ENTITIES) {
    for (const field of FIELDS[entity]) {
      if (!['name', 'secret', 'memo'].includes(field)) continue
      const where = { field, op: 'startsWith', value: askedFor(entity, field) } as const
      const asked = { where, sort: [{ field }], columns: [field, 'name'] }
      await views.create(ctx, { entity, name: `By ${field}`, sharedWith: 'everyone', ...asked })
    }
    const search = { entity, rule: 'same' }
    await duplicates.startSearch(ctx, search)
    const ended = async () => expect(await duplicates.search(ctx, search)).toMatchObject({ status: 'done' })
    await vi.waitFor(ended, { timeout: 30_000 })
  }
}

/** What is kept of work on many records, and what was seen before rights changed, tells only what may be seen now. */
export async function probeWork(kit: LeakKit, oracle: Oracle): Promise<void> {
  for (const entity of ENTITIES) {
    await probeViews(kit, oracle, entity)
    await probeGroups(kit, oracle, entity)
  }
  await probeFormerSight(kit, oracle)
  await probeImportCheck(kit, oracle)
}

async function probeViews({ call, expectNothingHidden }: LeakKit, oracle: Oracle, entity: Entity): Promise<void> {
  const told = await call('views.list', { entity })
  expectNothingHidden(oracle, told)
  for (const field of FIELDS[entity]) {
    if (oracle.allows(entity, 'read') && oracle.field(entity, field)) continue
    expect(told.body, `view by ${entity}.${field}`).not.toContain(askedFor(entity, field))
  }
}

/** Groups of the search that went by all records are those of the records in sight, by the values that are told. */
async function probeGroups(kit: LeakKit, oracle: Oracle, entity: Entity): Promise<void> {
  const field = DUPLICATES[entity]
  const open = rowsOf(kit.world, entity).filter((row) => oracle.row(row, 'read') && oracle.cell(row, field))
  const expected = [...Map.groupBy(open, ({ values }) => values[field]).values()].filter(({ length }) => length > 1)
  const idsOf = (groups: Array<Array<{ id: string }>>) => groups.map((group) => group.map(({ id }) => id).sort()).sort()
  const kept = await kit.call('duplicates.groups', { entity, rule: 'same' })
  kit.expectNothingHidden(oracle, kept)
  if (!oracle.allows(entity, 'read') || !oracle.field(entity, field)) expect(kept.status).not.toBe(200)
  else {
    const { groups, count } = result<DuplicateGroups>(kept)
    expect(idsOf(groups.map(({ records }) => records)), `groups of ${entity}`).toEqual(idsOf(expected))
    expect(count).toBe(expected.length)
  }
  const found = await kit.call('duplicates.find', { entity, rule: 'same' })
  kit.expectNothingHidden(oracle, found)
  expect(found.status).toBe(kept.status)
  const values = { [field]: rowsOf(kit.world, entity)[0]?.values[field] ?? null }
  kit.expectNothingHidden(oracle, await kit.call('records.duplicates', { entity, values }))
}

/** The person has seen everything for a moment, and has visited, chosen and changed much; that is over. */
async function probeFormerSight(kit: LeakKit, oracle: Oracle): Promise<void> {
  const { shop, world, call, expectNothingHidden } = kit
  const person = kit.actor()
  const all = { read: 'all', update: 'all', delete: 'all', create: 'all', reveal: true }
  const grants = JSON.stringify({ firm: all, order: all })
  const db = shop.tenon.database.tenant(shop.tenant.schema)
  await db.insertInto('_role').values({ name: 'wide', label: '{"en":"Wide"}', grants }).execute()
  const become = (actor: Actor) => {
    shop.tenon.forgetRoles(shop.tenant.schema)
    kit.become(actor)
  }
  become({ ...person, roles: ['wide'] } as Actor)
  const runs: BulkRun[] = []
  for (const entity of ENTITIES) {
    const ids = rowsOf(world, entity).map(({ id }) => id)
    for (const id of ids.slice(0, 3)) {
      await call('personal.visit', { entity, id })
      await call('personal.setFavourite', { entity, id, favourite: true })
    }
    // None of them is in the trash, so that nothing comes of it.
    const began = await call('bulk.start', { entity, target: { ids }, operation: { kind: 'restore' } })
    expect(began.status, began.body).toBe(200)
    const run = result<BulkRun>(began)
    const ended = async () => result<BulkRun>(await call('bulk.get', { id: run.id })).status
    await expect.poll(ended, { timeout: 30_000 }).not.toBe('running')
    const seen = result<BulkReport>(await call('bulk.report', { id: run.id, limit: 200 })).rows
    expect(seen.filter(({ title }) => title !== null)).toHaveLength(ids.length)
    runs.push(run)
  }
  become(person)
  await db.deleteFrom('_role').where('name', '=', 'wide').execute()
  for (const verb of ['personal.recent', 'personal.favourites', 'bulk.recent', 'trash.list', 'tags.counts']) {
    expectNothingHidden(oracle, await call(verb, {}))
  }
  // Which records they chose they know; not what these are called.
  const chosen = world.map(({ id }) => id).join(' ')
  for (const { id } of runs) {
    expectNothingHidden(oracle, await call('bulk.report', { id, limit: 200 }), chosen)
    expectNothingHidden(oracle, await kit.ask('GET', `/api/v1/bulk-runs/${id}/report.csv`), chosen)
  }
  await db.deleteFrom('_bulk_run').execute()
}

/** Whoever may import learns of rows that are hidden what they would learn of none: neither by a key nor by a reference. */
async function probeImportCheck(kit: LeakKit, oracle: Oracle): Promise<void> {
  const { shop, world, ask, expectNothingHidden } = kit
  const db = shop.tenon.database.tenant(shop.tenant.schema)
  const roles = await db.selectFrom('_role').select(['name', 'grants']).where('name', 'like', 'mine%').execute()
  for (const { name, grants } of roles) {
    const order = { ...(grants as Record<string, object>)['order'], create: 'own' }
    await db
      .updateTable('_role')
      .set({ grants: JSON.stringify({ ...(grants as object), order }) })
      .where('name', '=', name)
      .execute()
  }
  shop.tenon.forgetRoles(shop.tenant.schema)
  const never = 'Planted never'
  const order = rowsOf(world, 'order').find((row) => !oracle.row(row, 'read'))
  const unnamed = rowsOf(world, 'firm').find((row) => !oracle.row(row, 'read') || !oracle.cell(row, 'name'))
  const firm = rowsOf(world, 'firm').find((row) => !oracle.row(row, 'read'))
  const questions = [
    { fields: 'name&match=name', of: order?.values['name'], sheet: (text: string) => `Name\n${text}\n` },
    { fields: 'name,firm', of: unnamed?.values['name'], sheet: (text: string) => `Name,Firm\nNew,${text}\n` },
    { fields: 'name,firm', of: firm?.id, sheet: (text: string) => `Name,Firm\nNew,${text}\n` },
  ]
  for (const { fields, of, sheet } of questions) {
    if (typeof of !== 'string') continue
    const check = (text: string) =>
      ask('POST', `/api/v1/order/import-check?file=a.csv&existing=update&fields=${fields}`, sheet(text))
    const told = await check(of)
    expectNothingHidden(oracle, told, of)
    const unknown = of === firm?.id ? '01a201c6-0caa-7a7f-bbeb-4fa2af7471d4' : never
    const ofNobody = await check(unknown)
    const plain = ({ body }: { body: string }) => body.replace(/"requestId":"[^"]*"/, '')
    expect(plain(told).replaceAll(of, 'X')).toBe(plain(ofNobody).replaceAll(unknown, 'X'))
  }
}
