import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { entity, field, pipeline } from '../model/sample-model.ts'
import { columnsInCatalog, columnsInModel, constraintsOf, indexesOf } from './catalog-of.ts'
import { compiled, openPublishingTenant, withFields } from './publishing-tenant.ts'

const PERSON = entity('person', {})
const VISIT = entity('visit', { person: field('reference', { reference: { entity: 'person' } }), mood: field('text') })

describe.each(DATABASE_KINDS)('changes of a model with rows on %s', (kind) => {
  let database: Database
  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(() => database.close())

  async function withRows(entities = [PERSON, VISIT]) {
    const tenant = await openPublishingTenant(database)
    await tenant.publish({ entities })
    return tenant
  }

  test('a removed field is parked with its values, and they come back with it', async () => {
    const tenant = await withRows()
    await tenant.insert('visit', { mood: 'glad' })
    await tenant.insert('visit')
    const without = { entities: [PERSON, withFields(VISIT, { mood: null })] }
    expect(await tenant.plan(without)).toMatchObject({
      needsConsent: true,
      steps: [{ risk: 'destructive', impact: { rows: 2, affected: 1, lost: 1 } }],
    })
    await expect(tenant.publish(without, { consent: false })).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' })
    await tenant.publish(without)
    expect(await columnsInCatalog(tenant)).toEqual(columnsInModel(compiled(without)))
    const [step] = (await tenant.plan({ entities: [PERSON, VISIT] })).steps
    expect(step?.summary.en).toBe('Bring back field ‘The text’ of visit with its values')
    expect(step?.impact).toEqual({ rows: 2, affected: 1, lost: 0 })
    await tenant.publish({ entities: [PERSON, VISIT] })
    expect(await tenant.valuesOf('visit', 'mood')).toEqual(['glad', null])
    expect(await tenant.valuesOf('_parked_column', 'parked_name')).toEqual([])
  })

  test('a removed entity is parked with its rows; what it pointed at can then be deleted, and it comes back', async () => {
    const tenant = await withRows()
    const person = await tenant.insert('person')
    await tenant.insert('visit', { person, mood: 'kept' })
    await tenant.publish({ entities: [PERSON] })
    await tenant.query(sql`delete from ${sql.id(tenant.schema, 'person')}`)
    expect(await columnsInCatalog(tenant)).toEqual(columnsInModel(compiled({ entities: [PERSON] })))
    await tenant.publish({ entities: [PERSON, VISIT] })
    expect(await tenant.valuesOf('visit', 'mood')).toEqual(['kept'])
    expect(await tenant.valuesOf('visit', 'person')).toEqual([null])
    expect(await columnsInCatalog(tenant)).toEqual(columnsInModel(compiled({ entities: [PERSON, VISIT] })))
    expect(await constraintsOf(tenant, 'visit')).toContain(
      'FOREIGN KEY (person) REFERENCES person(id) ON DELETE RESTRICT',
    )
    expect(await indexesOf(tenant, 'visit')).toContain('CREATE INDEX USING btree (person, created_at, id)')
  })

  test('a parked reference does not keep its target from being deleted, and comes back without the dangling value', async () => {
    const tenant = await withRows()
    const [gone, there] = [await tenant.insert('person'), await tenant.insert('person')]
    await tenant.insert('visit', { person: gone })
    await tenant.insert('visit', { person: there })
    await tenant.publish({ entities: [PERSON, withFields(VISIT, { person: null })] })
    await tenant.query(sql`delete from ${sql.id(tenant.schema, 'person')} where id = ${gone}`)
    await tenant.publish({ entities: [PERSON, VISIT] })
    expect(await tenant.valuesOf('visit', 'person')).toEqual([there, null])
  })

  test('a field that is renamed keeps its values and its indexes', async () => {
    const mood = field('text', { id: 'mood', indexed: true })
    const tenant = await withRows([PERSON, withFields(VISIT, { mood })])
    await tenant.insert('visit', { mood: 'glad' })
    const renamed = { entities: [PERSON, withFields(VISIT, { mood: null, feeling: mood })] }
    const plan = await tenant.plan(renamed)
    expect(plan.steps.map((step) => step.sql)).toEqual([
      [`alter table "${tenant.schema}"."visit" rename column "mood" to "feeling"`],
    ])
    await tenant.publish(renamed)
    expect(await tenant.valuesOf('visit', 'feeling')).toEqual(['glad'])
    expect(await indexesOf(tenant, 'visit')).toContain('CREATE INDEX USING btree (feeling, created_at, id)')
  })

  test('two fields that exchange their names take their values along', async () => {
    const [one, two] = [field('text', { id: 'one' }), field('text', { id: 'two' })]
    const tenant = await withRows([entity('pair', { one, two })])
    await tenant.insert('pair', { one: '1', two: '2' })
    await tenant.publish({ entities: [entity('pair', { one: two, two: one })] })
    expect([await tenant.valuesOf('pair', 'one'), await tenant.valuesOf('pair', 'two')]).toEqual([['2'], ['1']])
  })

  test('a new field under the name of a removed one begins empty, and the old values stay parked', async () => {
    const tenant = await withRows([entity('box', { size: field('text', { id: 'old' }) })])
    await tenant.insert('box', { size: 'large' })
    const changed = { entities: [entity('box', { size: field('integer', { id: 'new', indexed: true }) })] }
    await tenant.publish(changed)
    expect(await tenant.valuesOf('box', 'size')).toEqual([null])
    expect(await tenant.valuesOf('box', '_parked_2_size')).toEqual(['large'])
    expect(await columnsInCatalog(tenant)).toEqual(columnsInModel(compiled(changed)))
  })

  test('a field cannot become required while rows have no value: the count is told', async () => {
    const tenant = await withRows()
    await tenant.insert('visit')
    await tenant.insert('visit')
    await tenant.insert('visit', { mood: 'glad' })
    const required = { entities: [PERSON, { ...VISIT, required: ['mood'] }] }
    const plan = await tenant.plan(required)
    expect(plan.blockers).toEqual([
      {
        en: '‘The text’ of visit cannot become required: 2 records have no value. Give the field a default, or fill them first.',
        'zh-CN': '“实体visit”的字段“字段 text”无法设为必填：2 条记录没有值。请为字段设置默认值，或先补全这些记录。',
      },
    ])
    await expect(tenant.publish(required)).rejects.toMatchObject({ code: 'SCHEMA_CHANGE_REFUSED' })
    expect(await tenant.currentVersion()).toBe(1)
  })

  test('rows without a value get the default when a field becomes required, and a new required field fills all', async () => {
    const tenant = await withRows()
    await tenant.insert('visit')
    await tenant.insert('visit', { mood: 'glad' })
    const fields = { mood: field('text', { default: `it's fine` }), stars: field('rating', { default: 3 }) }
    const required = { entities: [PERSON, withFields(VISIT, fields, { required: ['mood', 'stars'] })] }
    await tenant.publish(required)
    expect(await tenant.valuesOf('visit', 'mood')).toEqual(['glad', `it's fine`])
    expect(await tenant.valuesOf('visit', 'stars')).toEqual([3, 3])
    expect(await columnsInCatalog(tenant)).toEqual(columnsInModel(compiled(required)))
    await expect(tenant.insert('visit', { mood: 'x' })).rejects.toThrow(/stars/)
    await tenant.publish({ entities: [PERSON, withFields(VISIT, { ...fields })] })
    await tenant.insert('visit')
    expect(await tenant.valuesOf('visit', 'stars')).toEqual([3, 3, null])
  })

  test('unique is refused while live rows share a value, and deleted ones do not count', async () => {
    const tenant = await withRows()
    const unique = { entities: [PERSON, withFields(VISIT, { mood: field('text', { unique: true }) })] }
    await tenant.insert('visit', { mood: 'same' })
    const second = await tenant.insert('visit', { mood: 'same' })
    const { blockers } = await tenant.plan(unique)
    expect(blockers[0]?.en).toBe(
      '‘The text’ of visit cannot become unique: 2 records share their value with another one.',
    )
    await tenant.query(sql`update ${sql.id(tenant.schema, 'visit')} set deleted_at = now() where id = ${second}`)
    await tenant.publish(unique)
    await expect(tenant.insert('visit', { mood: 'same' })).rejects.toMatchObject({ code: '23505' })
  })

  test('values move into a wider type as they are', async () => {
    const before = { n: field('integer'), c: field('choice'), d: field('date'), p: field('decimal', { scale: 2 }) }
    const tenant = await withRows([entity('box', before)])
    await tenant.insert('box', { n: 42, c: 'red', d: '2024-02-29', p: '12.34' })
    const after = {
      n: field('decimal', { scale: 3 }),
      c: field('multiChoice'),
      d: field('dateTime'),
      p: field('decimal', { scale: 4 }),
    }
    const wider = { entities: [entity('box', after)] }
    await tenant.publish(wider)
    expect(await columnsInCatalog(tenant)).toEqual(columnsInModel(compiled(wider)))
    const [row] = await tenant.query(sql<{ n: string; c: string[]; d: string; p: string }>`
      select n::text, c, d at time zone 'UTC' as d, p::text from ${sql.id(tenant.schema, 'box')}`)
    expect(row).toMatchObject({ n: '42.000', c: ['red'], p: '12.3400' })
  })

  test('an option that is taken away stays in its records, and the plan tells how many have it', async () => {
    const tenant = await withRows([entity('box', { c: field('choice') })])
    await tenant.insert('box', { c: 'red' })
    await tenant.insert('box', { c: 'green' })
    const options = [{ value: 'green', label: { en: 'Green' } }]
    const changed = { entities: [entity('box', { c: field('choice', { options }) })] }
    expect((await tenant.plan(changed)).steps).toMatchObject([{ sql: [], impact: { rows: 2, affected: 1 } }])
    await tenant.publish(changed)
    expect(await tenant.valuesOf('box', 'c')).toEqual(['green', 'red'])
  })

  test('a change to a type that has no use for the values is refused with the field and both types', async () => {
    const tenant = await withRows([
      entity('box', { n: field('text'), m: field('json'), p: field('reference', { reference: { entity: 'box' } }) }),
    ])
    const reference = { entity: 'box' }
    const changed = { n: field('reference', { reference }), m: field('integer'), p: field('text') }
    const { blockers } = await tenant.plan({ entities: [entity('box', changed)] })
    expect(blockers.map((blocker) => blocker.en)).toEqual([
      'The type of ‘The reference’ of box cannot be changed from text to reference: the values of the one say nothing about those of the other. Add a new field instead.',
      'The type of ‘The integer’ of box cannot be changed from json to integer: the values of the one say nothing about those of the other. Add a new field instead.',
      'The type of ‘The text’ of box cannot be changed from reference to text: the values of the one say nothing about those of the other. Add a new field instead.',
    ])
  })

  test('a reference can point elsewhere only while it is empty', async () => {
    const tenant = await withRows()
    const other = withFields(VISIT, { person: field('reference', { reference: { entity: 'visit' } }) })
    const visit = await tenant.insert('visit', { person: await tenant.insert('person') })
    expect((await tenant.plan({ entities: [PERSON, other] })).blockers[0]?.en).toContain(
      '1 record refers to the old one',
    )
    await tenant.query(sql`update ${sql.id(tenant.schema, 'visit')} set person = null where id = ${visit}`)
    await tenant.publish({ entities: [PERSON, other] })
    expect(await constraintsOf(tenant, 'visit')).toContain(
      'FOREIGN KEY (person) REFERENCES visit(id) ON DELETE RESTRICT',
    )
  })

  test('what happens on delete can be changed with values in place', async () => {
    const tenant = await withRows()
    await tenant.insert('visit', { person: await tenant.insert('person') })
    const reference = { entity: 'person', onDelete: 'cascade' as const }
    await tenant.publish({ entities: [PERSON, withFields(VISIT, { person: field('reference', { reference }) })] })
    await tenant.query(sql`delete from ${sql.id(tenant.schema, 'person')}`)
    expect(await tenant.valuesOf('visit', 'id')).toEqual([])
  })

  test('a stage cannot go before it is said where its records go, and a pipeline brings its columns', async () => {
    const tenant = await withRows()
    const journey = pipeline('journey', 'visit')
    await tenant.publish({ entities: [PERSON, VISIT], pipelines: [journey] })
    const id = await tenant.insert('visit', { pipeline: 'journey', stage: 'won' })
    const shorter = { ...journey, stages: journey.stages.filter((stage) => stage.name !== 'won') }
    const without = { entities: [PERSON, VISIT], pipelines: [shorter] }
    expect((await tenant.plan(without)).stages.stranded).toMatchObject([{ stage: 'won', live: 1, mayLeave: false }])
    expect((await tenant.plan({ entities: [PERSON, VISIT] })).stages.stranded).toMatchObject([
      { stage: 'won', live: 1, targets: [], mayLeave: true },
    ])
    await expect(tenant.publish(without)).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' })
    await tenant.query(sql`update ${sql.id(tenant.schema, 'visit')} set stage = 'lost' where id = ${id}`)
    await tenant.publish(without)
    expect(await columnsInCatalog(tenant)).toEqual(columnsInModel(compiled(without)))
  })
})
