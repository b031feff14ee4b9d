import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { sweepLeftovers } from '../../../core/src/schema-change/remove-leftovers.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { entity, field } from '../model/sample-model.ts'
import { columnsInCatalog, columnsInModel, constraintsOf, indexesOf } from './catalog-of.ts'
import { compiled, openPublishingTenant, type PublishingTenant } from './publishing-tenant.ts'
import { CONVERSIONS } from './type-conversions.ts'

describe.each(DATABASE_KINDS)('changes of a field’s type on %s', (kind) => {
  let database: Database
  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(() => database.close())

  describe.each([undefined, 0])('with small tables of %s rows', (smallTableRows) => {
    const open = () => openPublishingTenant(database, smallTableRows === undefined ? {} : { smallTableRows })

    test('every value becomes its counterpart, what is lost is counted and comes back with the type', async () => {
      const tenant = await open()
      const fields = (side: 1 | 2) =>
        Object.fromEntries(CONVERSIONS.map((conversion, at) => [`f${at}`, conversion[side]]))
      const [before, after] = [entity('box', fields(1)), entity('box', fields(2))]
      await tenant.publish({ entities: [before] })
      for (const [at, [, , , values]] of CONVERSIONS.entries()) {
        for (const [row, [value]] of values.entries())
          await tenant.insert('box', { name: `${100 + at} ${row}`, [`f${at}`]: value })
      }
      const written = await textsOf(tenant)
      const plan = await tenant.plan({ entities: [after] })
      expect(plan).toMatchObject({ blockers: [], needsConsent: true })
      for (const [at, [name, , , , lost]] of CONVERSIONS.entries()) {
        const step = plan.steps[at]
        expect([name, step?.impact?.lost, step?.risk]).toEqual([name, lost, lost > 0 ? 'destructive' : 'caution'])
      }
      await expect(tenant.publish({ entities: [after] }, { consent: false })).rejects.toMatchObject({
        code: 'CONSENT_REQUIRED',
      })
      expect(await textsOf(tenant)).toEqual(written)
      await tenant.publish({ entities: [after] })
      expect(await columnsInCatalog(tenant)).toEqual(columnsInModel(compiled({ entities: [after] })))
      const converted = await textsOf(tenant)
      for (const [at, [name, , , values]] of CONVERSIONS.entries()) {
        const seen = converted[`f${at}`]?.filter((_, row) => written[`f${at}`]?.[row] !== null)
        expect([name, seen]).toEqual([name, values.map(([, value]) => value)])
      }
      await tenant.publish({ entities: [before] })
      expect(await textsOf(tenant)).toEqual(written)
      expect((await tenant.plan({ entities: [before] })).steps).toEqual([])
      expect(await functionsOf(tenant)).toEqual([])
    })

    test('what was written after the change goes back converted, what was not comes back as it was', async () => {
      const tenant = await open()
      const steps = [field('text'), field('integer'), field('boolean')].map((n) => entity('box', { n }))
      const [text, number, flag] = steps
      await tenant.publish({ entities: steps.slice(0, 1) })
      for (const value of ['007', 'abc', '5', null]) await tenant.insert('box', { n: value })
      await tenant.publish({ entities: number === undefined ? [] : [number] })
      await tenant.query(sql`update ${sql.id(tenant.schema, 'box')} set n = 6 where n = 5`)
      await tenant.insert('box', { n: 1 })
      await tenant.publish({ entities: flag === undefined ? [] : [flag] })
      await tenant.insert('box', { n: true })
      await tenant.publish({ entities: text === undefined ? [] : [text] })
      expect(await tenant.valuesOf('box', 'n')).toEqual(['007', '1', '1', '6', 'abc', null])
      expect(await tenant.valuesOf('_parked_column', 'column_name')).toEqual(['n', 'n', 'n'])
      await tenant.publish({ entities: number === undefined ? [] : [number] })
      expect((await tenant.valuesOf('box', 'n')).map((value) => value && Number(value))).toEqual([
        1,
        1,
        6,
        7,
        null,
        null,
      ])
    })

    test('rules of the new type hold, with the names and definitions that they have without a change of type', async () => {
      const [tenant, fresh] = [await open(), await open()]
      const model = (n: FieldSchema) => ({ entities: [entity('box', { n }, { required: ['n'] })] })
      await tenant.publish(model(field('text', { unique: true })))
      for (const n of ['1', '2', '3']) await tenant.insert('box', { n })
      const wanted = model(field('rating', { indexed: true, default: 1 }))
      await tenant.publish(wanted)
      await fresh.publish(wanted)
      expect(await constraintsOf(tenant, 'box')).toEqual(await constraintsOf(fresh, 'box'))
      expect(await indexesOf(tenant, 'box')).toEqual(await indexesOf(fresh, 'box'))
      expect(await columnsInCatalog(tenant)).toEqual(columnsInModel(compiled(wanted)))
      expect((await tenant.plan(wanted)).steps).toEqual([])
      await expect(tenant.insert('box', { n: 11 })).rejects.toMatchObject({ code: '23514' })
    })

    test('values that would repeat or be missing stand in the way', async () => {
      const tenant = await open()
      await tenant.publish({ entities: [entity('box', { n: field('text'), m: field('text') })] })
      for (const n of ['1', '1.2', 'x']) await tenant.insert('box', { n, m: n })
      const changed = { n: field('integer', { unique: true }), m: field('integer') }
      const { blockers } = await tenant.plan({ entities: [entity('box', changed, { required: ['m'] })] })
      expect(blockers.map((blocker) => blocker.en)).toEqual([
        '‘The integer’ of box cannot become unique: 2 records share their value with another one.',
        '‘The integer’ of box cannot become required: 1 record has no value. Give the field a default, or fill them first.',
      ])
      const filled = entity('box', { n: field('text'), m: field('integer', { default: 4 }) }, { required: ['m'] })
      await tenant.publish({ entities: [filled] })
      expect((await tenant.valuesOf('box', 'm')).map(Number)).toEqual([1, 1, 4])
    })

    test('money becomes a number or text and comes back with its currency', async () => {
      const tenant = await open()
      const money = entity('box', { m: field('money', { currency: 'EUR' }), t: field('money', { currency: 'EUR' }) })
      await tenant.publish({ entities: [money] })
      await tenant.insert('box', { m: '1.5', m_currency: 'EUR', t: '1.5', t_currency: 'USD' })
      await tenant.insert('box', { m: '2', m_currency: 'USD', t: '2', t_currency: 'USD' })
      const changed = entity('box', { m: field('decimal'), t: field('text') })
      const { steps } = await tenant.plan({ entities: [changed] })
      expect(steps.map(({ impact }) => impact?.lost)).toEqual([1, 0])
      await tenant.publish({ entities: [changed] })
      expect(await tenant.valuesOf('box', 't')).toEqual(['1.5 USD', '2 USD'])
      await tenant.insert('box', { m: '9', t: '9 CHF' })
      await tenant.publish({ entities: [money] })
      expect(await tenant.valuesOf('box', 'm_currency')).toEqual(['EUR', 'EUR', 'USD'])
      expect(await tenant.valuesOf('box', 't_currency')).toEqual(['CHF', 'USD', 'USD'])
    })
  })

  test('what a process that died while converting has left is gone after a sweep, and writers never noticed', async () => {
    const tenant = await openPublishingTenant(database, { smallTableRows: 0 })
    await tenant.publish({ entities: [entity('box', { n: field('text') })] })
    await tenant.insert('box', { n: '1' })
    const before = await columnsInCatalog(tenant)
    const { runInTransaction } = await import('../../../core/src/schema-change/run-statements.ts')
    const { preparePublish } = await import('../../../core/src/schema-change/prepare-publish.ts')
    const { documentOf } = await import('./publishing-tenant.ts')
    const document = documentOf({ entities: [entity('box', { n: field('integer') })] })
    const tools = { database, smallTableRows: 0 }
    const { statements } = await preparePublish(tools, tenant.ctx, { db: database.tenant(tenant.schema), document })
    const expand = statements.filter(({ phase }) => phase === 'expand')
    await database.transaction(tenant.schema, (trx) => runInTransaction(trx, expand))
    expect(await functionsOf(tenant)).toHaveLength(1)
    await tenant.insert('box', { n: 'not a number' })
    await sweepLeftovers(database, tenant.schema)
    expect(await functionsOf(tenant)).toEqual([])
    expect(await columnsInCatalog(tenant)).toEqual(before)
    expect(await tenant.valuesOf('box', 'n')).toEqual(['1', 'not a number'])
  })
})

/** All values of the table as text, by column, in the order in which they were written. */
async function textsOf({ query, schema }: PublishingTenant): Promise<Record<string, Array<string | null>>> {
  const columns = CONVERSIONS.map((_, at) => `f${at}`)
  const list = sql.join(
    columns.map((name) => {
      const value = sql.id(name)
      return sql`case when pg_typeof(${value})::text like 'timestamp%'
        then left((to_jsonb(${value}) #>> '{}')::timestamptz at time zone 'UTC' || '', 19) else ${value}::text end as ${value}`
    }),
  )
  const rows = await query(
    sql<Record<string, string | null>>`select ${list} from ${sql.id(schema, 'box')} order by name`,
  )
  return Object.fromEntries(columns.map((name) => [name, rows.map((row) => row[name] ?? null)]))
}

/** Besides those by which every tenant's texts are searched. */
async function functionsOf({ query, schema }: PublishingTenant): Promise<unknown[]> {
  return query(sql`select proname from pg_proc
    where pronamespace = ${schema}::regnamespace and not starts_with(proname, '_search_') and not starts_with(proname, '_match_')`)
}
