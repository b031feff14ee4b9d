import { type RawBuilder, sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { compileModel } from '../../../core/src/model/compile-model.ts'
import { entityIndexes } from '../../../core/src/schema-change/entity-indexes.ts'
import { sweepLeftovers } from '../../../core/src/schema-change/remove-leftovers.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { entity, field } from '../model/sample-model.ts'
import { indexesOf } from './catalog-of.ts'
import { documentOf, openPublishingTenant, type Parts, type PublishingTenant } from './publishing-tenant.ts'

const PLAIN: Parts = {
  entities: [entity('thing', { grade: field('integer', { indexed: true }), note: field('text') })],
}
const LONGER: Parts = {
  entities: [entity('thing', { grade: field('integer', { indexed: true }), note: field('longText') })],
}
const WITHOUT: Parts = { entities: [entity('thing', { note: field('text') })] }

/** More than a table may have whose indexes are built under a lock. */
const MANY = 10_001

describe.each(DATABASE_KINDS)('an index of one value alone, as older servers made it, on %s', (kind) => {
  let database: Database
  let tenant: PublishingTenant
  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(() => database?.close())
  beforeEach(async () => {
    tenant = await openPublishingTenant(database, { smallTableRows: 0 })
    await tenant.publish(PLAIN)
    await makeFormer()
  })

  const run = (text: RawBuilder<unknown>) => text.execute(database.tenant(tenant.schema))
  const table = () => sql.id(tenant.schema, 'thing')

  /** Puts the index in the place of the one that the server makes today. */
  async function makeFormer(): Promise<void> {
    const thing = compileModel(documentOf(PLAIN), 1).entities.get('thing')
    const shape = thing && entityIndexes(thing).find(({ formerName }) => formerName !== undefined)
    if (shape?.formerName === undefined) throw new Error('no index has a former one')
    await run(sql`drop index ${sql.id(tenant.schema, shape.name)}`)
    await run(sql`create index ${sql.id(shape.formerName)} on ${table()} (grade)`)
  }

  const keysOfGrade = async () =>
    (await indexesOf(tenant, 'thing')).flatMap((line) => /\((grade[^)]*)\)/.exec(line)?.[1] ?? [])

  test.each([1, MANY])('gives way at the next start to one in the order of lists, with %d records', async (rows) => {
    await run(
      sql`insert into ${table()} (id, grade) select gen_random_uuid(), i % 10 from generate_series(1, ${rows}) i`,
    )
    expect(await keysOfGrade()).toEqual(['grade'])
    await sweepLeftovers(database, tenant.schema)
    expect(await keysOfGrade()).toEqual(['grade, created_at, id'])
    await sweepLeftovers(database, tenant.schema)
    expect(await keysOfGrade()).toEqual(['grade, created_at, id'])
  })

  test('serves until the new one is there: a publish builds that first, without a lock, and then drops this', async () => {
    await tenant.insert('thing', { grade: 1 })
    const texts = (await tenant.plan(LONGER)).steps.flatMap(({ sql: lines }) => lines)
    const at = (pattern: RegExp) => texts.findIndex((text) => pattern.test(text))
    const build = at(/create index .*"created_at", "id"/)
    expect(build).toBeGreaterThanOrEqual(0)
    expect(at(/drop index/)).toBeGreaterThan(build)
    expect(/create index concurrently/.test(texts[build] ?? '')).toBe(kind === 'postgres')
    await tenant.publish(LONGER)
    expect(await keysOfGrade()).toEqual(['grade, created_at, id'])
  })

  test('goes with its field', async () => {
    await tenant.publish(WITHOUT)
    expect(await keysOfGrade()).toEqual([])
    await tenant.publish(PLAIN)
    expect(await keysOfGrade()).toEqual(['grade, created_at, id'])
  })
})
