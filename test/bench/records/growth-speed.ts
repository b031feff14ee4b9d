import { parseArgs } from 'node:util'
import pg from 'pg'
import { systemContext } from '../../../core/src/context/system-context.ts'
import { createTenon } from '../../../core/src/create-tenon.ts'
import { runPostgres } from '../../support/run-postgres.ts'
import { watchForeignLoad } from '../foreign-load.ts'
import { makeCompare, OWN_CALLS, type Place, serveGrown } from './growth-calls.ts'
import { FIELDS, writeGrowthPlugin } from './growth-plugin.ts'
import { residentMegabytes } from './process-times.ts'
import { findPostmaster, SECRET } from './start-bench.ts'

/**
 * What becomes of a call as its surroundings grow: the same twenty fields read, listed and written of an entity of 20 fields
 * and 100,000 rows, of one of 200 fields, and of one of a million rows.
 * `node test/bench/records/growth-speed.ts [--rounds 6] [--rows 100000] [--large 1000000]`
 */
const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '6' },
    rows: { type: 'string', default: '100000' },
    large: { type: 'string', default: '1000000' },
  },
})
const say = (text: string) => process.stdout.write(`${text}\n`)
const postgres = await runPostgres()
const config = {
  database: { kind: 'postgres' as const, url: postgres.url, poolSize: 4 },
  ...{
    folder: '',
    host: 'localhost',
    port: 0,
    baseUrl: 'http://localhost',
    secret: SECRET,
    logLevel: 'silent' as const,
  },
  ...{ trustedProxies: false as const, metricsToken: undefined, pluginHttp: false },
}

try {
  const client = new pg.Client({ connectionString: postgres.url })
  await client.connect()
  const postmaster = await findPostmaster(client)
  const key = await prepare()
  const place = async (entity: string, rows: number): Promise<Place> => ({
    ...{ key, schema: 't_growth', entity },
    ids: await fill(client, entity, rows),
  })
  const base = await place('base', Number(options.rows))
  const wide = await place('wide', Number(options.rows))
  const large = await place('large', Number(options.large))
  await client.end()
  const server = await serveGrown(postgres.url)
  const foreign = watchForeignLoad()
  const compare = makeCompare({ server, calls: OWN_CALLS, postmaster, rounds: Number(options.rounds), warming: 0 })
  say(`memory with one tenant: ${residentMegabytes(server.pid).toFixed(0)} MB`)
  const grown = [
    { name: '200 fields', other: wide },
    { name: `${options.large} rows`, other: large },
  ]
  for (const { name, other } of grown) {
    for (const line of await compare({ name, base, others: [other], senders: 16 })) say(line)
  }
  say(`others took ${(foreign() * 100).toFixed(0)} % of a core`)
  await server.stop()
} finally {
  await postgres.stop()
}

/** A tenant whose entities grow; resolves to a key of it. */
async function prepare(): Promise<string> {
  const tenon = await createTenon(config)
  const tenant = await tenon.createTenant({ slug: 'growth', name: 'Growth' })
  const ctx = systemContext(tenant)
  const folder = writeGrowthPlugin('growth', { base: 20, wide: 200, large: 20 })
  await tenon.installPlugins(ctx, [await tenon.loadPluginFolder(folder)])
  const { key } = await tenon.services.apiKeys.create(ctx, { name: 'bench', roles: ['admin'] })
  await tenon.close()
  return key
}

async function fill(client: pg.Client, entity: string, rows: number): Promise<string[]> {
  const columns = FIELDS.map((name) => name.replace(/(\d+)/, '_$1'))
  const known = await client.query<{ column_name: string }>(
    `select column_name from information_schema.columns where table_schema = 't_growth' and table_name = $1`,
    [entity],
  )
  const named = FIELDS.map((name, index) =>
    known.rows.some((row) => row.column_name === columns[index]) ? columns[index] : name.toLowerCase(),
  )
  const ofType = [`'Text ' || i`, 'i % 1000', 'i % 1000 + 0.25', 'i % 2 = 0', `date '2026-01-01' + i % 365`]
  const filled = FIELDS.map((_, index) => ofType[index % ofType.length])
  await client.query(`insert into t_growth.${entity} (id, created_at, ${named.join(', ')})
    select uuidv7(), now() - (${rows} - i) * interval '1 second', ${filled.join(', ')} from generate_series(1, ${rows}) i`)
  await client.query(`vacuum analyze t_growth.${entity}`)
  const { rows: some } = await client.query<{ id: string }>(
    `select id from t_growth.${entity} where hashtext(id::text) % 7 = 0 limit 2000`,
  )
  return some.map(({ id }) => id)
}
