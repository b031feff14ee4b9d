import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { PostgresDialect, type PostgresPool } from 'kysely'
import pg from 'pg'
import type { DatabaseConfig } from '../config/database-config.ts'
import { buildDatabase } from './build-database.ts'
import { type Database, MINIMUM_POSTGRES_MAJOR } from './database.ts'
import { limitStatements } from './limit-statements.ts'
import { listenOnPostgres } from './listen-on-postgres.ts'
import { makePostgresRoles, type PostgresRoles } from './postgres-roles.ts'
import { makePreparingClient } from './preparing-client.ts'
import { roleClient } from './role-client.ts'
import type { GroupSender } from './run-together.ts'
import { type GroupMember, StatementGroup } from './statement-group.ts'
import { makeStatementUses } from './statement-uses.ts'
import { makeTenantHomes, type TenantHomes } from './tenant-homes.ts'

const LEAST_WAITING = 1_000
const WAITING_PER_CONNECTION = 50

/**
 * Opens a PostgreSQL server.
 * @throws TenonError CONFIG_INVALID where it cannot be reached, is older than version 15, or permits no required roles
 */
export async function openPostgres({
  url,
  poolSize,
  tenantRoles = 'on',
}: Omit<Extract<DatabaseConfig, { kind: 'postgres' }>, 'kind'>): Promise<Database> {
  // int8 as a number: counts and versions stay far below 2^53, and both drivers then agree.
  const types = new pg.TypeOverrides()
  types.setTypeParser(pg.types.builtins.INT8, Number)
  const uses = makeStatementUses()
  const pool = openPool(url, poolSize, { types, Client: makePreparingClient(uses, (client) => homes.isAtHome(client)) })
  const homes = makeTenantHomes(pool)
  // A broken connection is replaced by the pool; without a listener it would end the process. The pool listens to
  // idle ones only: one that breaks between two statements of a transaction is heard of by the second of them.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => {
    client.on('error', () => undefined)
    limitStatements(client, url)
  })
  await checkServer(pool, url)
  const roles = await closingOnError(pool, () => makePostgresRoles(pool, tenantRoles))
  const listener = listenOnPostgres(url)
  const connect = connector(pool, homes)
  const database = buildDatabase({
    kind: 'postgres',
    roles,
    dialect: new PostgresDialect({ pool: poolOf(pool, () => connect(null)) }),
    senderOf: makeSenders({ connect, roles, homes }),
    ...(roles.state !== 'off' && {
      tenantDialect: (schema) =>
        new PostgresDialect({ pool: poolOf(pool, tenantConnector({ connect, roles }, schema)) }),
    }),
    execute: (text, values) => pool.query(text, values),
    listen: listener.listen,
    hasHeardSince: listener.hasHeardSince,
    close: async () => {
      await listener.close()
      await pool.end()
    },
  })
  database.inUse.onRest((_, unusedSince) => {
    uses.forget(unusedSince)
    homes.forget(unusedSince)
  })
  return database
}

/** Takes a connection for a tenant's role, or for the server's own. */
type Connect = (role: string | null) => Promise<pg.PoolClient>

/** Waiting for a connection is bounded: what comes beyond is told so at once, instead of filling memory. */
function connector(pool: pg.Pool, homes: TenantHomes): Connect {
  const mostWaiting = Math.max(LEAST_WAITING, pool.options.max * WAITING_PER_CONNECTION)
  return async (role) => {
    if (pool.waitingCount >= mostWaiting) {
      throw Object.assign(new Error(`${mostWaiting} statements wait for a connection`), { code: '53300' })
    }
    homes.prefer(role)
    const client = await pool.connect()
    homes.noteTaken(client, role)
    return client
  }
}

/** As Kysely wants one. */
function poolOf(pool: pg.Pool, connect: () => Promise<unknown>): PostgresPool {
  return { connect, end: () => pool.end(), options: pool.options, Client: pg.Client } as PostgresPool
}

interface TenantConnections {
  connect: Connect
  roles: PostgresRoles
}

