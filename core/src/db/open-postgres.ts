import { PostgresDialect, type PostgresPool } from 'kysely'
import pg from 'pg'
import type { DatabaseConfig } from '../config/database-config.ts'
import { operatorError } from '../context/operator-error.ts'
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
  const pool = openPool(url, poolSize, { types, Client: makePreparingClient(uses) })
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
  const bounded = boundedPool(pool)
  const database = buildDatabase({
    kind: 'postgres',
    roles,
    dialect: new PostgresDialect({ pool: bounded }),
    senderOf: makeSenders(bounded, roles),
    ...(roles.state !== 'off' && {
      tenantDialect: (schema) => new PostgresDialect({ pool: tenantPool(bounded, roles, schema) }),
    }),
    execute: (text, values) => pool.query(text, values),
    listen: listener.listen,
    hasHeardSince: listener.hasHeardSince,
    close: async () => {
      await listener.close()
      await pool.end()
    },
  })
  database.inUse.onRest((_, unusedSince) => uses.forget(unusedSince))
  return database
}

/** Waiting for a connection is bounded: what comes beyond is told so at once, instead of filling memory. */
function boundedPool(pool: pg.Pool): PostgresPool {
  const mostWaiting = Math.max(LEAST_WAITING, pool.options.max * WAITING_PER_CONNECTION)
  return {
    connect: async () => {
      if (pool.waitingCount < mostWaiting) return pool.connect()
      throw Object.assign(new Error(`${mostWaiting} statements wait for a connection`), { code: '53300' })
    },
    end: () => pool.end(),
    options: pool.options,
    Client: pg.Client,
  } as PostgresPool
}

/** The same connections, on which all is done as the tenant's role. */
function tenantPool(pool: PostgresPool, roles: PostgresRoles, schema: string): PostgresPool {
  const { inherits } = roles
  const as = (client: unknown, role: string | null) =>
    role === null ? client : roleClient(client as pg.PoolClient, { role, inherits })
  const connect = () => {
    const role = roles.knownRole(schema)
    if (role !== undefined) return pool.connect().then((client) => as(client, role))
    // Found out before a connection is taken, so that nobody who holds one asks for another.
    return roles.findRole(schema).then(async (found) => as(await pool.connect(), found))
  }
  return { ...pool, connect } as PostgresPool
}

/** One message for the reads of all tenants that come at one moment. */
function makeSenders(pool: PostgresPool, roles: PostgresRoles): (schema: string | null) => GroupSender {
  const road = {
    async send(members: readonly GroupMember[]): Promise<void> {
      const client = (await pool.connect()) as pg.PoolClient
      try {
        await client.query(new StatementGroup(members) as never)
      } finally {
        client.release()
      }
    },
  }
  return (schema) => {
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
    const texts = {
      en: `DATABASE_URL is not a PostgreSQL address such as postgres://user:password@host:5432/name.`,
      'zh-CN': 'DATABASE_URL 不是 PostgreSQL 地址，应形如 postgres://user:password@host:5432/name。',
    }
    throw operatorError('CONFIG_INVALID', texts, cause)
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
    const [place, major] = [placeOf(url), Math.floor(version / 10_000)]
    throw operatorError('CONFIG_INVALID', {
      en: `The database at ${place} is PostgreSQL ${major}; Tenon needs version ${MINIMUM_POSTGRES_MAJOR} or newer.`,
      'zh-CN': `${place} 的数据库是 PostgreSQL ${major}；Tenon 需要版本 ${MINIMUM_POSTGRES_MAJOR} 或更新。`,
    })
  }
}

async function readVersion(pool: pg.Pool, url: string): Promise<number> {
  try {
    const answer = await pool.query<{ version: number }>(`select current_setting('server_version_num')::int as version`)
    return answer.rows[0]?.version ?? 0
  } catch (cause) {
    await pool.end().catch(() => undefined)
    const texts = {
      en: `The database at ${placeOf(url)} cannot be reached: ${reasonOf(cause)}. Check DATABASE_URL and that the server is running.`,
      'zh-CN': `无法连接 ${placeOf(url)} 的数据库：“${reasonOf(cause)}”。请检查 DATABASE_URL，并确认服务器正在运行。`,
    }
    throw operatorError('CONFIG_INVALID', texts, cause)
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
