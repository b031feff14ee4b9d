import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import type { RecordScope } from '../../../core/src/records/record-scope.ts'
import { searchPredicate } from '../../../core/src/records/search-predicate.ts'
import { sweepLeftovers } from '../../../core/src/schema-change/remove-leftovers.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { entity, field, pluginPackage } from '../model/sample-model.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

const DOCUMENT: ModelDocument = mergeModel(
  [
    pluginPackage('demo', {
      entities: [
        entity('person', {
          name: field('text', { searchable: true }),
          nick: field('text', { indexed: true }),
          bare: field('text'),
          emails: field('emails', { searchable: true }),
          full: field('personName', { searchable: true }),
          home: field('address', { searchable: true }),
          notes: field('longText', { searchable: true }),
        }),
      ],
    }),
  ],
  {},
)

describe.each(DATABASE_KINDS)('searching on %s', (kind) => {
  let tenon: TestRecords

  beforeAll(async () => {
    tenon = await openTestRecords(kind, DOCUMENT)
    const create = (values: Record<string, never>) => tenon.createRecord(tenon.system, { entity: 'person', values })
    const people = [
      { name: 'Émile Zürcher', emails: ['emile@example.com'], home: { city: 'Genève', country: 'CH' } },
      { name: '北京远大汽车有限公司', full: { family: '欧阳', given: '修' }, home: { city: '上海' } },
      { name: 'Ａｃｍｅ　Ｌｔｄ', notes: "It's a back\\slash, 100% \"quoted\" & <odd> | 'signs' :*" },
      { name: 'Straße & Söhne', nick: 'strasse', bare: 'STRASSE' },
      { name: 'naïve', nick: 'ΣΊΣΥΦΟΣ', bare: 'ΣΊΣΥΦΟΣ' },
    ]
    for (const values of people) await create(values as never)
  })
  afterAll(() => tenon.close())

  async function found(search: string): Promise<unknown[]> {
    const page = await tenon.findRecords(tenon.system, { entity: 'person', search, fields: ['name'] })
    return page.records.map((record) => record['name']).sort()
  }

  test.each([
    ['远大', '北京远大汽车有限公司'],
    ['车', '北京远大汽车有限公司'],
    ['司', '北京远大汽车有限公司'],
    ['欧阳修', '北京远大汽车有限公司'],
    ['阳修 远大 上海', '北京远大汽车有限公司'],
    ['ÉMILE', 'Émile Zürcher'],
    ['zürcher genève example.com', 'Émile Zürcher'],
    ['émile', 'Émile Zürcher'],
    ['acme', 'Ａｃｍｅ　Ｌｔｄ'],
    ['ｌｔｄ　ＡＣＭＥ', 'Ａｃｍｅ　Ｌｔｄ'],
    ['strasse', 'Straße & Söhne'],
    ['"quoted"', 'Ａｃｍｅ　Ｌｔｄ'],
    ["it's", 'Ａｃｍｅ　Ｌｔｄ'],
    ["'signs'", 'Ａｃｍｅ　Ｌｔｄ'],
    ['100%', 'Ａｃｍｅ　Ｌｔｄ'],
    ['\\slash', 'Ａｃｍｅ　Ｌｔｄ'],
    [':*', 'Ａｃｍｅ　Ｌｔｄ'],
  ])("'%s' finds '%s' and nothing else", async (search, name) => {
    expect(await found(search)).toEqual([name])
  })

  test.each(['远车', '大远', 'emile zurcher', 'σίσυφος', 'zz', '%%', 'naïve 远大'])(
    "'%s' finds nothing",
    async (search) => {
      expect(await found(search)).toEqual([])
    },
  )

  test.each([
    ['nick', 'contains', 'σίσυφος', 'naïve'],
    ['nick', 'startsWith', 'STR', 'Straße & Söhne'],
    ['bare', 'contains', 'straße', 'Straße & Söhne'],
    ['full', 'startsWith', '欧', '北京远大汽车有限公司'],
    ['home', 'contains', 'genève', 'Émile Zürcher'],
    ['emails', 'contains', 'LE@EX', 'Émile Zürcher'],
  ] as const)('%s %s %s finds %s', async (...[name, op, value, expected]) => {
    const where = { field: name, op, value }
    const page = await tenon.findRecords(tenon.system, { entity: 'person', where })
    expect(page.records.map((record) => record['name'])).toEqual([expected])
  })

  test('an index finds what looking at every record finds, whatever the text and the part of it', async () => {
    const sign = fc.constantFrom(...'aAbéÉß公司ＡŉﬁΣς\'"\\%_:&|!(), \u{20000}')
    const text = fc
      .string({ unit: sign, minLength: 1, maxLength: 12 })
      .filter((one) => one.trim() === one && one !== '')
    const texts = fc.sample(text, { numRuns: 60, seed: 7 })
    const records = texts.map((one) => ({ nick: one, bare: one, name: 'sample' }))
    await tenon.createRecords(tenon.system, { entity: 'person', records })
    const parts = fc.sample(fc.string({ unit: sign, minLength: 1, maxLength: 3 }), { numRuns: 80, seed: 8 })
    for (const value of parts) {
      for (const op of ['contains', 'startsWith'] as const) {
        const ids = async (name: string) => {
          const where = { field: name, op, value }
          const page = await tenon.findRecords(tenon.system, { entity: 'person', where, fields: [], limit: 200 })
          return page.records.map(({ id }) => id)
        }
        expect(await ids('nick'), `${op} ${JSON.stringify(value)}`).toEqual(await ids('bare'))
      }
    }
  })

  test('a text that is longer than an index takes is written, and found by its beginning', async () => {
    const notes = Array.from({ length: 100_000 }, (_, at) => String.fromCodePoint(0x4e00 + (at % 20_000))).join('')
    const values = { name: 'long', notes, full: { family: 'Long' } }
    await tenon.createRecord(tenon.system, { entity: 'person', values })
    expect(await found(notes.slice(500, 503))).toEqual(['long'])
  })

  test('an index that is not there is built at the next start, and there is no other difference', async () => {
    const { schema } = tenon.tenant
    const indexes = async () => {
      const { rows } = await sql<{ name: string }>`select indexname as name from pg_indexes
        where schemaname = ${schema} and tablename = 'person' order by 1`.execute(tenon.database.control)
      return rows.map(({ name }) => name)
    }
    const before = await indexes()
    const search = before.find((name) => name.includes('_search_')) ?? ''
    expect(before.filter((name) => name.includes('_search_'))).toHaveLength(1)
    await sql`drop index ${sql.id(schema, search)}`.execute(tenon.database.control)
    expect(await found('远大')).toEqual(['北京远大汽车有限公司'])
    await sweepLeftovers(tenon.database, schema)
    expect(await indexes()).toEqual(before)
  })

  test('a page of what few records contain comes from the index, one of what most contain from its order', async () => {
    const table = sql.id(tenon.tenant.schema, 'person')
    await sql`insert into ${table} (id, created_at, name, nick) select gen_random_uuid(), now() - make_interval(mins => n),
      '第' || n || '贸易公司', md5(n::text) from generate_series(1, 20000) n`.execute(tenon.database.control)
    await sql`analyze ${table}`.execute(tenon.database.control)
    const entity = (await tenon.models.get(tenon.tenant)).entities.get('person')
    if (entity === undefined) throw new Error('no person')
    const plans = async (search: string) => {
      const access = { entity, canReveal: () => true, fieldRows: () => 'all' }
      const scope = { ctx: tenon.system, access, entity } as unknown as RecordScope
      const { rows } = await sql<{ 'QUERY PLAN': string }>`explain select id from ${table} r
        where r.deleted_at is null and ${searchPredicate(scope, search, 'r')}
        order by r.created_at desc, r.id desc limit 50`.execute(tenon.database.control)
      return rows.map((row) => row['QUERY PLAN']).join('\n')
    }
    expect(await plans('第777贸')).toMatch(/Bitmap Index Scan on "?ix_person_search/)
    expect(await plans('囍囍')).toMatch(/Bitmap Index Scan on "?ix_person_search/)
    const common = await plans('贸易')
    expect(common).toMatch(/Index Scan Backward using "?ix_person_newest/)
    expect(common).not.toMatch(/ix_person_search/)
  })
})
