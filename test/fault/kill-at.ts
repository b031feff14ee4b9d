import pg from 'pg'
import { expect } from 'vitest'
import type { RunningProcess } from '../support/start-process.ts'

const PATIENCE = { timeout: 60_000, interval: 50 }
/** Of the advisory lock; nobody else uses the form with two numbers. */
const LOCK = '7101, 7101'

const TEST_CLIENT = 'test'

/** A connection of the test's own, which outlives those of the processes that it kills. */
export async function connectTest(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: TEST_CLIENT })
  await client.connect()
  return client
}

export interface Place {
  /** With its schema. */
  table: string
  change: 'insert' | 'update' | 'delete'
  /** Condition over `old`; of a new row over `new`. */
  row: string
}

/** Kills a process with -9 in the statement that changes the row: neither that nor what is in one transaction with it holds. */
export async function killAtRow(
  client: pg.Client,
  { table, change, row }: Place,
  start: () => RunningProcess,
): Promise<void> {
  await client.query(`select pg_advisory_lock(${LOCK})`)
  await client.query(`create function public.hold() returns trigger language plpgsql as
    $$ begin perform pg_advisory_xact_lock(${LOCK}); return coalesce(new, old); end $$`)
  await client.query(`create trigger hold before ${change} on ${table}
    for each row when (${row}) execute function public.hold()`)
  try {
    await killWhen(client, start(), `locktype = 'advisory' and (classid, objid) = (${LOCK}) and objsubid = 2`)
  } finally {
    await client.query(`select pg_advisory_unlock(${LOCK})`)
    await client.query('drop function public.hold() cascade')
  }
}

/** The same at the beginning of a process's n-th look into a table. */
export async function killAtRead(
  [one, two]: [pg.Client, pg.Client],
  { table, reading }: { table: string; reading: number },
  start: () => RunningProcess,
): Promise<void> {
  const waits = (mode: string) => `relation = '${table}'::regclass and mode = '${mode}'`
  const lock = `lock table ${table} in access exclusive mode`
  await one.query(`begin; ${lock}`)
  const run = start()
  let [holder, next] = [one, two]
  for (let read = 1; read < reading; read++) {
    await untilWaiting(holder, run, waits('AccessShareLock'))
    // Whoever asks later waits longer: the look that waits now comes to its end, and the one after it does not begin.
    await next.query('begin')
    const locked = next.query(lock)
    await untilWaiting(holder, run, waits('AccessExclusiveLock'))
    await holder.query('commit')
    await locked
    ;[holder, next] = [next, holder]
  }
  // Not by the holder: within its transaction it sees the connections that there were.
  await killWhen(next, run, waits('AccessShareLock'))
  await holder.query('commit')
}

async function untilWaiting(client: pg.Client, run: RunningProcess, lock: string): Promise<void> {
  await expect
    .poll(async () => {
      if (run.child.exitCode !== null) throw new Error(`It ended before it could be killed:\n${run.output()}`)
      // It tells of all databases of the server, where other tests wait for locks of the same numbers.
      const { rows } = await client.query(`select 1 from pg_locks where not granted and ${lock}
        and database = (select oid from pg_database where datname = current_database())`)
      return rows.length
    }, PATIENCE)
    .toBe(1)
}

/** PostgreSQL would carry out what it has begun before it notices that nobody is there any more. */
async function killWhen(client: pg.Client, run: RunningProcess, lock: string): Promise<void> {
  await untilWaiting(client, run, lock)
  await run.kill('SIGKILL')
  const left = `from pg_stat_activity where datname = current_database() and backend_type = 'client backend'
    and application_name <> '${TEST_CLIENT}'`
  await client.query(`select pg_terminate_backend(pid) ${left}`)
  await expect.poll(async () => (await client.query(`select pid ${left}`)).rows, PATIENCE).toEqual([])
}
