import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { openTestBulk, type TestBulk } from './open-test-bulk.ts'

const SLOW = 60_000

let tenon: TestBulk
let admin: RequestContext
beforeAll(async () => {
  tenon = await openTestBulk('postgres')
  admin = await tenon.addUser('Ada', ['admin'])
})
afterAll(() => tenon.close())

const table = (name: string) => sql.id(tenon.tenant.schema, name)

/** Ends the connection on which something waits for a lock, as a database does that is taken over by another or ended. */
async function cutWhatWaits(query: string): Promise<void> {
  const cut = async () => {
    const { rows } = await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and query like ${query}`.execute(
      tenon.database.control,
    )
    return rows.length
  }
  await expect.poll(cut, { timeout: 20_000 }).toBe(1)
}

test.each(['bestEffort', 'allOrNothing'] as const)(
  'a change of many records, %s, whose connection is lost is left to whoever goes on, and each record is changed once',
  async (mode) => {
    const ids = (await tenon.deals(250)).sort()
    const values = { quantity: mode === 'bestEffort' ? 5 : 6 }
    const process = tenon.another()
    let begun: ReturnType<typeof process.start> | null = null
    await tenon.database.controlTransaction(async (trx) => {
      await sql`select 1 from ${table('deal')} where id = ${ids[120]}::uuid for update`.execute(trx)
      begun = process.start(admin, { entity: 'deal', target: { ids }, operation: { kind: 'update', values }, mode })
      await cutWhatWaits('%for update%')
    })
    const run = await (begun as unknown as ReturnType<typeof process.start>)
    await process.close()
    const left = await tenon.bulk.get(admin, run)
    expect(left).toMatchObject({ status: 'running', error: null, refused: 0, skipped: 0 })
    expect(left.done).toBe(mode === 'bestEffort' ? 100 : 0)
    expect(tenon.faults.splice(0)).toMatchObject([{ message: expect.stringMatching(/terminat/) }])
    await tenon.bulk.goOn(tenon.tenant)
    expect(await tenon.bulk.get(admin, run)).toMatchObject({ status: 'done', done: 250, refused: 0, skipped: 0 })
    const { rows } = await sql<{ entries: number; records: number }>`select count(*)::int as entries,
      count(distinct record_id)::int as records from ${table('_audit')}
      where request_id = ${run.id} and record_id is not null`.execute(tenon.database.control)
    expect(rows).toEqual([{ entries: 250, records: 250 }])
    expect(tenon.faults).toEqual([])
  },
  SLOW,
)

test(
  'a batch of which the answer to its end was lost counts as changed by the run, and can be taken back with it',
  async () => {
    const ids = await tenon.deals(40)
    const { database } = tenon
    const process = tenon.another()
    // The connection ends after the database has written the batch and before it says so.
    const { transaction } = database
    let cut = false
    database.transaction = async (schema, work) => {
      const answer = await transaction(schema, work)
      if (cut || !(answer instanceof Map) || answer.size < 40) return answer
      cut = true
      throw Object.assign(new Error('terminating connection'), { code: '57P01' })
    }
    const operation = { kind: 'update', values: { quantity: 9 } } as const
    const run = await process.start(admin, { entity: 'deal', target: { ids }, operation })
    await process.close()
    database.transaction = transaction
    expect(cut).toBe(true)
    expect(tenon.faults.splice(0)).toMatchObject([{ code: '57P01' }])
    await tenon.bulk.goOn(tenon.tenant)
    expect(await tenon.bulk.get(admin, run)).toMatchObject({ status: 'done', done: 40, refused: 0, skipped: 0 })
    expect(await tenon.undo(admin, run)).toMatchObject({ status: 'done', done: 40 })
    for (const id of ids) expect(await tenon.deal(id)).toMatchObject({ quantity: 1 })
  },
  SLOW,
)
