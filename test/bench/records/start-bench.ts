import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { systemContext } from '../../../core/src/context/system-context.ts'
import { createTenon } from '../../../core/src/create-tenon.ts'
import { runPostgres } from '../../support/run-postgres.ts'
import { startProcess } from '../../support/start-process.ts'
import { writeBenchPlugin } from './bench-plugin.ts'
import { fillTables } from './fill-tables.ts'
import { processTimes } from './process-times.ts'

export const SECRET = 'kV9x2mQ7pLr4ZtW8yB1cF6hJ3nD5sG0aUeIoRwXz'
const PASSWORD = 'a long enough password'

export interface Server {
  port: number
  pid: number
}

export interface Bench {
  floor: Server
  trpcFloor: Server
  tenon: Server
  /** Of the PostgreSQL server that all of them ask. */
  postmaster: number
  /** Header values: of a key with all rights, of an admin's session, of a seller's who sees his own records alone. */
  credentials: { key: string; admin: string; seller: string }
  ids: { accounts: string[]; opportunities: string[] }
  /** From the start of the process to its first answer, in milliseconds. */
  startedIn: number
  /** Processor time that it took for that. */
  startedWith: number
  close(): Promise<void>
}

export interface BenchOptions {
  accounts: number
  opportunities: number
  /** Folder for a profile of our server's processor time, as `--cpu-prof` writes it. */
  profile?: string | undefined
  /** Settings of our server besides. */
  settings?: Record<string, string>
}

/** PostgreSQL with the same rows in bare tables and in a tenant's, and the three servers over it as processes of their own. */
export async function startBench({ profile, settings = {}, ...rows }: BenchOptions): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'tenon-bench-'))
  const postgres = await runPostgres()
  const key = await prepareTenant(postgres.url)
  const client = new pg.Client({ connectionString: postgres.url })
  await client.connect()
  const ids = await fillTables(client, rows)
  const postmaster = await findPostmaster(client)
  await client.end()
  const env = { DATABASE_URL: postgres.url }
  const servers = [
    startProcess([], env, { program: join(import.meta.dirname, 'floor-server.ts') }),
    startProcess([], env, { program: join(import.meta.dirname, 'trpc-floor-server.ts') }),
  ]
  // They are up before ours starts: the time that it takes is its own.
  const [floor, trpcFloor] = await Promise.all(
    servers.map(async (server) => ({ port: await portOf(server, /on (\d+)\./), pid: server.child.pid ?? 0 })),
  )
  if (floor === undefined || trpcFloor === undefined) throw new Error('no floor')
  const started = performance.now()
  const tenon = startProcess(['serve'], {
    ...env,
    TENON_SECRET: SECRET,
    TENON_FOLDER: folder,
    TENON_PORT: '0',
    TENON_LOG_LEVEL: 'warn',
    // What is measured is what a request costs, not how many one caller may send.
    ...{ TENON_ACTOR_RATE: '0', TENON_ADDRESS_RATE: '0' },
    TENON_URL: 'http://localhost:3999',
    ...settings,
    ...(profile !== undefined && { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profile}` }),
  })
  const port = await portOf(tenon, /on port (\d+)/)
  await fetch(`http://127.0.0.1:${port}/health/live`)
  const startedIn = performance.now() - started
  const startedWith = processTimes(tenon.child.pid ?? 0)
  return {
    ...{ floor, trpcFloor, tenon: { port, pid: tenon.child.pid ?? 0 }, postmaster, ids, startedIn, startedWith },
    credentials: {
      key: `Bearer ${key}`,
      admin: await signIn(port, 'admin@example.com'),
      seller: await signIn(port, 'seller@example.com'),
    },
    close: async () => {
      await Promise.all(servers.map((server) => server.kill('SIGKILL')))
      await tenon.kill(profile === undefined ? 'SIGKILL' : 'SIGTERM')
      await postgres.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The port that a server says once it listens. */
export async function portOf(server: ReturnType<typeof startProcess>, pattern: RegExp): Promise<number> {
  await server.printed(pattern)
  return Number(pattern.exec(server.output())?.[1])
}

/** The tenant `bench` with the plugin, an admin, a seller and a key. */
export async function prepareTenant(url: string): Promise<string> {
  const tenon = await createTenon({
    database: { kind: 'postgres', url, poolSize: 4 },
    ...{ folder: '', host: 'localhost', port: 0, baseUrl: 'http://localhost', secret: SECRET, logLevel: 'silent' },
    ...{ trustedProxies: false as const, metricsToken: undefined, pluginHttp: false },
  })
  const tenant = await tenon.createTenant({ slug: 'bench', name: 'Bench' })
  const ctx = systemContext(tenant)
  await tenon.installPlugins(ctx, [await tenon.loadPluginFolder(writeBenchPlugin())])
  const { roles, users, apiKeys } = tenon.services
  const own = { create: 'all', read: 'own', update: 'own', delete: 'own' } as const
  await roles.set(ctx, {
    name: 'seller',
    label: { en: 'Seller' },
    grants: { opportunity: own, account: { read: 'all' } },
  })
  await users.create(ctx, { name: 'Ada', email: 'admin@example.com', password: PASSWORD, roles: ['admin'] })
  await users.create(ctx, { name: 'Sam', email: 'seller@example.com', password: PASSWORD, roles: ['seller'] })
  const { key } = await apiKeys.create(ctx, { name: 'bench', roles: ['admin'] })
  await tenon.close()
  return key
}

async function signIn(port: number, email: string): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: 'http://localhost:3999' },
    body: JSON.stringify({ email, password: PASSWORD }),
  })
  const cookie = answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  if (!answer.ok || cookie === '') throw new Error(`Sign-in answered ${answer.status}: ${await answer.text()}`)
  return cookie
}

/** The parent of the process that serves this connection. */
export async function findPostmaster(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  const stat = readFileSync(`/proc/${rows[0]?.pid}/stat`, 'latin1')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
}
