import { sql } from 'kysely'
import { systemContext } from '../../core/src/context/system-context.ts'
import { print, summarize, timed } from './bench-kit.ts'
import { startTenon } from './start-tenon.ts'

/*
 * Searching 100,000 names, half of them Chinese, on PostgreSQL: pages of 50 for words that few, many and no records
 * contain, and ten entities of as many at once. `node test/bench/search.ts`
 */
const RECORDS = 100_000
const ENTITIES = ['account', ...Array.from({ length: 9 }, (_, at) => `other${at}`)]
const label = (en: string) => ({ en, 'zh-CN': en })

const { tenon, close } = await startTenon()
try {
  const tenant = await tenon.createTenant({ slug: 'search', name: 'Search' })
  const ctx = systemContext(tenant)
  const { model, records } = tenon.services
  const { revision } = await model.draft(ctx)
  await model.saveDraft(ctx, { edits: edits(), revision })
  await model.publish(ctx, { revision: revision + 1, consent: true })
  for (const name of ENTITIES) await fill(tenant.schema, name)
  const BY_FREQUENCY = [
    'gmbh',
    '公司',
    'logistics',
    '股份',
    'delta',
    '银河',
    'sigma',
    '星海',
    'kappa',
    '云端',
    'theta',
    '长江',
  ]
  for (const search of [
    ...BY_FREQUENCY,
    '深圳',
    '仏堘',
    '堘',
    'c4ca4',
    'logistics',
    '有限公司',
    'a',
    'qzx',
    '囍囍',
    '上海 股份 汽车',
  ]) {
    const ask = () => records.find(ctx, { entity: 'account', search, limit: 50 })
    const { records: found } = await ask()
    const filter = () =>
      records.find(ctx, { entity: 'account', where: { field: 'name', op: 'contains', value: search }, limit: 50 })
    await filter()
    print(`search '${search}' (${found.length} on the page)`, summarize(await repeated(30, ask)))
    print(`contains '${search}'`, summarize(await repeated(30, filter)))
    const everywhere = () => records.search(ctx, { text: search })
    const { hits } = await everywhere()
    print(`all ${ENTITIES.length} entities '${search}' (${hits.length})`, summarize(await repeated(10, everywhere)))
  }
} finally {
  await close()
}

async function repeated(count: number, work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < count; round++) times.push(await timed(work))
  return times
}

function edits() {
  const field = (fieldType: string, more: object = {}) => ({ fieldType, label: label(fieldType), ...more })
  const entity = (name: string) => ({
    ...{ type: 'object', name, label: label(name), pluralLabel: label(name), titleField: 'name' },
    properties: { name: field('text', { searchable: true }), email: field('email', { searchable: true }) },
  })
  return { entities: Object.fromEntries(ENTITIES.map((name) => [name, entity(name)])) } as never
}

/** Words that 5, 2, 1 and 0.1 % of the names have, of either writing, wherever they stand. */
function rarely() {
  const words = {
    delta: [0, 50],
    sigma: [50, 70],
    kappa: [70, 80],
    theta: [80, 81],
    银河: [100, 150],
    星海: [150, 170],
  }
  const more = { 云端: [170, 180], 长江: [180, 181] }
  const cases = Object.entries({ ...words, ...more }).map(([word, [from, to]]) => {
    return sql`when abs(hashint4(n * 17)) % 1000 >= ${sql.lit(from)} and abs(hashint4(n * 17)) % 1000 < ${sql.lit(to)} then ${sql.lit(` ${word}`)}`
  })
  return sql`case ${sql.join(cases, sql` `)} else '' end`
}

async function fill(schema: string, table: string): Promise<void> {
  const pick = (words: string[], by: string) =>
    sql`(array[${sql.join(words.map((word) => sql.lit(word)))}])[1 + abs(hashint4(n * ${sql.lit(Number(by))})) % ${sql.lit(words.length)}]`
  const sign = (by: number) => sql`chr(19968 + abs(hashint4(n * ${sql.lit(by)})) % 3000)`
  await sql`insert into ${sql.id(schema, table)} (id, created_at, name, email)
    select gen_random_uuid(), now() - make_interval(mins => n), case when n % 2 = 0
      then ${pick(['北京', '上海', '广州', '深圳', '杭州', '成都'], '1')} || ${sign(7)} || ${sign(13)}
        || ${pick(['科技', '贸易', '实业', '汽车', '物流'], '3')} || case when n % 3 = 0 then '股份' else '' end || '有限公司'
      else initcap(${pick(['acme', 'global', 'north', 'blue', 'river', 'éclair'], '5')} || ' ' || substr(md5(n::text), 1, 7)
        || ' ' || ${pick(['logistics', 'holding', 'motors', 'trading'], '11')}) || ' GmbH' end || ${rarely()},
      'info@' || substr(md5(n::text), 1, 9) || '.example'
    from generate_series(1, ${RECORDS}) n`.execute(tenon.database.control)
  await sql`vacuum analyze ${sql.id(schema, table)}`.execute(tenon.database.control)
}
