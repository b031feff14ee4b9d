import type { BulkRun } from '@tenon/sdk/contract/bulk-api'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { withStatementLimits } from '../../../core/src/db/statement-limits.ts'
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

/** The minute is over in which a run still counts as one of a living process. */
async function goOnLater(run: BulkRun): Promise<void> {
  await sql`update ${table('_bulk_run')} set touched_at = now() - interval '2 minutes' where id = ${run.id}::uuid`.execute(
    tenon.database.control,
  )
  await tenon.bulk.goOn(tenon.tenant)
}

/** Whoever changes that record hears that the disk is full; resolves to what ends that. */
async function fillDisk(id: string): Promise<() => Promise<unknown>> {
  const { control } = tenon.database
  await sql`create function ${table('no_room')}() returns trigger language plpgsql as
    $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`.execute(
    control,
  )
  await sql`create trigger no_room before update on ${table('deal')} for each row
    when (old.id = ${sql.lit(id)}::uuid) execute function ${table('no_room')}()`.execute(control)
  return () => sql`drop function ${table('no_room')}() cascade`.execute(control)
}

async function entriesOf(run: BulkRun) {
  const { rows } = await sql<{ entries: number; records: number }>`select count(*)::int as entries,
    count(distinct record_id)::int as records from ${table('_audit')}
    where request_id = ${run.id} and record_id is not null`.execute(tenon.database.control)
  return rows[0]
}

test.each(['bestEffort', 'allOrNothing'] as const)(
  'a change of many records, %s, waits for as long as the database has no room, says so, and is then ended with each changed once',
  async (mode) => {
    const ids = (await tenon.deals(250)).sort()
    const values = { quantity: mode === 'bestEffort' ? 5 : 6 }
    const makeRoom = await fillDisk(ids[120] ?? '')
    const process = tenon.another()
    const operation = { kind: 'update', values } as const
    const run = await process.start(admin, { entity: 'deal', target: { ids }, operation, mode })
    await process.close()
    // Not at once again: nothing else could be done meanwhile.
    await tenon.bulk.goOn(tenon.tenant)
    expect(tenon.faults.splice(0)).toHaveLength(1)
    for (let attempt = 1; attempt <= 4; attempt++) {
      await goOnLater(run)
      expect(await tenon.bulk.get(admin, run)).toMatchObject({
        ...{ status: 'running', endedAt: null, refused: 0, skipped: 0 },
        error: expect.stringContaining('no room'),
      })
    }
    expect(tenon.faults.splice(0)).toMatchObject(Array(4).fill({ code: '53100' }))
    await makeRoom()
    await goOnLater(run)
    const ended = { status: 'done', error: null, done: 250, refused: 0, skipped: 0 }
    expect(await tenon.bulk.get(admin, run)).toMatchObject(ended)
    expect(await entriesOf(run)).toEqual({ entries: 250, records: 250 })
    expect(await tenon.undo(admin, run)).toMatchObject({ status: 'done', done: 250 })
    expect(tenon.faults).toEqual([])
  },
  SLOW,
)

test(
  'one that runs out of the time of its statements is tried three times more, and then says what to do; what it did can be undone',
  async () => {
    const ids = (await tenon.deals(130)).sort()
    const asked = { ...admin, locale: 'zh-CN' as const }
    const shortly = <T>(work: () => Promise<T>) => withStatementLimits({ milliseconds: 300 }, work)
    const process = tenon.another()
    const operation = { kind: 'update', values: { quantity: 7 } } as const
    const run = await tenon.database.controlTransaction(async (trx) => {
      await sql`select 1 from ${table('deal')} where id = ${ids[120]}::uuid for update`.execute(trx)
      const begun = await shortly(() => process.start(asked, { entity: 'deal', target: { ids }, operation }))
      await process.close()
      for (let attempt = 1; attempt <= 3; attempt++) {
        expect(await tenon.bulk.get(admin, begun)).toMatchObject({
          ...{ status: 'running', done: expect.any(Number), refused: 0 },
          error: expect.stringContaining('重试'),
        })
        await shortly(() => goOnLater(begun))
      }
      return begun
    })
    expect(tenon.faults.splice(0)).toMatchObject(Array(4).fill({ code: '57014' }))
    await goOnLater(run)
    const found = await tenon.bulk.get(admin, run)
    expect(found).toMatchObject({ status: 'interrupted', done: 120, error: expect.stringContaining('减少') })
    expect(await tenon.deal(ids[120] ?? '')).toMatchObject({ quantity: 1 })
    expect(await tenon.undo(admin, run)).toMatchObject({ status: 'done', done: 120 })
    for (const id of ids) expect(await tenon.deal(id)).toMatchObject({ quantity: 1 })
  },
  SLOW,
)

test('one that is cancelled while it waits for room says nothing of that any more', async () => {
  const ids = await tenon.deals(2)
  const process = tenon.another()
  const makeRoom = await fillDisk(ids[0] ?? '')
  const operation = { kind: 'update', values: { quantity: 3 } } as const
  const run = await process.start(admin, { entity: 'deal', target: { ids }, operation })
  await process.close()
  await makeRoom()
  expect(tenon.faults.splice(0)).toMatchObject([{ code: '53100' }])
  expect(await tenon.bulk.get(admin, run)).toMatchObject({ status: 'running', error: expect.any(String) })
  expect(await tenon.bulk.cancel(admin, run)).toMatchObject({ status: 'cancelled', error: null })
  await goOnLater(run)
  expect(await tenon.deal(ids[0] ?? '')).toMatchObject({ quantity: 1 })
})

test(
  'one of which not even that it waits can be written down is not given up: it says so as soon as that can be, and goes on',
  async () => {
    const ids = await tenon.deals(3)
    const { control } = tenon.database
    const makeRoom = await fillDisk(ids[0] ?? '')
    // The sentence that it waits is longer than what was there before.
    await sql`create trigger no_room before update on ${table('_bulk_run')} for each row
      when (new.error is not null) execute function ${table('no_room')}()`.execute(control)
    const operation = { kind: 'update', values: { quantity: 8 } } as const
    const run = await tenon.bulk.start(admin, { entity: 'deal', target: { ids }, operation })
    for (let attempt = 1; attempt <= 4; attempt++) {
      await expect(goOnLater(run)).rejects.toMatchObject({ code: '53100' })
      expect(await tenon.bulk.get(admin, run)).toMatchObject({ status: 'running', endedAt: null, error: null })
    }
    await sql`drop trigger no_room on ${table('_bulk_run')}`.execute(control)
    await goOnLater(run)
    expect(await tenon.bulk.get(admin, run)).toMatchObject({
      ...{ status: 'running', endedAt: null },
      error: expect.stringContaining('no room'),
    })
    await makeRoom()
    await goOnLater(run)
    expect(await tenon.bulk.get(admin, run)).toMatchObject({ status: 'done', error: null, done: 3 })
    // That of the change, and that of its note.
    expect(tenon.faults.splice(0)).toMatchObject([{ code: '53100' }, { code: '53100' }])
  },
  SLOW,
)
