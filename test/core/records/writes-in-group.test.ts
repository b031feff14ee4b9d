import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { entity, field, pluginPackage } from '../model/sample-model.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

const reference = { about: field('reference', { reference: { entity: 'thing' } }) }
const document = mergeModel(
  [
    pluginPackage('sample', {
      entities: [entity('thing', {}), entity('note', reference), entity('loose', {}), entity('other', {})],
    }),
  ],
  {},
)

/** Statements for one entity are shared by its own writes: those of several entities, or tenants, go side by side. */
describe('single records of several kinds that are created at one moment', () => {
  let tenon: TestRecords
  beforeAll(async () => {
    tenon = await openTestRecords('postgres', document)
    // So often that each of the connections has learned each statement.
    for (let time = 0; time < 12; time++) {
      const thing = await create('thing', { name: 'Known' })
      await Promise.all(
        Array.from({ length: 5 }, () => sql`select pg_sleep(0.01) where ${1}::int = 1`.execute(tenon.database.control)),
      )
      await all(thing.id, 'Known')
      await Promise.all(['note', 'loose', 'other'].map((name) => create(name, { name: 'Known' })))
    }
  })
  afterAll(() => tenon?.close())

  const create = (name: string, values: JsonObject) => tenon.createRecord(tenon.system, { entity: name, values })
  const all = (about: string, name: string) =>
    Promise.allSettled([create('note', { name, about }), create('loose', { name }), create('other', { name })])
  const table = (name: string) => sql.id(tenon.tenant.schema, name)
  /** By name of the record: in how many transactions they were written, and how often each was written down. */
  async function writtenDown(name: string) {
    const { rows } = await sql<{ entity: string; at: string; audits: number; events: number }>`
      select e.entity, e.occurred_at::text as at,
        (select count(*)::int from ${table('_audit')} a where a.record_id = e.record_id) as audits,
        (select count(*)::int from ${table('_outbox')} o where o.record_id = e.record_id) as events
      from ${table('_outbox')} e where e.after ->> 'name' = ${name} order by e.entity`.execute(tenon.database.control)
    return rows
  }

  test('are written by one transaction, each with its audit entry and its event', async () => {
    const { id } = await create('thing', { name: 'Target' })
    let shared = 0
    for (let time = 0; time < 20 && shared === 0; time++) {
      const ends = await all(id, `Grouped ${time}`)
      expect(ends.map(({ status }) => status)).toEqual(Array(3).fill('fulfilled'))
      const rows = await writtenDown(`Grouped ${time}`)
      expect(rows.map(({ entity: of, audits, events }) => [of, audits, events])).toEqual([
        ['loose', 1, 1],
        ['note', 1, 1],
        ['other', 1, 1],
      ])
      if (new Set(rows.map(({ at }) => at)).size < 3) shared += 1
    }
    expect(shared).toBe(1)
  })

  test('one that the database refuses gets its own error, and the others are made once', async () => {
    await sql`alter table ${table('loose')} add constraint no_bad check (name <> 'Bad')`.execute(tenon.database.control)
    const { id } = await create('thing', { name: 'Target' })
    const ends = await all(id, 'Bad')
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    const alone = await create('loose', { name: 'Bad' }).catch((error: unknown) => error)
    expect((ends[1] as PromiseRejectedResult).reason).toMatchObject({ code: (alone as { code: string }).code })
    const rows = await writtenDown('Bad')
    expect(rows.map(({ entity: of, audits, events }) => [of, audits, events])).toEqual([
      ['note', 1, 1],
      ['other', 1, 1],
    ])
  })

  test('one that names what is not there is told so, and the others are made', async () => {
    const ends = await all(tenon.tenant.id, 'Nobody')
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
    expect(ends[0]).toMatchObject({ reason: { code: 'VALIDATION_FAILED', problems: [{ pointer: '/about' }] } })
  })

  test('one that has to wait for a reference holds up none of the others', async () => {
    const { id } = await create('thing', { name: 'Held' })
    const release = Promise.withResolvers<void>()
    const isHeld = Promise.withResolvers<void>()
    const holder = tenon.database.controlTransaction(async (trx) => {
      await sql`select from ${table('thing')} where id = ${id}::uuid for update`.execute(trx)
      isHeld.resolve()
      await release.promise
    })
    await isHeld.promise
    let isLate = true
    const waits = create('note', { name: 'Waits', about: id }).then(() => {
      isLate = false
    })
    const began = performance.now()
    await Promise.all([create('loose', { name: 'Goes' }), create('other', { name: 'Goes' })])
    expect(performance.now() - began).toBeLessThan(2_000)
    expect(isLate).toBe(true)
    release.resolve()
    await Promise.all([holder, waits])
    const rows = [...(await writtenDown('Waits')), ...(await writtenDown('Goes'))]
    expect(rows.map(({ audits, events }) => [audits, events])).toEqual(Array(3).fill([1, 1]))
  })
})
