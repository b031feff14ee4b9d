import { FIELD_TYPES } from '@tenon/sdk/contract/field-type'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { makeModelStore } from '../../../core/src/model/model-store.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { EVERY_KEYWORD } from '../model/field-type-keywords.ts'
import { entity, field } from '../model/sample-model.ts'
import { columnsInCatalog, columnsInModel, constraintsOf, indexesOf } from './catalog-of.ts'
import { compiled, documentOf, openPublishingTenant, type Parts, type PublishingTenant } from './publishing-tenant.ts'

const properties = Object.fromEntries(FIELD_TYPES.map((type) => [`${type}Field`, field(type, EVERY_KEYWORD[type])]))
const required = FIELD_TYPES.filter((type) => type !== 'reference').map((type) => `${type}Field`)
const PARTS: Parts = { entities: [entity('thing', properties)] }
const ALL_REQUIRED: Parts = { entities: [entity('thing', properties, { required })] }

describe.each(DATABASE_KINDS)('fields of every type with every keyword on %s', (kind) => {
  let database: Database
  let tenant: PublishingTenant
  beforeAll(async () => {
    database = await openTestDatabase(kind)
    tenant = await openPublishingTenant(database)
    await tenant.publish(PARTS)
  })
  afterAll(() => database?.close())

  test('are the columns that the model says, and publishing the same again has nothing to do', async () => {
    expect(await columnsInCatalog(tenant)).toEqual(columnsInModel(compiled(PARTS)))
    expect((await tenant.plan(PARTS)).steps).toEqual([])
  })

  test('come back from the store as they were declared, in their order', async () => {
    const models = makeModelStore({ database })
    const { document } = await models.get(tenant.tenant)
    await models.close()
    expect(document).toEqual(documentOf(PARTS))
    expect(JSON.stringify(document.entities['thing']?.properties)).toBe(
      JSON.stringify(documentOf(PARTS).entities['thing']?.properties),
    )
  })

  test('have an index where it was asked for, and the rules of their columns', async () => {
    const fields = [...(compiled(PARTS).entities.get('thing')?.fields.values() ?? [])]
    const indexes = await indexesOf(tenant, 'thing')
    for (const { name, schema, columns } of fields) {
      const of = indexes.filter((line) => line.includes(`${columns[0]?.name}`))
      if (schema.unique) expect([name, of.some((line) => line.startsWith('CREATE UNIQUE'))]).toEqual([name, true])
      else if (schema.indexed) expect([name, of.length > 0]).toEqual([name, true])
    }
    const rules = fields.flatMap(({ columns }) => columns).filter(({ check }) => check !== undefined)
    const checks = (await constraintsOf(tenant, 'thing')).filter((line) => line.startsWith('CHECK'))
    expect(checks).toHaveLength(rules.length)
  })

  test('can all be removed and brought back, also as required ones where there are no rows', async () => {
    await tenant.publish({ entities: [entity('thing', { text2: field('text') })] })
    await tenant.publish(PARTS)
    expect(await columnsInCatalog(tenant)).toEqual(columnsInModel(compiled(PARTS)))
    await tenant.publish(ALL_REQUIRED)
    expect(await columnsInCatalog(tenant)).toEqual(columnsInModel(compiled(ALL_REQUIRED)))
    expect((await tenant.plan(ALL_REQUIRED)).steps).toEqual([])
    await tenant.publish(PARTS)
  })

  test('texts that differ by capitals alone are one to a case-folded index, whatever the script', async () => {
    const taken = async (one: string, other: string) => {
      await tenant.query(sql`delete from ${sql.id(tenant.schema, 'thing')}`)
      await tenant.insert('thing', { text_field: one })
      return tenant.insert('thing', { text_field: other }).then(
        () => false,
        (error: { code?: string }) => error.code === '23505',
      )
    }
    expect(await taken('Ärger', 'äRGER')).toBe(true)
    expect(await taken('Москва', 'мОСКВА')).toBe(true)
    expect(await taken('ΟΔΟΣ', 'οδος')).toBe(true)
    expect(await taken('straße', 'STRASSE')).toBe(true)
    expect(await taken('上海汽车A', '上海汽车a')).toBe(true)
    expect(await taken('上海', '上诲')).toBe(false)
    expect(await taken('resume', 'résumé')).toBe(false)
  })
})
