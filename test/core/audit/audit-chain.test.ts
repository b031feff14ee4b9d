import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chainEntries } from '../../../core/src/audit/chain/chain-entries.ts'
import { redactEntries } from '../../../core/src/audit/chain/redact-entries.ts'
import { readChainHead, verifyChain, verifyWithin } from '../../../core/src/audit/chain/verify-chain.ts'
import { removeOldAddresses } from '../../../core/src/audit/remove-old-addresses.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from '../records/open-test-records.ts'

describe.each(DATABASE_KINDS)('the chain over the audit trail on %s', (kind) => {
  let tenon: TestRecords
  let schema: string
  beforeAll(async () => {
    tenon = await openTestRecords(kind)
    schema = tenon.tenant.schema
  })
  afterAll(() => tenon.close())

  const audit = () => sql.id(schema, '_audit')
  const run = (statement: ReturnType<typeof sql>) => statement.execute(tenon.database.control)

  /** A record with some changes, chained; gives the ids of its entries, oldest first. */
  async function chained(): Promise<string[]> {
    const { id } = await tenon.createRecord(tenon.system, { entity: 'deal', values: { name: 'One' } })
    for (const version of [1, 2, 3]) {
      await tenon.updateRecord(tenon.system, { entity: 'deal', id, version, values: { name: `One ${version}` } })
    }
    await chainEntries(tenon.database, schema)
    const { rows } = await sql<{
      id: string
    }>`select id from ${audit()} where record_id = ${id}::uuid order by id`.execute(tenon.database.control)
    return rows.map((row) => row.id)
  }

  /** Does something nobody may do, looks, and puts it right again. */
  async function tampered(statement: ReturnType<typeof sql>) {
    const rolledBack = new Error('enough seen')
    let report: Awaited<ReturnType<typeof verifyChain>> | undefined
    await tenon.database
      .transaction(schema, async (trx) => {
        await statement.execute(trx)
        report = await verifyWithin(trx, schema)
        throw rolledBack
      })
      .catch((error: unknown) => {
        if (error !== rolledBack) throw error
      })
    return report
  }

  test('entries are chained once, by however many processes at the same time, and hold', async () => {
    await chained()
    for (let index = 0; index < 20; index++) {
      await tenon.createRecord(tenon.system, { entity: 'account', values: { name: `A ${index}` } })
    }
    expect((await verifyChain(tenon.database, schema)).waiting).toBe(20)
    const counts = await Promise.all([1, 2, 3].map(() => chainEntries(tenon.database, schema)))
    expect(counts.reduce((sum, count) => sum + count)).toBe(20)
    const report = await verifyChain(tenon.database, schema)
    expect(report).toMatchObject({ fault: null, waiting: 0, links: await tenon.count('_audit') })
    expect(await readChainHead(tenon.database, schema)).toEqual(report.head)
  })

  test('an entry that committed late is chained, though younger ones are already', async () => {
    await chained()
    const late = uuidv7().replace(/^.{8}-.{4}/, (start) => {
      const time = (Number.parseInt(start.replace('-', ''), 16) - 5 * 60_000).toString(16).padStart(12, '0')
      return `${time.slice(0, 8)}-${time.slice(8)}`
    })
    await run(
      sql`insert into ${audit()} (id, actor, action, entity, request_id, changes) values (${late}::uuid, 'system', 'user.create', 'user', 'r', '{}')`,
    )
    expect(await chainEntries(tenon.database, schema)).toBe(1)
    expect(await verifyChain(tenon.database, schema)).toMatchObject({ fault: null, waiting: 0 })
  })

  test('whoever changes, removes or inserts an entry, or a link, is found out, and the first one is named', async () => {
    const [, second = '', third = ''] = await chained()
    const fault = async (statement: ReturnType<typeof sql>) => (await tampered(statement))?.fault
    expect(await fault(sql`select 1`)).toBeNull()
    const links = sql.id(schema, '_audit_link')
    const changes = JSON.stringify({ name: { old: 'x', new: 'y' } })
    expect(
      await fault(sql`update ${audit()} set changes = ${changes}::jsonb where id in (${second}::uuid, ${third}::uuid)`),
    ).toMatchObject({ kind: 'changed', entry: second })
    expect(await fault(sql`update ${audit()} set actor = 'user:x' where id = ${third}::uuid`)).toMatchObject({
      kind: 'changed',
      entry: third,
    })
    expect(
      await fault(sql`update ${audit()} set at = at - interval '1 microsecond' where id = ${third}::uuid`),
    ).toMatchObject({ kind: 'changed', entry: third })
    expect(await fault(sql`update ${audit()} set reason = 'because' where id = ${third}::uuid`)).toMatchObject({
      kind: 'changed',
      entry: third,
    })
    expect(await fault(sql`delete from ${audit()} where id = ${second}::uuid`)).toMatchObject({
      kind: 'removed',
      entry: second,
    })
    const old = '01000000-0000-7000-8000-000000000000'
    expect(
      await fault(
        sql`insert into ${audit()} (id, actor, action, entity, request_id, changes) values (${old}::uuid, 'system', 'x', 'y', 'r', '{}')`,
      ),
    ).toMatchObject({ kind: 'inserted', entry: old })
    expect(await fault(sql`delete from ${links} where audit_id = ${second}::uuid`)).toMatchObject({ kind: 'chain' })
    expect(
      await fault(
        sql`delete from ${links} where audit_id = ${second}::uuid or seq > (select seq from ${links} where audit_id = ${second}::uuid)`,
      ),
    ).toMatchObject({ kind: 'chain' })
    expect(
      await fault(sql`update ${links} set content = sha256('x'::bytea) where audit_id = ${third}::uuid`),
    ).toMatchObject({ kind: 'chain', entry: third })
    expect(await verifyChain(tenon.database, schema)).toMatchObject({ fault: null })
  })

  test('addresses of clients go after 90 days, and the chain still holds', async () => {
    const old = '01800000-0000-7000-8000-00000000000a'
    const origin = JSON.stringify({ channel: 'rest', address: '192.0.2.1' })
    await run(
      sql`insert into ${audit()} (id, actor, action, entity, request_id, changes, origin) values (${old}::uuid, 'system', 'x', 'y', 'r', '{}', ${origin}::jsonb)`,
    )
    await run(sql`update ${sql.id(schema, '_audit_head')} set through = '00000000-0000-0000-0000-000000000000'`)
    const { id } = await tenon.createRecord(
      { ...tenon.system, origin: { channel: 'rest', address: '192.0.2.2' } },
      { entity: 'account', values: { name: 'Young' } },
    )
    await chainEntries(tenon.database, schema)
    await removeOldAddresses(tenon.database)
    const { rows } = await sql<{
      origin: unknown
    }>`select origin from ${audit()} where id = ${old}::uuid or record_id = ${id}::uuid order by id`.execute(
      tenon.database.control,
    )
    expect(rows.map((row) => row.origin)).toEqual([{ channel: 'rest' }, { channel: 'rest', address: '192.0.2.2' }])
    expect(await verifyChain(tenon.database, schema)).toMatchObject({ fault: null, waiting: 0 })
  })

  test('an end that was kept elsewhere shows a chain that was written anew', async () => {
    await chained()
    const { seq, hash } = await readChainHead(tenon.database, schema)
    await chained()
    expect(await verifyChain(tenon.database, schema, { seq, hash })).toMatchObject({ fault: null })
    expect(
      await verifyChain(tenon.database, schema, {
        seq,
        hash: hash.replace(/^./, (digit) => (digit === '0' ? '1' : '0')),
      }),
    ).toMatchObject({ fault: { kind: 'anchor', seq } })
    expect(await verifyChain(tenon.database, schema, { seq: seq + 1_000, hash })).toMatchObject({
      fault: { kind: 'anchor' },
    })
  })

  test('erased content leaves its digest, so that the chain holds and still shows what else was done', async () => {
    const [first = '', second = '', third = ''] = await chained()
    const statement = (id: string) =>
      sql<{ id: string }>`update ${audit()} set changes = '{}', reason = null where id = ${id}::uuid returning id`
    const erase = (id: string) =>
      tenon.database.transaction(schema, (trx) =>
        redactEntries(trx, schema, { kind: 'redaction', statement: statement(id) }),
      )
    expect(await erase(second)).toBe(1)
    expect(await verifyChain(tenon.database, schema)).toMatchObject({ fault: null, redacted: 1 })
    expect(
      (await tampered(sql`update ${audit()} set changes = '{"name":1}' where id = ${second}::uuid`))?.fault,
    ).toMatchObject({ kind: 'changed', entry: second })
    expect(
      (await tampered(sql`update ${audit()} set actor = 'user:x' where id = ${second}::uuid`))?.fault,
    ).toMatchObject({ kind: 'changed', entry: second })
    const removal = sql<{ id: string }>`delete from ${audit()} where id = ${third}::uuid returning id`
    await tenon.database.transaction(schema, (trx) =>
      redactEntries(trx, schema, { kind: 'removal', statement: removal }),
    )
    expect(await verifyChain(tenon.database, schema)).toMatchObject({ fault: null, redacted: 1, removed: 1 })
    expect(first).not.toBe('')
  })
})