/** Takes connections on which all is done as the tenant's role. */
function tenantConnector({ connect, roles }: TenantConnections, schema: string): () => Promise<unknown> {
  const { inherits } = roles
  const connectAs = async (role: string | null) => {
    const client = await connect(role)
    return role === null ? client : roleClient(client, { role, inherits })
  }
  return () => {
    const role = roles.knownRole(schema)
    // Found out before a connection is taken, so that nobody who holds one asks for another.
    return role === undefined ? roles.findRole(schema).then(connectAs) : connectAs(role)
  }
}

/** One message for the reads of all tenants that come at one moment and share a home. */
function makeSenders({ connect, roles, homes }: TenantConnections & { homes: TenantHomes }) {
  const road = {
    homeOf: homes.numberOf,
    async send(members: readonly GroupMember[]): Promise<void> {
      const client = await connect(members[0]?.role ?? null)
      try {
        await client.query(new StatementGroup(members) as never)
      } finally {
        client.release()
      }
    },
  }
  return (schema: string | null): GroupSender => {
    const hasNone = schema === null || roles.state === 'off'
    return {
      road,
      knownRole: () => (hasNone ? null : roles.knownRole(schema)),
      findRole: async () => (hasNone ? null : roles.findRole(schema)),
    }
  }
}

async function closingOnError<T>(pool: pg.Pool, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    await pool.end()
    throw cause
  }
}

function openPool(url: string, max: number, options: Pick<pg.PoolConfig, 'types' | 'Client'>): pg.Pool {
  try {
    const pool = new pg.Pool({
      ...{ connectionString: url, max, connectionTimeoutMillis: 10_000, keepAlive: true },
      ...options,
    })
    return Object.assign(pool, { query: queryOf(pool) })
  } catch (cause) {
    throw new TenonError({
      code: 'CONFIG_INVALID',
      message: `DATABASE_URL is not a PostgreSQL address such as postgres://user:password@host:5432/name.`,
      cause,
    })
  }
}

/**
 * Instead of the pool's own, which sends a statement that had to wait from within the call that gave the connection back: bound
 * by that caller's limits, and ended with them.
 */
function queryOf(pool: pg.Pool): pg.Pool['query'] {
  const query = async (text: string, values?: unknown[]) => {
    const client = await pool.connect()
    try {
      const answer = await client.query(text, values)
      client.release()
      return answer
    } catch (error) {
      // It may be in the midst of a transaction, which a text of several statements has begun.
      client.release(true)
      throw error
    }
  }
  return query as pg.Pool['query']
}

async function checkServer(pool: pg.Pool, url: string): Promise<void> {
  const version = await readVersion(pool, url)
  if (version < MINIMUM_POSTGRES_MAJOR * 10_000) {
    await pool.end()
    throw new TenonError({
      code: 'CONFIG_INVALID',
      message: `The database at ${placeOf(url)} is PostgreSQL ${Math.floor(version / 10_000)}; Tenon needs version ${MINIMUM_POSTGRES_MAJOR} or newer.`,
    })
  }
}

async function readVersion(pool: pg.Pool, url: string): Promise<number> {
  try {
    const answer = await pool.query<{ version: number }>(`select current_setting('server_version_num')::int as version`)
    return answer.rows[0]?.version ?? 0
  } catch (cause) {
    await pool.end().catch(() => undefined)
    throw new TenonError({
      code: 'CONFIG_INVALID',
      message: `The database at ${placeOf(url)} cannot be reached: ${reasonOf(cause)}. Check DATABASE_URL and that the server is running.`,
      cause,
    })
  }
}

function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.errors[0] instanceof Error) return cause.errors[0].message
  return cause instanceof Error ? cause.message : String(cause)
}

/** Host, port and name, without the password. */
function placeOf(url: string): string {
  try {
    const { hostname, port, pathname } = new URL(url)
    return `${hostname}:${port || '5432'}${pathname}`
  } catch {
    return 'DATABASE_URL'
  }
}
