import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import type { TenantRef } from '../../../core/src/context/request-context.ts'
import { systemContext } from '../../../core/src/context/system-context.ts'
import { createTenon } from '../../../core/src/create-tenon.ts'
import { openDatabase } from '../../../core/src/db/open-database.ts'
import { runPostgresWithTools } from '../../support/run-postgres-with-tools.ts'
import { startProcess } from '../../support/start-process.ts'
import { watchForeignLoad } from '../foreign-load.ts'
import { makeCopyTenant } from './copy-tenant.ts'
import { FLOOR_CALLS } from './floor-calls.ts'
import {
  asPeopleCome,
  type GrownServer,
  type GrowthCalls,
  makeCompare,
  OWN_CALLS,
  type Place,
  serveGrown,
} from './growth-calls.ts'
import { growthValues, writeGrowthPlugin } from './growth-plugin.ts'
import { residentMegabytes } from './process-times.ts'
import { findPostmaster, portOf, SECRET } from './start-bench.ts'

/**
 * What becomes of a call as tenants become many, by one caller and by 16 at a time: against a server whose database has one
 * tenant alone, of one among many; of many as people come to them, some often and most seldom; and of all in turn, which is
 * the worst, for a call of each has pushed out what PostgreSQL and the machine's caches keep of the one before. Of the last
 * also for a floor over the same tables, which shows what they ask of PostgreSQL whoever asks.
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
const aloneUrl = Object.assign(new URL(url), { pathname: '/alone' }).href
const configOf = (at: string) => ({
  database: { kind: 'postgres' as const, url: at, poolSize: 4 },
  ...{ folder: '', host: 'localhost', port: 0, baseUrl: 'http://localhost', secret: SECRET, pluginHttp: false },
  ...{ logLevel: 'silent' as const, trustedProxies: false as const, metricsToken: undefined },
})

try {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const postmaster = await findPostmaster(client)
  await client.query('create database alone')
  await client.end()
  const [alone] = await prepare(aloneUrl, 1)
  const places = await prepare(url, Math.max(...counts))
  await analyse(url)
  for (const count of counts) await measure(places.slice(0, count), { alone, postmaster })
} finally {
  await postgres.stop()
}

async function analyse(at: string): Promise<void> {
  const client = new pg.Client({ connectionString: at })
  await client.connect()
  await client.query('vacuum analyze')
  await client.end()
}

interface Around {
  /** Of the other database. */
  alone: Place | undefined
  postmaster: number
}

async function measure(places: readonly Place[], { alone, postmaster }: Around): Promise<void> {
  for (const start of [startFloor, startOwn]) {
    const { who, server, calls } = await start()
    const foreign = watchForeignLoad()
    const ground = { server, calls, postmaster, rounds: Number(options.rounds), warming: Number(options.warming) }
    const compare = makeCompare(ground)
    await compareAll(who, compare, places)
    if (calls === OWN_CALLS && alone !== undefined) await compareWithAlone(compare, places, alone)
    const megabytes = residentMegabytes(server.pid).toFixed(0)
    say(`memory of ${who} then: ${megabytes} MB; others took ${(foreign() * 100).toFixed(0)} % of a core`)
    await server.stop()
  }
}

type Compare = ReturnType<typeof makeCompare>

async function compareAll(who: string, compare: Compare, places: readonly Place[]): Promise<void> {
  const [base] = places
  if (base === undefined) return
  for (const senders of [1, 16]) {
    const name = `${who}, ${places.length} in turn, ${senders} at a time`
    for (const line of await compare({ name, base, others: places, senders })) say(line)
  }
}

async function compareWithAlone(compare: Compare, places: readonly Place[], base: Place): Promise<void> {
  const baseServer = await serveGrown(aloneUrl)
  for (const senders of [1, 16]) {
    const compared = { base, baseServer, senders }
    const name = (which: string) => `${which} of ${places.length}, ${senders} at a time`
    for (const line of await compare({ ...compared, name: name('one'), others: places.slice(0, 1) })) say(line)
    const coming = { ...compared, name: name('as people come'), others: places, order: asPeopleCome }
    for (const line of await compare(coming)) say(line)
  }
  await baseServer.stop()
}

interface Started {
  who: string
  server: GrownServer
  calls: GrowthCalls
}

async function startOwn(): Promise<Started> {
  return { who: 'Tenon', server: await serveGrown(url), calls: OWN_CALLS }
}

async function startFloor(): Promise<Started> {
  const program = join(import.meta.dirname, 'tenants-floor-server.ts')
  const child = startProcess([], { DATABASE_URL: url }, { program })
  const port = await portOf(child, /on (\d+)\./)
  const server = { port, pid: child.child.pid ?? 0, stop: () => child.kill('SIGKILL') }
  return { who: 'floor', server, calls: FLOOR_CALLS }
}

/** One is made with its plugin and records, the others are like it. */
async function prepare(at: string, count: number): Promise<Place[]> {
  const config = configOf(at)
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
  const tenants = count === 1 ? [first] : [first, ...(await copies(count - 1))]
  const again = await createTenon(config)
  const places: Place[] = []
  for (const tenant of tenants) {
    const { key } = await again.services.apiKeys.create(systemContext(tenant), { name: 'bench', roles: ['admin'] })
    places.push({ key, schema: tenant.schema, entity: 'entity3', ids: made.map(({ id }) => id) })
  }
  await again.close()
  return places
}

async function copies(count: number): Promise<TenantRef[]> {
  const database = await openDatabase(configOf(url).database)
  const copyTenant = await makeCopyTenant({ database, url, bin }, 't_first')
  const tenants: TenantRef[] = []
  for (let index = 0; index < count; index++) {
    tenants.push(await copyTenant(`copy-${index}`))
    if (tenants.length % 100 === 0) say(`${tenants.length} made`)
  }
  await database.close()
  return tenants
}
