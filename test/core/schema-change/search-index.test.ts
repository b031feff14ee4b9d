import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { entity, field } from '../model/sample-model.ts'
import { indexesOf } from './catalog-of.ts'
import { openPublishingTenant, type Parts, type PublishingTenant } from './publishing-tenant.ts'

const things = (fields: Parameters<typeof entity>[1]): Parts => ({ entities: [entity('thing', fields)] })
const PLAIN = things({ code: field('text'), tags: field('tags') })
const ONE = things({ code: field('text', { searchable: true }), tags: field('tags') })
const BOTH = things({ code: field('text', { searchable: true }), tags: field('tags', { searchable: true }) })

describe.each(DATABASE_KINDS)('publishing what is searched on %s', (kind) => {
  let database: Database
  let tenant: PublishingTenant
  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(() => database?.close())

  const searched = async () =>
    (await indexesOf(tenant, 'thing'))
      .filter((line) => line.includes('_search_index'))
      .map((line) => line.replaceAll(/\w+\._/g, '_'))

  describe.each([10_000, 0])('where tables of %d rows are small', (smallTableRows) => {
    beforeEach(async () => {
      tenant = await openPublishingTenant(database, { smallTableRows })
      await tenant.publish(PLAIN)
      await tenant.insert('thing', { name: 'One', code: '北京' })
    })

    test('there is one index over all texts that are searched, which follows the model and its undo', async () => {
      expect(await searched()).toEqual([])
      await tenant.publish(ONE)
      expect(await searched()).toEqual([expect.stringContaining('_search_index(ARRAY[code])')])
      await tenant.publish(BOTH)
      expect(await searched()).toEqual([expect.stringContaining('_search_index(ARRAY[code, _search_list(tags)])')])
      expect((await tenant.plan(BOTH)).steps).toEqual([])
      await tenant.publish(ONE)
      expect(await searched()).toEqual([expect.stringContaining('_search_index(ARRAY[code])')])
      await tenant.publish(PLAIN)
      expect(await searched()).toEqual([])
    })

    test('the beginnings of each text that is searched are kept in order, whatever the order of the database', async () => {
      const starts = async () =>
        (await indexesOf(tenant, 'thing'))
          .filter((line) => line.includes('_search_fold'))
          .map((line) => line.replaceAll(/\w+\._/g, '_'))
      await tenant.publish(BOTH)
      expect(await starts()).toEqual([
        expect.stringMatching(/_search_fold\(code\), 32\).* COLLATE "C"/),
        expect.stringMatching(/_search_fold\(_search_list\(tags\)\), 32\).* COLLATE "C"/),
      ])
      await tenant.publish(PLAIN)
      expect(await starts()).toEqual([])
    })

    test('building it belongs to the change of the field, online where the table is large', async () => {
      const { steps } = await tenant.plan(ONE)
      expect(steps).toHaveLength(1)
      const texts = steps[0]?.sql.join('\n') ?? ''
      const isLarge = smallTableRows === 0
      expect(texts).toMatch(/create index .* on .*"thing" using gin/)
      expect(/create index concurrently/.test(texts)).toBe(isLarge && kind === 'postgres')
      expect(/analyze/.test(texts)).toBe(isLarge)
    })

    test('a field of another type takes the index along to its new values', async () => {
      await tenant.publish(ONE)
      await tenant.publish(things({ code: field('longText', { searchable: true }), tags: field('tags') }))
      expect(await searched()).toEqual([expect.stringContaining('_search_index(ARRAY[code])')])
      await tenant.publish(things({ code: field('tags', { searchable: true }), tags: field('tags') }))
      expect(await searched()).toEqual([expect.stringContaining('_search_index(ARRAY[_search_list(code)])')])
      expect(await tenant.valuesOf('thing', 'code')).toEqual([['北京']])
    })
  })
})
