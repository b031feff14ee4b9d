import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { matchKeySql } from '../../../../core/src/model/duplicate-match.ts'
import { answersSql } from '../../../../core/src/model/search-index.ts'
import { makeCheckDuplicates } from '../../../../core/src/records/duplicates/check-duplicates.ts'
import { similarQuery } from '../../../../core/src/records/duplicates/similar-names.ts'
import { openTestRecords, type TestRecords } from '../open-test-records.ts'
import { duplicatesModel } from './duplicates-model.ts'

const ROWS = 100_000
const FAMILY = '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高'

let tenon: TestRecords
let table: ReturnType<typeof sql.id>
beforeAll(async () => {
  tenon = await openTestRecords('postgres', duplicatesModel())
  const { schema } = tenon.tenant
  table = sql.id(schema, 'person')
  const { database } = tenon
  const { rows: indexes } = await sql<{
    def: string
    name: string
  }>`select indexdef as def, indexname as name from pg_indexes
    where schemaname = ${schema} and tablename = 'person' and (indexdef like '%_match_%' or indexdef like '%_search_%')`.execute(
    database.control,
  )
  // Building them over all rows at once is faster than row by row.
  for (const { name } of indexes) await sql`drop index ${sql.id(schema, name)}`.execute(database.control)
  await sql`insert into ${table} (id, version, created_at, created_by, updated_at, updated_by, name, email, phone, code, home, company)
    select gen_random_uuid(), 1, now(), 'system', now(), 'system', 'P' || n, 'p' || n || '@firm' || n % 97 || '.com',
      '+4930' || 1000000 + n, 'c' || n,
      jsonb_build_object('line1', n || ' Main Street', 'postalCode', 10000 + n % 80000),
      case when n % 2 = 0 then 'Company ' || md5(n::text) || ' Ltd'
        else substr(${FAMILY}, 1 + n % 20, 1) || chr(19968 + n % 4001) || chr(19968 + n % 3989) || '科技有限公司' end
    from generate_series(1, ${ROWS}::int) n`.execute(database.control)
  for (const { def } of indexes) await sql.raw(def).execute(database.control)
  await sql`analyze ${table}`.execute(database.control)
}, 120_000)
afterAll(() => tenon?.close())

async function planOf(condition: ReturnType<typeof sql>): Promise<string> {
  const { rows } = await sql<{ 'QUERY PLAN': string }>`explain select r.id from ${table} r
    where ${condition} and r.deleted_at is null limit 1000`.execute(tenon.database.control)
  return rows.map((row) => row['QUERY PLAN']).join('\n')
}

test.each([
  ['email', 'p4711@firm55.com'],
  ['phone', '+49301004711'],
  ['exact', 'C4711'],
] as const)('candidates by %s come from an index of 100,000 records', async (by, value) => {
  const { schema } = tenon.tenant
  const column = { email: 'email', phone: 'phone', exact: 'code' }[by]
  const plan = await planOf(
    sql`${matchKeySql(schema, by, sql.ref(`r.${column}`))} = ${matchKeySql(schema, by, sql`${value}::text`)}`,
  )
  expect(plan).toMatch(/Index (Only )?Scan/)
  expect(plan).not.toContain('Seq Scan')
})

test.each(['Company 7f2f4f1d', '王丁七科技有限公司', 'Companie Limited'])(
  'and so do those by a name such as ‘%s’',
  async (name) => {
    const entity = (await tenon.models.get(tenon.tenant)).entities.get('person')
    if (entity === undefined) throw new Error('no entity')
    const query = sql`${similarQuery(name)}::tsquery`
    const plan = await planOf(answersSql(entity, { schema: tenon.tenant.schema, alias: 'r', query }))
    expect(plan).toContain('Bitmap Index Scan')
    expect(plan).not.toContain('Seq Scan')
  },
)

test('a record is checked by all rules in a fraction of a second', async () => {
  const { rows } = await sql<{ company: string }>`select company from ${table} where code = 'c4711'`.execute(
    tenon.database.control,
  )
  const check = makeCheckDuplicates(tenon)
  const values = { email: 'P4711@firm55.com', phone: '+49301004711', code: 'C4711', company: `${rows[0]?.company} ` }
  const started = performance.now()
  const { rules } = await check(tenon.system, { entity: 'person', values })
  const took = performance.now() - started
  expect(rules.map(({ rule }) => rule)).toEqual(['mail', 'caller', 'code', 'company'])
  expect(took).toBeLessThan(1_000)
})
