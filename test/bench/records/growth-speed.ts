import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { systemContext } from '../../../core/src/context/system-context.ts'
import { createTenon } from '../../../core/src/create-tenon.ts'
import { runPostgres } from '../../support/run-postgres.ts'
import { startProcess } from '../../support/start-process.ts'
import { watchForeignLoad } from '../foreign-load.ts'
import { FIELDS, growthValues, writeGrowthPlugin } from './growth-plugin.ts'
import { type Figures, figuresOf, runSlice, type Slice, type Target } from './load.ts'
import { residentMegabytes } from './process-times.ts'
import { findPostmaster, portOf, SECRET } from './start-bench.ts'

/**
 * What becomes of a call as its surroundings grow: the same twenty fields read, listed and written of an entity of 20 fields
 * and 100,000 rows, of one of 200 fields, of one of a million rows, and of many tenants of 50 entities on one process.
 * Tenants are held against one of them. Each place has had so many calls before it is measured that most of ten connections
 * have learned its statements; PostgreSQL plans each of them anew five times more. `node test/bench/records/growth-speed.ts [--rounds 6] [--rows 100000] [--large 1000000] [--tenants 100] [--warming 100]`
 */
const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '6' },
    rows: { type: 'string', default: '100000' },
    large: { type: 'string', default: '1000000' },
    tenants: { type: 'string', default: '100' },
    warming: { type: 'string', default: '100' },
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

interface Place {
  key: string
  entity: string
  ids: readonly string[]
}

try {
  const client = new pg.Client({ connectionString: postgres.url })
  await client.connect()
  const postmaster = await findPostmaster(client)
  const [key, tenants] = await prepare()
  const place = async (entity: string, rows: number) => ({ key, entity, ids: await fill(client, entity, rows) })
  const base = await place('base', Number(options.rows))
  const wide = await place('wide', Number(options.rows))
  const large = await place('large', Number(options.large))
  await client.end()
  const server = await serve()
  const foreign = watchForeignLoad()
  const compare = (name: string, others: readonly Place[], one: Place = base) =>
    compared(server, postmaster, { name, base: one, others })
  say(`memory with one tenant: ${residentMegabytes(server.pid).toFixed(0)} MB`)
  await compare('200 fields', [wide])
  await compare(`${options.large} rows`, [large])
  if (tenants.length > 0) {
    // One call each: their models are read and kept.
    for (const one of tenants) await runSlice(toRead(server, one), { calls: 1, senders: 1, postmaster })
    say(
      `memory with ${tenants.length} tenants that have been asked for: ${residentMegabytes(server.pid).toFixed(0)} MB`,
    )
    await compare(`${tenants.length} tenants in turn`, tenants, tenants[0])
  }
  say(`others took ${(foreign() * 100).toFixed(0)} % of a core`)
  await server.stop()
} finally {
  await postgres.stop()
}

/** The tenant that all is held against, and the many others, with a few records each. */
async function prepare(): Promise<[string, Place[]]> {
  const tenon = await createTenon(config)
  const make = async (slug: string, plugin: string) => {
    const tenant = await tenon.createTenant({ slug, name: slug })
    const ctx = systemContext(tenant)
    await tenon.installPlugins(ctx, [await tenon.loadPluginFolder(plugin)])
    const { key } = await tenon.services.apiKeys.create(ctx, { name: 'bench', roles: ['admin'] })
    return { ctx, key }
  }
  const { key } = await make('growth', writeGrowthPlugin('growth', { base: 20, wide: 200, large: 20 }))
  const fifty = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`entity${index}`, 20]))
  const plugin = writeGrowthPlugin('fifty', fifty)
  const tenants: Place[] = []
  for (let index = 0; index < Number(options.tenants); index++) {
    const { ctx, key: own } = await make(`tenant-${index}`, plugin)
    const records = Array.from({ length: 60 }, (_, at) => growthValues(at))
    const made = await tenon.createRecords(ctx, { entity: 'entity7', records: records as never })
    tenants.push({ key: own, entity: 'entity7', ids: made.map(({ id }) => id) })
    if (index % 25 === 24) say(`${index + 1} tenants made`)
  }
  await tenon.close()
  return [key, tenants]
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

