import { parseArgs } from 'node:util'
import pg from 'pg'
import type { TenantRef } from '../../../core/src/context/request-context.ts'
import { systemContext } from '../../../core/src/context/system-context.ts'
import { createTenon } from '../../../core/src/create-tenon.ts'
import { openDatabase } from '../../../core/src/db/open-database.ts'
import { runPostgresWithTools } from '../../support/run-postgres-with-tools.ts'
import { watchForeignLoad } from '../foreign-load.ts'
import { makeCopyTenant } from './copy-tenant.ts'
import { makeCompare, type Place, serveGrown } from './growth-calls.ts'
import { growthValues, writeGrowthPlugin } from './growth-plugin.ts'
import { residentMegabytes } from './process-times.ts'
import { findPostmaster, SECRET } from './start-bench.ts'

/**
 * What becomes of a call as tenants become many: the same of one tenant of 50 entities, and of as many in turn, by one caller
 * and by 16 at a time, who together ask for more tenants at one moment than a connection has entered.
 * `node test/bench/records/tenants-speed.ts [--tenants 40,1000] [--rounds 6] [--warming 100] [--entities 50]`; needs a PostgreSQL with `pg_dump`.
 */
const { values: options } = parseArgs({
  options: {
    tenants: { type: 'string', default: '40,1000' },
    rounds: { type: 'string', default: '6' },
    warming: { type: 'string', default: '100' },
    entities: { type: 'string', default: '50' },
  },
})
const counts = options.tenants.split(',').map(Number)
const say = (text: string) => process.stdout.write(`${text}\n`)
const postgres = await runPostgresWithTools()
if (postgres === null) throw new Error('needs a PostgreSQL with its programs')
const { url, bin } = postgres
const config = {
  database: { kind: 'postgres' as const, url, poolSize: 4 },
  ...{ folder: '', host: 'localhost', port: 0, baseUrl: 'http://localhost', secret: SECRET, pluginHttp: false },
  ...{ logLevel: 'silent' as const, trustedProxies: false as const, metricsToken: undefined },
}

try {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const postmaster = await findPostmaster(client)
  const places = await prepare(Math.max(...counts))
  await client.query('vacuum analyze')
  await client.end()
  for (const count of counts) await measure(places.slice(0, count), postmaster)
} finally {
  await postgres.stop()
}

async function measure(places: readonly Place[], postmaster: number): Promise<void> {
  const [base] = places
  if (base === undefined) return
  const server = await serveGrown(url)
  const foreign = watchForeignLoad()
  const ground = { server, postmaster, rounds: Number(options.rounds), warming: Number(options.warming) }
  const compare = makeCompare(ground)
  for (const senders of [1, 16]) {
    const name = `${places.length} tenants, ${senders} at a time`
    for (const line of await compare({ name, base, others: places, senders })) say(line)
  }
  say(
    `memory then: ${residentMegabytes(server.pid).toFixed(0)} MB; others took ${(foreign() * 100).toFixed(0)} % of a core`,
  )
  await server.stop()
}

/** One is made with its plugin and records, the others are like it. */
async function prepare(count: number): Promise<Place[]> {
  const tenon = await createTenon(config)
  const first = await tenon.createTenant({ slug: 'first', name: 'First' })
  const ctx = systemContext(first)
  const entities = Object.fromEntries(
    Array.from({ length: Number(options.entities) }, (_, index) => [`entity${index}`, 20]),
  )
  await tenon.installPlugins(ctx, [await tenon.loadPluginFolder(writeGrowthPlugin('many', entities))])
  const records = Array.from({ length: 60 }, (_, at) => growthValues(at))
  const made = await tenon.createRecords(ctx, { entity: 'entity3', records: records as never })
  await tenon.close()
  const tenants = [first, ...(await copies(count - 1))]
  const again = await createTenon(config)
  const places: Place[] = []
  for (const tenant of tenants) {
    const { key } = await again.services.apiKeys.create(systemContext(tenant), { name: 'bench', roles: ['admin'] })
    places.push({ key, entity: 'entity3', ids: made.map(({ id }) => id) })
  }
  await again.close()
  return places
}

async function copies(count: number): Promise<TenantRef[]> {
  const database = await openDatabase(config.database)
  const copyTenant = await makeCopyTenant({ database, url, bin }, 't_first')
  const tenants: TenantRef[] = []
  for (let index = 0; index < count; index++) {
    tenants.push(await copyTenant(`copy-${index}`))
    if (tenants.length % 100 === 0) say(`${tenants.length} made`)
  }
  await database.close()
  return tenants
}
