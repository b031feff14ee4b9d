import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { entity, field } from '../model/sample-model.ts'
import { indexesOf } from './catalog-of.ts'
import { openPublishingTenant, type Parts, type PublishingTenant } from './publishing-tenant.ts'

const FIELDS = { code: field('text'), place: field('text'), day: field('date') }
const PLAIN: Parts = { entities: [entity('thing', FIELDS)] }
const TOGETHER: Parts = { entities: [entity('thing', FIELDS, { uniqueTogether: [{ fields: ['place', 'day'] }] })] }
const folded = { ...FIELDS, code: field('text', { unique: true, caseFolded: true }) }
const FOLDED: Parts = { entities: [entity('thing', folded)] }

const groupOf = (more: object) => ({ uniqueTogether: [{ fields: ['place', 'day'], ...more }] })
const TOGETHER_FOLDED: Parts = { entities: [entity('thing', FIELDS, groupOf({ caseFolded: true }))] }

describe.each(DATABASE_KINDS)('publishing what is unique on %s', (kind) => {
  let database: Database
  let tenant: PublishingTenant
  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(() => database?.close())
  beforeEach(async () => {
    tenant = await openPublishingTenant(database)
    await tenant.publish(PLAIN)
  })

  const uniqueIndexes = async () =>
    (await indexesOf(tenant, 'thing')).filter((line) => line.startsWith('CREATE UNIQUE'))

  test('a combination that some rows share is refused with their number, and nothing has changed', async () => {
    for (const place of ['Hall', 'Hall', 'Yard']) await tenant.insert('thing', { place, day: '2026-03-01' })
    const before = await tenant.currentVersion()
    await expect(tenant.publish(TOGETHER)).rejects.toMatchObject({ code: 'SCHEMA_CHANGE_REFUSED' })
    expect(await tenant.currentVersion()).toBe(before)
    expect(await uniqueIndexes()).toEqual([])
  })

  test('a combination becomes one index of live rows, and goes without a trace when it is taken away', async () => {
    await tenant.insert('thing', { place: 'Hall', day: '2026-03-01' })
    await tenant.insert('thing', { place: 'Hall' })
    await tenant.insert('thing', { place: 'Hall' })
    await tenant.publish(TOGETHER)
    expect(await uniqueIndexes()).toEqual([expect.stringMatching(/\(place, day\).*deleted_at IS NULL/)])
    expect((await tenant.plan(TOGETHER)).steps).toEqual([])
    const again = tenant.insert('thing', { place: 'Hall', day: '2026-03-01' })
    await expect(again).rejects.toMatchObject({ code: '23505' })
    await tenant.publish(PLAIN)
    expect(await uniqueIndexes()).toEqual([])
  })

  test('a combination without regard to capitals is an index of its own, which rows that differ by them keep away', async () => {
    const day = '2026-03-01'
    for (const place of ['Hall', 'HALL']) await tenant.insert('thing', { place, day })
    await tenant.publish(TOGETHER)
    await expect(tenant.publish(TOGETHER_FOLDED)).rejects.toMatchObject({ code: 'SCHEMA_CHANGE_REFUSED' })
    await tenant.query(sql`delete from ${sql.id(tenant.schema, 'thing')} where place = 'HALL'`)
    await tenant.publish(TOGETHER_FOLDED)
    expect(await uniqueIndexes()).toEqual([expect.stringMatching(/lower\(upper\(.*place.*, day\)/)])
    expect((await tenant.plan(TOGETHER_FOLDED)).steps).toEqual([])
    await expect(tenant.insert('thing', { place: 'hALL', day })).rejects.toMatchObject({ code: '23505' })
    await tenant.insert('thing', { place: 'hALL', day: '2026-03-02' })
    await tenant.publish(TOGETHER)
    await tenant.insert('thing', { place: 'hall', day })
    expect(await uniqueIndexes()).toEqual([expect.stringMatching(/\(place, day\)/)])
  })

  test('texts that differ by capitals alone keep a case-folded rule from being published, and others do not', async () => {
    await tenant.insert('thing', { code: 'Ann' })
    await tenant.insert('thing', { code: 'ANN' })
    await expect(tenant.publish(FOLDED)).rejects.toMatchObject({ code: 'SCHEMA_CHANGE_REFUSED' })
    await tenant.query(sql`delete from ${sql.id(tenant.schema, 'thing')} where code = 'ANN'`)
    await tenant.publish(FOLDED)
    await expect(tenant.insert('thing', { code: 'aNN' })).rejects.toMatchObject({ code: '23505' })
    await tenant.insert('thing', { code: 'Anne' })
  })
})