interface Running {
  port: number
  pid: number
  stop(): Promise<unknown>
}

async function serve(): Promise<Running> {
  const child = startProcess(['serve'], {
    ...{ DATABASE_URL: postgres.url, TENON_SECRET: SECRET, TENON_PORT: '0', TENON_LOG_LEVEL: 'warn' },
    ...{ TENON_URL: 'http://localhost:3999', TENON_FOLDER: mkdtempSync(join(tmpdir(), 'tenon-growth-')) },
    ...{ TENON_ACTOR_RATE: '0', TENON_ADDRESS_RATE: '0' },
  })
  const port = await portOf(child, /on port (\d+)/)
  return { port, pid: child.child.pid ?? 0, stop: () => child.kill('SIGKILL') }
}

interface Compared {
  name: string
  base: Place
  others: readonly Place[]
}

async function compared(server: Running, postmaster: number, { name, base, others }: Compared): Promise<void> {
  const kinds = [
    ['read', (place: Place) => toRead(server, place)],
    ['list', (place: Place) => toList(server, place)],
    ['create', (place: Place) => toCreate(server, place)],
  ] as const
  for (const [kind, make] of kinds) {
    const targets = { base: [make(base)], others: others.map(make) }
    const calls = kind === 'list' ? 200 : 400
    const run = (list: readonly Target[]) => runSlice(inTurn(list), { calls, senders: 16, postmaster })
    for (const list of [targets.base, targets.others]) {
      await runSlice(inTurn(list), {
        calls: Math.max(1_200, Number(options.warming) * list.length),
        senders: 16,
        postmaster,
      })
    }
    const slices: { base: Slice[]; others: Slice[] } = { base: [], others: [] }
    for (let round = 0; round < Number(options.rounds); round++) {
      slices.base.push(await run(targets.base))
      slices.others.push(await run(targets.others))
    }
    const [floor, own] = [figuresOf(slices.base), figuresOf(slices.others)]
    const ratio = own.sample.p50 / floor.sample.p50
    const cost = (own.server + own.postgres) / (floor.server + floor.postgres)
    say(
      `${name.padEnd(24)} ${kind.padEnd(7)} p50 ${told(floor)} → ${told(own)}: ${ratio.toFixed(2)} ×, processor ${cost.toFixed(2)} ×`,
    )
  }
}

function told({ sample, server, postgres }: Figures): string {
  return `${sample.p50.toFixed(2)} ms (${server.toFixed(2)} + ${postgres.toFixed(2)})`
}

function inTurn(targets: readonly Target[]): Target {
  const [first] = targets
  if (first === undefined) throw new Error('nothing to ask')
  let at = 0
  return { server: first.server, next: () => (targets[at++ % targets.length] ?? first).next() }
}

function toRead(server: Running, { key, entity, ids }: Place): Target {
  let at = 0
  return asked(server, key, () => ({
    method: 'GET',
    path: `/api/v1/${entity}/${ids[at++ % ids.length]}?fields=${FIELDS.join(',')}`,
  }))
}

function toList(server: Running, { key, entity }: Place): Target {
  let at = 0
  return asked(server, key, () => {
    const where = encodeURIComponent(JSON.stringify({ field: 'field1', op: 'eq', value: at++ % 50 }))
    return { method: 'GET', path: `/api/v1/${entity}?where=${where}&limit=50&fields=${FIELDS.join(',')}` }
  })
}

function toCreate(server: Running, { key, entity }: Place): Target {
  let at = 0
  return asked(server, key, () => ({ method: 'POST', path: `/api/v1/${entity}`, body: growthValues(at++) }))
}

function asked(server: Running, key: string, next: () => Omit<ReturnType<Target['next']>, 'headers'>): Target {
  return { server, next: () => ({ ...next(), headers: { authorization: `Bearer ${key}` } }) }
}
