import { sql } from 'kysely'
import { systemContext } from '../../core/src/context/system-context.ts'
import { startTenon } from './start-tenon.ts'

const RECORDS = 100_000
const label = (en: string) => ({ en, 'zh-CN': en })
const { tenon, close } = await startTenon()
try {
  const tenant = await tenon.createTenant({ slug: 'search', name: 'Search' })
  const ctx = systemContext(tenant)
  const { model, records } = tenon.services
  const { revision } = await model.draft(ctx)
  const field = (fieldType: string, more: object = {}) => ({ fieldType, label: label(fieldType), ...more })
  const entity = (name: string) => ({
    ...{ type: 'object', name, label: label(name), pluralLabel: label(name), titleField: 'name' },
    properties: { name: field('text', { searchable: true }), email: field('email', { searchable: true }) },
  })
  await model.saveDraft(ctx, { edits: { entities: { account: entity('account') } } as never, revision })
  await model.publish(ctx, { revision: revision + 1, consent: true })
  const pick = (words: string[], by: string) =>
    sql`(array[${sql.join(words.map((word) => sql.lit(word)))}])[1 + abs(hashint4(n * ${sql.lit(Number(by))})) % ${sql.lit(words.length)}]`
  const sign = (by: number) => sql`chr(19968 + abs(hashint4(n * ${sql.lit(by)})) % 3000)`
  await sql`insert into ${sql.id(tenant.schema, 'account')} (id, created_at, name, email)
    select gen_random_uuid(), now() - make_interval(mins => n), case when n % 2 = 0
      then ${pick(['北京', '上海', '广州', '深圳', '杭州', '成都'], '1')} || ${sign(7)} || ${sign(13)}
        || ${pick(['科技', '贸易', '实业', '汽车', '物流'], '3')} || case when n % 3 = 0 then '股份' else '' end || '有限公司'
      else initcap(${pick(['acme', 'global', 'north', 'blue', 'river', 'éclair'], '5')} || ' ' || substr(md5(n::text), 1, 7)
        || ' ' || ${pick(['logistics', 'holding', 'motors', 'trading'], '11')}) || ' GmbH' end,
      'info@' || substr(md5(n::text), 1, 9) || '.example'
    from generate_series(1, ${RECORDS}) n`.execute(tenon.database.control)
  await sql`vacuum analyze ${sql.id(tenant.schema, 'account')}`.execute(tenon.database.control)
  await sql`load 'auto_explain'`.execute(tenon.database.control)
  for (const statement of [
    `alter system set session_preload_libraries = 'auto_explain'`,
    `alter system set auto_explain.log_min_duration = 0`,
    `alter system set auto_explain.log_analyze = on`,
    `select pg_reload_conf()`,
  ])
    if (process.env['EXPLAIN']) await sql.raw(statement).execute(tenon.database.control)
  const fold = (t: string) =>
    `case when octet_length(${t}) = length(${t}) then upper(${t} collate "C") else upper(case when ${t} is nfkc normalized then ${t} else normalize(${t}, nfkc) end collate pg_catalog."und-x-icu") collate "C" end`
  const joined = `(coalesce(r.name, '') || e'\\x01' || coalesce(r.email, ''))`
  const S = `"${tenant.schema}"`
  const say = async (title: string, text: string) => {
    let last: string[] = []
    for (let at = 0; at < 4; at++)
      last = (
        await sql.raw<Record<string, string>>('explain (analyze, timing off) ' + text).execute(tenon.database.control)
      ).rows.map((row) => Object.values(row)[0] ?? '')
    console.log('## ' + title + '\n' + last.map((l) => l.slice(0, 170)).join('\n'))
  }
  for (const word of ['logistics', 'acme', 'c4']) {
    const like = `coalesce(${fold(joined)} like all (array['%${word.toUpperCase()}%']), false)`
    const may = (q: string) => `${S}._search_index(array[r.name, r.email]) @@ ${q}`
    const query = (where: string) =>
      `select * from ${S}.account r where r.deleted_at is null and ${where} order by r.created_at desc, r.id desc limit 51`
    await say(word + ' as now', query(`(${like} and ${may(`${S}._search_query(array['${word}'])`)})`))
    await say(
      word + ' only index',
      `select count(*) from ${S}.account r where ${may(`${S}._search_query(array['${word}'])`)}`,
    )
    await say(word + ' without index', query(like))
    const pairs = word.length > 4 ? ['lo', 'gi', 'st', 'ic', 'cs'] : [word.slice(0, 2), word.slice(-2)]
    await say(
      word + ' fewer pairs',
      query(`(${like} and ${may(`${S}._search_query(array[${pairs.map((p) => `'${p}'`).join()}])`)})`),
    )
  }
} finally {
  await close()
}
