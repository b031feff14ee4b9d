import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { systemContext } from '../../../core/src/context/system-context.ts'
import { createTenon } from '../../../core/src/create-tenon.ts'
import { openDatabase } from '../../../core/src/db/open-database.ts'
import { runPostgresWithTools } from '../../support/run-postgres-with-tools.ts'
import { startProcess } from '../../support/start-process.ts'
import { makeCopyTenant } from './copy-tenant.ts'
import { writeGrowthPlugin } from './growth-plugin.ts'
import { residentMegabytes } from './process-times.ts'
import { portOf, SECRET } from './start-bench.ts'

/**
 * What tenants of 50 entities cost that nobody uses: the server's memory with one and with many, before and after each of
 * them has been asked for one record, and the looks into their tables meanwhile.
 * `node test/bench/records/idle-tenants.ts [--tenants 1000] [--minutes 3]`; needs a PostgreSQL with `pg_dump`. It rests
 * for as long as a server takes to see that nobody uses a tenant any more.
 */
const { values: options } = parseArgs({
  options: {
    tenants: { type: 'string', default: '1000' },
    rest: { type: 'string', default: '250' },
    minutes: { type: 'string', default: '3' },
  },
})
const say = (text: string) => process.stdout.write(`${text}\n`)
const postgres = await runPostgresWithTools()
if (postgres === null) throw new Error('needs a PostgreSQL with its programs')
const { url, bin } = postgres
const config = {
  database: { kind: 'postgres' as const, url, poolSize: 4 },
  ...{ folder: '', host: 'localhost', port: 0, baseUrl: 'http://localhost', secret: SECRET, pluginHttp: false },
  ...{ logLevel: 'silent' as const, trustedProxies: false as const, metricsToken: undefined },
}
const client = new pg.Client({ connectionString: url })

try {
  const tenon = await createTenon(config)
  const first = await tenon.createTenant({ slug: 'first', name: 'First' })
  const ctx = systemContext(first)
  const fifty = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`entity${index}`, 20]))
  await tenon.installPlugins(ctx, [await tenon.loadPluginFolder(writeGrowthPlugin('fifty', fifty))])
  const { key } = await tenon.services.apiKeys.create(ctx, { name: 'bench', roles: ['admin'] })
  await tenon.close()
  await client.connect()
  await measure([key])
  await measure([key, ...(await makeOthers())])
} finally {
  await client.end()
  await postgres.stop()
}

/** As many as are wanted, several at once; resolves to a key of each. */
async function makeOthers(): Promise<string[]> {
  const database = await openDatabase(config.database)
  const copyTenant = await makeCopyTenant({ database, url, bin }, 't_first')
  const begun = performance.now()
  const slugs = Array.from({ length: Number(options.tenants) - 1 }, (_, index) => `copy-${index}`)
  const made: Awaited<ReturnType<typeof copyTenant>>[] = []
  const makeSome = async () => {
    for (let slug = slugs.pop(); slug !== undefined; slug = slugs.pop()) {
      made.push(await copyTenant(slug))
      if (made.length % 100 === 0) say(`${made.length} made in ${seconds(begun)}`)
    }
  }
  await Promise.all([makeSome(), makeSome(), makeSome()])
  await database.close()
  const tenon = await createTenon(config)
  const keys: string[] = []
  for (const tenant of made) {
    const { key } = await tenon.services.apiKeys.create(systemContext(tenant), { name: 'bench', roles: ['admin'] })
    keys.push(key)
  }
  await tenon.close()
  return keys
}

async function measure(keys: readonly string[]): Promise<void> {
  const begun = performance.now()
  const child = startProcess(['serve'], {
    ...{ DATABASE_URL: url, TENON_SECRET: SECRET, TENON_PORT: '0', TENON_LOG_LEVEL: 'warn' },
    ...{ TENON_URL: 'http://localhost:3999', TENON_FOLDER: mkdtempSync(join(tmpdir(), 'tenon-idle-')) },
    ...{ TENON_ACTOR_RATE: '0', TENON_ADDRESS_RATE: '0' },
  })
  const port = await portOf(child, /on port (\d+)/)
  const memory = () => residentMegabytes(child.child.pid ?? 0).toFixed(0)
  say(`${keys.length} tenants: started in ${seconds(begun)}`)
  await sleep(Number(options.rest) * 1_000)
  await rest(`${keys.length} tenants that nobody has asked for`, memory)
  for (const key of keys) {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/entity7?limit=1`, {
      headers: { authorization: `Bearer ${key}` },
    })
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
    await response.arrayBuffer()
  }
  say(`${keys.length} tenants, each asked once: ${memory()} MB`)
  await sleep(Number(options.rest) * 1_000)
  await rest(`${keys.length} tenants that were asked once`, memory)
  await child.kill('SIGTERM')
}

/** Memory and looks into tenants' tables, for as long as it is watched. */
async function rest(name: string, memory: () => string): Promise<void> {
  const [before, begun] = [await counters(), memory()]
  await sleep(Number(options.minutes) * 60_000)
  const after = await counters()
  const looks = `${after.looks - before.looks} looks into tables, ${after.transactions - before.transactions} transactions`
  say(`${name}: ${begun} → ${memory()} MB; in ${options.minutes} minutes ${looks}`)
}

async function counters(): Promise<{ looks: number; transactions: number }> {
  const { rows } = await client.query<{ looks: string; transactions: string }>(`select
    (select sum(coalesce(seq_scan, 0) + coalesce(idx_scan, 0)) from pg_stat_user_tables where schemaname like 't\\_%') as looks,
    (select xact_commit from pg_stat_database where datname = current_database()) as transactions`)
  return { looks: Number(rows[0]?.looks), transactions: Number(rows[0]?.transactions) }
}

function seconds(begun: number): string {
  return `${((performance.now() - begun) / 1_000).toFixed(1)} s`
}
