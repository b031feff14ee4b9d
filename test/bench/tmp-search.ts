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
  ]) if (process.env['EXPLAIN']) await sql.raw(statement).execute(tenon.database.control)
  for (const search of ['c4ca4', 'c4c', 'c4', 'acme c4', 'river 1', 'logistics', 'ver 3f', 'a87f', 'acme', '深圳', '堘']) {
    for (const kind of ['search', 'contains'] as const) {
      const ask = () =>
        kind === 'search'
          ? records.find(ctx, { entity: 'account', search, limit: 50 })
          : records.find(ctx, { entity: 'account', where: { field: 'name', op: 'contains', value: search }, limit: 50 })
      const n = (await ask()).records.length
      const times: number[] = []
      for (let at = 0; at < 15; at++) {
        const began = performance.now()
        await ask()
        times.push(performance.now() - began)
      }
      times.sort((a, b) => a - b)
      console.log(kind, search, n, times[7]?.toFixed(2), times[0]?.toFixed(2))
    }
  }
  // The plans, by hand, of the same statement.
  const text = { q: '' }
  const log = tenon.database.tenant(tenant.schema) as never as { withPlugin: unknown }
  void text
  void log
  const queries = await import('../core/records/hear-statements.ts').catch(() => null)
  void queries
} finally {
  await close()
}
