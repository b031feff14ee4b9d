import { setTimeout as sleep } from 'node:timers/promises'
import type { TenonError } from '@tenon/sdk/contract/tenon-error'
import type pg from 'pg'
import { operatorError } from '../context/operator-error.ts'

/** First key of the advisory lock under which a tenant's role changes; see also `publish-lock`. */
const LOCK_SPACE = 83_661_481
const LOCK_TIMEOUT = '3s'
const TRIES = 20
const PAUSE_MILLISECONDS = 500
/** A lock was not to be had in time, a deadlock, or roles that others change at the same time. */
const BUSY = new Set(['55P03', '40P01', '40001', 'XX000', '23505', '42710'])

export type Ask = (text: string, values?: unknown[]) => Promise<pg.QueryResult>

/**
 * One transaction that changes a tenant's role, all or nothing, while no other process does. Its tables are locked for
 * a moment: where they are in use for longer, it is tried again.
 * @throws TenonError UNAVAILABLE where they stay in use
 */
export async function inRoleChange<T>(pool: pg.Pool, schema: string, work: (ask: Ask) => Promise<T>): Promise<T> {
  for (let left = TRIES; ; left -= 1) {
    try {
      return await once(pool, schema, work)
    } catch (cause) {
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
      if (!BUSY.has(code)) throw cause
      if (left <= 1) throw stillBusy(schema, cause)
      await sleep(PAUSE_MILLISECONDS)
    }
  }
}

async function once<T>(pool: pg.Pool, schema: string, work: (ask: Ask) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let isBroken = true
  try {
    await client.query(`begin; set local lock_timeout = '${LOCK_TIMEOUT}'`)
    await client.query('select pg_advisory_xact_lock($1::int, hashtext($2))', [LOCK_SPACE, schema])
    const result = await work((text, values) =>
      values === undefined ? client.query(text) : client.query(text, values),
    )
    await client.query('commit')
    isBroken = false
    return result
  } catch (cause) {
    await client.query('rollback').then(
      () => {
        isBroken = false
      },
      () => undefined,
    )
    throw cause
  } finally {
    client.release(isBroken)
  }
}

function stillBusy(schema: string, cause: unknown): TenonError {
  const texts = {
    en: `The role of the database schema '${schema}' cannot be changed while its tables are in use: end what uses them (another Tenon, a backup, a long report) and start again.`,
    'zh-CN': `“${schema}”的数据表正被使用，无法更改其数据库角色：请先结束使用它们的程序（另一个 Tenon、备份、耗时的报表），再重新启动。`,
  }
  return operatorError('UNAVAILABLE', texts, cause)
}
