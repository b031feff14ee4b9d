import type { SearchHit } from '@tenon/sdk/contract/record-search'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { mayStartSql, searchStartSql } from '../../../core/src/model/search-index.ts'
import { makeSearchRecords } from '../../../core/src/records/search-records.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { entity, field, pluginPackage } from '../model/sample-model.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

const searchable = { searchable: true } as const
const company = entity('company', { name: field('text', searchable), notes: field('longText', searchable) })
const person = entity('person', { name: field('text', searchable), emails: field('emails', searchable) })
const DOCUMENT = mergeModel([pluginPackage('demo', { entities: [company, person] })], {})

/** Capitals, joined and wide forms, signs that grow or are composed, what LIKE knows, and the greatest sign there is. */
const SIGNS = [...'aAbBéÉßǆ中文公司ｅﬁΣς%_\\ ', 'e\u0301', '\u{10ffff}']
const text = (most: number) =>
  fc
    .array(fc.constantFrom(...SIGNS), { minLength: 1, maxLength: most })
    .map((signs) => signs.join('').replaceAll(/\s+/g, ' ').trim())
    .filter((one) => one !== '')

describe.each(DATABASE_KINDS)('the order of what is found on %s', (kind) => {
  let tenon: TestRecords
  let search: ReturnType<typeof makeSearchRecords>
  let bob: RequestContext
  beforeAll(async () => {
    tenon = await openTestRecords(kind, DOCUMENT)
    search = makeSearchRecords(tenon)
    const grants = JSON.stringify({ company: { create: 'all', read: 'own' } })
    const role = { name: 'own', label: JSON.stringify({ en: 'Own' }), grants }
    await tenon.database.tenant(tenon.tenant.schema).insertInto('_role').values(role).execute()
    bob = await tenon.addUser('Bob', ['own'])
  })
  afterAll(() => tenon.close())

  async function fill(names: readonly string[]) {
    await sql`truncate ${sql.id(tenon.tenant.schema, 'company')}`.execute(tenon.database.control)
    for (let at = 0; at < names.length; at += 1_000) {
      const records = names.slice(at, at + 1_000).map((name) => ({ name }))
      await tenon.createRecords(tenon.system, { entity: 'company', records })
    }
  }

  /** The same by looking at every record, without an index and without a bound. */
  async function lookedAt(sought: string, limit: number): Promise<Array<Pick<SearchHit, 'id' | 'match'>>> {
    const { schema } = tenon.tenant
    const fold = (value: unknown) => sql`${sql.id(schema, '_search_fold')}(${value})`
    const words = [...new Set(sought.split(' '))]
    const { rows } = await sql<Pick<SearchHit, 'id' | 'match'>>`select id, match from (
      select id, name, case when folded = s then 'exact' when starts_with(folded, s) then 'prefix'
        when strpos(folded, ' ' || s) > 0 then 'word' else 'anywhere' end as match
      from (select id, name, ${fold(sql`name`)} as folded, ${fold(sql`${words.join(' ')}::text`)} as s
        from ${sql.id(schema, 'company')}) c
      where (select bool_and(strpos(folded, ${fold(sql`w`)}) > 0) from unnest(${words}::text[]) w)) h
      order by array_position(array['exact', 'prefix', 'word', 'anywhere'], match), length(name), id limit ${limit}`.execute(
      tenon.database.control,
    )
    return rows
  }

  test('what is the text comes first, then what begins with it, then with a word of it; the shortest first', async () => {
    const word = ['The Acme Trust', 'An old Acme Trust'].map((name) => [name, 'word'])
    const order = [
      ['ACME', 'exact'],
      ['Acme AG', 'prefix'],
      ['Acme Logistics', 'prefix'],
      ...word,
      ['Megacme', 'anywhere'],
    ]
    await fill(order.map(([name = '']) => name).reverse())
    const { hits } = await search(tenon.system, { text: 'acme', limit: 20 })
    expect(hits.map(({ title, match }) => [title, match])).toEqual(order)
    await fill(['北京公司', '公司', '公司大厦'])
    const chinese = (await search(tenon.system, { text: '公司' })).hits
    expect(chinese.map(({ title, match }) => `${title} ${match}`)).toEqual([
      '公司 exact',
      '公司大厦 prefix',
      '北京公司 anywhere',
    ])
  })

  test('looking into indexes finds what looking at every record finds, in the same order', async () => {
    const property = fc.asyncProperty(
      fc.array(text(8), { minLength: 1, maxLength: 50 }),
      fc.array(text(3), { minLength: 4, maxLength: 8 }),
      async (names, parts) => {
        await fill([...names, ...parts.slice(0, 3), ...parts.map((part) => `${part} ${'x'.repeat(40)}`)])
        for (const part of [...parts, `${parts[0]} ${'X'.repeat(40)}`, ...names.slice(0, 2)]) {
          const { hits } = await search(tenon.system, { text: part, limit: 20 })
          const expected = await lookedAt(part, 20)
          expect(
            hits.map(({ id, match }) => ({ id, match })),
            JSON.stringify(part),
          ).toEqual(expected)
        }
      },
    )
    await fc.assert(property, { numRuns: 12 })
  })

  test('the one that is the text, and one that begins with it, are found behind thousands that contain it, each by who may see it', async () => {
    const common = Array.from({ length: 3_000 }, (_, at) => `Global ${at} GmbH 有限公司`)
    await fill(['GmbH', 'gmbh & Co', '有限公司', '有限公司总部', ...common])
    await tenon.createRecords(bob, { entity: 'company', records: [{ name: 'GmbH mine' }] })
    await sql`analyze ${sql.id(tenon.tenant.schema, 'company')}`.execute(tenon.database.control)
    const titles = async (sought: string, ctx = tenon.system) =>
      (await search(ctx, { text: sought })).hits.map(({ title }) => title)
    expect((await titles('gmbh')).slice(0, 3)).toEqual(['GmbH', 'gmbh & Co', 'GmbH mine'])
    expect((await titles('有限公司')).slice(0, 2)).toEqual(['有限公司', '有限公司总部'])
    expect(await titles('gmbh', bob)).toEqual(['GmbH mine'])
    expect(await titles('有限公司', bob)).toEqual([])
  })

  test('a text of a list or of many lines is found by its beginning too', async () => {
    const emails = ['zoe@example.com', 'second@example.com']
    await tenon.createRecord(tenon.system, { entity: 'person', values: { name: 'Zoe', emails } })
    const { hits } = await search(tenon.system, { text: 'zoe@' })
    expect(hits).toMatchObject([{ entity: 'person', title: 'Zoe', match: 'prefix', field: 'emails' }])
  })

  test('an index is walked along, however many texts begin with what is looked for, or none', async () => {
    const { schema } = tenon.tenant
    await fill(Array.from({ length: 3_000 }, (_, at) => `Global ${at} GmbH`))
    await sql`analyze ${sql.id(schema, 'company')}`.execute(tenon.database.control)
    const start = searchStartSql(schema, { column: sql.ref('r.name'), form: 'text' })
    for (const sought of ['global', 'gmbh', '公司']) {
      for (const begins of [true, false]) {
        const { rows } = await sql<{ 'QUERY PLAN': string }>`explain select id from ${sql.id(schema, 'company')} r
          where r.deleted_at is null and ${mayStartSql(start, { text: sought, begins })} order by ${start} limit 15`.execute(
          tenon.database.control,
        )
        expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/Index Scan (using|on) "?ix_company_name_start/)
      }
    }
  })
})
