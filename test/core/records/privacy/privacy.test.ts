import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chainEntries } from '../../../../core/src/audit/chain/chain-entries.ts'
import { verifyChain } from '../../../../core/src/audit/chain/verify-chain.ts'
import { makeRecordChange } from '../../../../core/src/audit/make-record-change.ts'
import type { RequestContext } from '../../../../core/src/context/request-context.ts'
import { makeExportPerson } from '../../../../core/src/records/privacy/export-person.ts'
import { makeErasureWorker } from '../../../../core/src/records/privacy/make-erasure-worker.ts'
import { makePrivacy } from '../../../../core/src/records/privacy/make-privacy.ts'
import { makeReadAsOf } from '../../../../core/src/records/restoring/read-as-of.ts'
import type { FileStorage } from '../../../../core/src/storage/file-storage.ts'
import { DATABASE_KINDS } from '../../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from '../open-test-records.ts'
import { privacyModel } from './privacy-model.ts'

describe.each(DATABASE_KINDS)('what is held of one person on %s', (kind) => {
  let tenon: TestRecords
  let privacy: ReturnType<typeof makePrivacy>
  let exportPerson: ReturnType<typeof makeExportPerson>
  let worker: ReturnType<typeof makeErasureWorker>
  let officer: RequestContext
  let staff: RequestContext
  const failures: unknown[] = []
  const removed: string[] = []

  function newWorker(onBatch?: () => void) {
    const storage = { remove: async ({ id }: { id: string }) => void removed.push(id) } as unknown as FileStorage
    const models = {
      get: async (tenant: typeof tenon.tenant) => {
        onBatch?.()
        return tenon.models.get(tenant)
      },
    }
    return makeErasureWorker({ ...tenon, models, storage, onError: (error) => failures.push(error) })
  }

  beforeAll(async () => {
    tenon = await openTestRecords(kind, privacyModel())
    const roles = {
      label: JSON.stringify({ en: 'Officer' }),
      grants: '{}',
      rights: ['privacy.export', 'privacy.erase'],
    }
    await tenon.database
      .tenant(tenon.tenant.schema)
      .insertInto('_role')
      .values({ name: 'officer', ...roles })
      .execute()
    worker = newWorker()
    const ground = { ...tenon, recordChange: makeRecordChange(tenon) }
    privacy = makePrivacy({ ...ground, erasures: { wake: (tenant) => worker.wake(tenant) } })
    exportPerson = makeExportPerson(ground)
    officer = await tenon.addUser('Olga', ['officer'])
    staff = await tenon.addUser('Sam', ['admin-like-nobody'])
  })
  afterAll(() => tenon.close())

  let count = 0
  /** A person with an order, its line, an invoice and a meeting, all changed once. */
  async function person(name: string) {
    const create = (entity: string, values: Parameters<typeof tenon.createRecord>[1]['values']) =>
      tenon.createRecord(tenon.system, { entity, values })
    count += 1
    const email = `p${count}@example.org`
    const { id } = await create('person', {
      name,
      email,
      phone: `+4930123456${10 + count}`,
      born: '1980-02-03',
      tier: 'gold',
    })
    const order = await create('order', { number: `O${count}`, buyer: id, shipTo: `${name}, Secret Street`, total: 7 })
    const line = await create('line', { text: 'Ring', order: order.id, engraving: `for ${name}` })
    const invoice = await create('invoice', { number: `I${count}`, payer: id, payerName: name })
    const meeting = await create('meeting', { topic: 'Tea', guests: [id], notes: `with ${name}` })
    await tenon.updateRecord(tenon.system, {
      entity: 'person',
      id,
      version: 1,
      values: { name: `${name} Married`, tier: 'iron' },
    })
    return { id, email, name, order: order.id, line: line.id, invoice: invoice.id, meeting: meeting.id }
  }

  const everything = async () => {
    const { schema } = tenon.tenant
    const tables = await sql<{ name: string }>`select table_name as name from information_schema.tables
      where table_schema = ${schema} and table_type = 'BASE TABLE'`.execute(tenon.database.control)
    const texts = await Promise.all(
      tables.rows.map(({ name }) =>
        sql<{
          text: string
        }>`select coalesce(string_agg(t::text, E'\n'), '') as text from ${sql.id(schema, name)} t`.execute(
          tenon.database.control,
        ),
      ),
    )
    return texts.map(({ rows }, at) => ({ table: tables.rows[at]?.name ?? '', text: rows[0]?.text ?? '' }))
  }
  const tablesWith = async (text: string) =>
    (await everything()).filter((one) => one.text.includes(text)).map(({ table }) => table)

  async function erase(entity: string, id: string) {
    const plan = await privacy.planErasure(officer, { entity, id })
    const run = await privacy.erase(officer, { entity, id, confirm: plan.confirm, records: plan.records })
    await worker.wake(tenon.tenant)
    return { plan, run: await privacy.erasure(officer, { id: run.id }) }
  }

  async function textOf(stream: AsyncIterable<string>): Promise<string> {
    let text = ''
    for await (const part of stream) text += part
    return text
  }

  test('nobody without the right finds, takes out or erases anything, nor learns what there is', async () => {
    const { id } = await person('Closed')
    const refused = { code: 'FORBIDDEN' }
    await expect(privacy.find(staff, { record: { entity: 'person', id } })).rejects.toMatchObject(refused)
    await expect(privacy.planErasure(staff, { entity: 'nothing', id })).rejects.toMatchObject(refused)
    await expect(privacy.erase(staff, { entity: 'person', id, confirm: '', records: 0 })).rejects.toMatchObject(refused)
    await expect(exportPerson(staff, { entity: 'person', id, format: 'json' })).rejects.toMatchObject(refused)
    await expect(privacy.hold(staff, { entity: 'person', id, reason: 'x' })).rejects.toMatchObject(refused)
    const plugin = tenon.as({
      ...{ kind: 'plugin', id: 'crm', name: 'CRM', hook: 'x', capabilities: ['entity:person:read'] },
      onBehalfOf: officer.actor,
    })
    await expect(privacy.find(plugin, { record: { entity: 'person', id } })).rejects.toMatchObject(refused)
  })

  test('somebody is found by address and number across entities, whatever capitals, with people of the organisation', async () => {
    const one = await person('Findable')
    const user = uuidv7()
    const email = one.email.toUpperCase()
    const row = { id: user, email: one.email, name: 'Same address', roles: [], team_id: null }
    await tenon.database.tenant(tenon.tenant.schema).insertInto('_user').values(row).execute()
    const other = await tenon.createRecord(tenon.system, {
      entity: 'person',
      values: { name: 'Other', email: 'other@example.org', others: [one.email] },
    })
    const found = await privacy.find(officer, { email })
    expect(found.records.map(({ id, fields }) => ({ id, fields }))).toEqual([
      { id: one.id, fields: ['E-mail'] },
      { id: other.id, fields: ['Other addresses'] },
    ])
    expect(found.users.map(({ id }) => id)).toEqual([user])
    const byPhone = await privacy.find(officer, { phone: `+49 30 123 456 ${10 + count}` })
    expect(byPhone.records.map(({ id }) => id)).toEqual([one.id])
    const order = await privacy.find(officer, { record: { entity: 'order', id: one.order } })
    expect(order.records[0]?.persons).toEqual([{ entity: 'person', id: one.id, title: 'Findable Married' }])
    await expect(privacy.find(officer, {})).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    // Whom somebody was looking for is nobody's business in the trail.
    expect((await tablesWith(email)).filter((table) => table === '_audit')).toEqual([])
  })

  test('the file has the person’s records with history and none of others, hostile texts harmless in the CSV, and is in the trail', async () => {
    const one = await person('=HYPERLINK("http://evil")')
    await person('Somebody Else')
    const json = JSON.parse(
      await textOf(await exportPerson(officer, { entity: 'person', id: one.id, format: 'json' })),
    ) as {
      records: Array<{ id: string; entity: string; values: Record<string, unknown>; history: unknown[] }>
    }
    expect(json.records.map(({ id }) => id).sort()).toEqual([one.id, one.order, one.line, one.invoice].sort())
    const own = json.records.find(({ id }) => id === one.id)
    // Sensitive values too: the answer must be complete.
    expect(own?.values).toMatchObject({ email: one.email, born: '1980-02-03' })
    expect(own?.history).toHaveLength(2)
    expect(JSON.stringify(json)).not.toContain('Somebody Else')
    const csv = await textOf(await exportPerson(officer, { entity: 'person', id: one.id, format: 'csv' }))
    expect(csv).toContain(`"'=HYPERLINK(""http://evil"")`)
    expect(csv).not.toMatch(/(^|,)"?=HYPERLINK/m)
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.id(tenon.tenant.schema, '_audit')}
      where action = 'privacy.export' and changes ->> 'id' = ${one.id}`.execute(tenon.database.control)
    expect(rows[0]?.n).toBe(2)
    await expect(exportPerson(officer, { entity: 'order', id: one.order, format: 'json' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
  })

  test('an erasure leaves no trace of the values in any table, keeps the facts and what must be kept, and the chain still holds', async () => {
    const one = await person('Vanishing Venus')
    const phone = (await tenon.models.get(tenon.tenant)).entities.get('person')?.fields.get('phone')
    const typed = { record_id: one.id, field_id: phone?.id ?? '', typed: '030 Vanishing' }
    await tenon.database.tenant(tenon.tenant.schema).insertInto('_typed_text').values(typed).execute()
    const key = {
      actor: 'user:x',
      key: 'k1',
      request: 'r',
      claim: uuidv7(),
      answer: JSON.stringify([{ id: one.order, version: 1, shipTo: 'Vanishing Venus' }]),
    }
    await tenon.database
      .tenant(tenon.tenant.schema)
      .insertInto('_request_key' as never)
      .values(key as never)
      .execute()
    await chainEntries(tenon.database, tenon.tenant.schema)
    const { plan, run } = await erase('person', one.id)
    expect(plan).toMatchObject({ records: 3, blocks: [], confirm: 'Vanishing Venus Married' })
    expect(plan.entities.find(({ entity }) => entity === 'invoice')?.kept).toEqual([
      { reason: 'Kept for the tax office', records: 1 },
    ])
    expect(plan.entities.some(({ entity }) => entity === 'meeting')).toBe(false)
    expect(run).toMatchObject({ status: 'done', total: 3, done: 3, error: null })
    expect(failures).toEqual([])
    const left = (await tablesWith('Venus')).sort()
    // The invoice is kept, and of a list of guests nobody said that it tells of each of them.
    expect(left).toEqual(['_audit', '_outbox', 'invoice', 'meeting'])
    const { rows: told } = await sql<{
      entity: string
    }>`select distinct entity from ${sql.id(tenon.tenant.schema, '_audit')}
      where changes::text like '%Venus%' order by 1`.execute(tenon.database.control)
    expect(told.map(({ entity }) => entity)).toEqual(['invoice', 'meeting'])
    for (const gone of [one.email, '030 Vanishing', `+4930123456${10 + count}`])
      expect(await tablesWith(gone)).toEqual([])
    const record = await tenon.getRecord(tenon.system, { entity: 'person', id: one.id })
    expect(record).toMatchObject({
      name: 'Erased',
      email: `erased-${one.id}@erased.invalid`,
      phone: null,
      born: null,
      tier: 'iron',
    })
    const history = await tenon.readHistory(tenon.system, { entity: 'person', id: one.id })
    expect(history.map(({ action }) => action)).toEqual(['erase', 'update', 'create'])
    expect(history[1]?.changes).toMatchObject({
      name: { old: null, new: null, erased: true },
      tier: { old: 'gold', new: 'iron' },
    })
    await chainEntries(tenon.database, tenon.tenant.schema)
    const report = await verifyChain(tenon.database, tenon.tenant.schema)
    expect(report).toMatchObject({ fault: null })
    expect(report.redacted).toBeGreaterThan(0)
    const readAsOf = makeReadAsOf(tenon)
    const at = history[2]?.at ?? ''
    expect(await readAsOf(tenon.system, { entity: 'person', id: one.id, at })).toMatchObject({
      incomplete: true,
      record: { tier: 'gold', name: null },
    })
  })

  test('outside systems are told whom to erase, and not what', async () => {
    const one = await person('Told Tim')
    await erase('person', one.id)
    const { rows } = await sql<{ payload: unknown }>`select payload from ${sql.id(tenon.tenant.schema, '_outbox')}
      where name = 'tenon.personalDataErased' and payload ->> 'recordId' = ${one.id}`.execute(tenon.database.control)
    expect(rows).toEqual([{ payload: { erasure: expect.any(String), entity: 'person', recordId: one.id, records: 3 } }])
  })

  test('doing it twice changes nothing more, and two who ask at once get one run', async () => {
    const one = await person('Twice Tom')
    const plan = await privacy.planErasure(officer, { entity: 'person', id: one.id })
    const asked = { entity: 'person', id: one.id, confirm: plan.confirm, records: plan.records }
    const runs = await Promise.all([privacy.erase(officer, asked), privacy.erase(officer, asked).catch(() => null)])
    await worker.wake(tenon.tenant)
    const ids = new Set(runs.flatMap((run) => (run === null ? [] : [run.id])))
    expect(ids.size).toBe(1)
    const before = await tenon.getRecord(tenon.system, { entity: 'person', id: one.id })
    const { run } = await erase('person', one.id)
    expect(run.erased.every(({ records, history, files }) => records + history + files === 0)).toBe(true)
    expect(await tenon.getRecord(tenon.system, { entity: 'person', id: one.id })).toEqual(before)
    await expect(privacy.erase(officer, { ...asked, confirm: 'Twice' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  test('a hold forbids it by name, keeps the record from the trash’s end, and its release permits it again', async () => {
    const one = await person('Held Hanna')
    await privacy.hold(officer, { entity: 'person', id: one.id, reason: 'Case 12/26' })
    const plan = await privacy.planErasure(officer, { entity: 'person', id: one.id })
    expect(plan.blocks).toEqual(['Nothing may be erased: Case 12/26'])
    const asked = { entity: 'person', id: one.id, confirm: plan.confirm, records: plan.records }
    await expect(privacy.erase(officer, asked)).rejects.toMatchObject({ code: 'CONFLICT' })
    expect((await privacy.holds(officer)).map(({ title }) => title)).toEqual(['Held Hanna Married'])
    expect(await privacy.release(officer, { entity: 'person', id: one.id })).toEqual({ released: true })
    expect((await erase('person', one.id)).run.status).toBe('done')
  })

  test('a process that dies half-way leaves a run that another one finishes, with 1,500 records of one person', async () => {
    const one = await person('Many Mia')
    const records = Array.from({ length: 1_500 }, (_, at) => {
      return { number: `M${at}`, buyer: one.id, shipTo: `Mia's door ${at}` }
    })
    for (let at = 0; at < records.length; at += 500) {
      await tenon.createRecords(tenon.system, { entity: 'order', records: records.slice(at, at + 500) })
    }
    const plan = await privacy.planErasure(officer, { entity: 'person', id: one.id })
    let batches = 0
    worker = newWorker(() => {
      batches += 1
      if (batches > 4) throw new Error('killed')
    })
    const asked = { entity: 'person', id: one.id, confirm: plan.confirm, records: plan.records }
    const { id } = await privacy.erase(officer, asked)
    await worker.wake(tenon.tenant)
    const halfway = await privacy.erasure(officer, { id })
    expect(halfway).toMatchObject({ status: 'running', error: 'Error' })
    expect(halfway.done).toBeGreaterThan(0)
    expect(halfway.done).toBeLessThan(plan.records)
    failures.length = 0
    worker = newWorker()
    await worker.wake(tenon.tenant)
    expect(await privacy.erasure(officer, { id })).toMatchObject({ status: 'done', done: plan.records, error: null })
    expect(await tablesWith("Mia's door")).toEqual([])
    expect(failures).toEqual([])
  })
})
