import type { BulkRun } from '@tenon/sdk/contract/bulk-api'
import type { CheckedImport, CheckImportInput, ImportPlan } from '@tenon/sdk/contract/import-api'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Imports, makeImports } from '../../../core/src/bulk/make-imports.ts'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestBulk, type TestBulk } from '../bulk/open-test-bulk.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

describe.each(DATABASE_KINDS)('files that people import, on %s', (kind) => {
  let tenon: TestBulk
  let imports: Imports
  let admin: RequestContext
  beforeAll(async () => {
    tenon = await openTestBulk(kind)
    imports = makeImports(tenon, tenon.bulk)
  })
  beforeEach(async () => {
    admin = await tenon.addUser('Ada', ['admin'])
  })
  afterEach(() => {
    expect(tenon.faults.splice(0)).toEqual([])
  })
  afterAll(() => tenon.close())

  const check = (
    text: string | Uint8Array,
    more: Partial<CheckImportInput> = {},
    ctx = admin,
  ): Promise<CheckedImport> =>
    imports.check(ctx, {
      entity: 'deal',
      file: 'a.csv',
      content: typeof text === 'string' ? bytes(text) : text,
      ...more,
    })

  async function run(text: string, plan: Omit<ImportPlan, 'entity' | 'file'> & { entity?: string }, ctx = admin) {
    const begun = await imports.start(ctx, { entity: 'deal', file: 'a.csv', content: bytes(text), ...plan })
    return begun.status === 'running' ? tenon.ended(ctx, begun.id) : begun
  }

  const told = async ({ id }: BulkRun, ctx = admin) =>
    (await tenon.bulk.report(ctx, { id, limit: 200 })).rows
      .sort((one, other) => (one.line ?? 0) - (other.line ?? 0))
      .map(({ line, state, message }) => [line, state, message])

  const leftRows = async ({ id }: BulkRun, ctx = admin) => {
    const { text } = await imports.leftRows(ctx, { id })
    let all = ''
    for await (const part of text) all += part
    return all
  }

  const named = async (name: string, entity = 'deal') => {
    const where = { field: 'name', op: 'eq', value: name } as const
    return (await tenon.findRecords(tenon.system, { entity, where })).records
  }

  test('columns are guessed by name and by label in either language, and the first rows are checked at their cells', async () => {
    await tenon.createRecord(tenon.system, { entity: 'account', values: { name: 'Guess Ltd' } })
    const text =
      'NAME;Quantity（中）;Account;Kind;closesOn;Nonsense\nG1;3;Guess Ltd;类型 renewal;2026/3/1;x\nG2;many;Nobody Ltd;Kind new;31.3.2026;y\n;1;;;;\n'
    const checked = await check(text)
    expect(checked).toMatchObject({ encoding: 'UTF-8', delimiter: ';', rows: 3, match: null, problems: [] })
    expect(checked.columns.map(({ field }) => field)).toEqual(['name', 'quantity', 'account', 'kind', 'closesOn', null])
    expect(checked.sample.map(({ line, becomes }) => [line, becomes])).toEqual([
      [2, 'new'],
      [3, 'refused'],
      [4, 'refused'],
    ])
    expect(checked.sample[1]?.problems[0]).toMatchObject({
      column: 2,
      message: "Account: there is no account whose Name is 'Nobody Ltd'",
    })
    expect(checked.sample[2]?.problems[0]).toMatchObject({ column: 0, message: 'Name: a value is needed' })
    const zh = await check(text, {}, { ...admin, locale: 'zh-CN' })
    expect(zh.sample[1]?.problems[0]?.message).toBe('Account（中）: 没有Name（中）为“Nobody Ltd”的实体account')
    expect(await named('G1')).toEqual([])
  })

  test.each([
    ['UTF-8', new Uint8Array([0xef, 0xbb, 0xbf, ...bytes('Name,Quantity\n重庆,2\n')])],
    ['UTF-16', new Uint8Array([0xff, 0xfe, ...Buffer.from('Name\tQuantity\r\n重庆\t2\r\n', 'utf16le')])],
    // 重庆
    ['GB18030', new Uint8Array([...bytes('Name,Quantity\n'), 0xd6, 0xd8, 0xc7, 0xec, ...bytes(',2\n')])],
  ])('a file in %s is read as it was written', async (encoding, content) => {
    const checked = await check(content)
    expect(checked).toMatchObject({ encoding, sample: [{ cells: ['重庆', '2'], becomes: 'new' }] })
    expect(checked.columns.map(({ field }) => field)).toEqual(['name', 'quantity'])
  })

  test.each([
    ['nothing', new Uint8Array(), 'The file is empty'],
    ['a header alone', bytes('Name,Quantity\n'), 'one line only'],
    ['a workbook', new Uint8Array([0x50, 0x4b, 0x03, 0x04, 1, 2]), 'CSV UTF-8'],
    [
      'Western letters',
      new Uint8Array([...bytes('Name\nCaf'), 0xe9, ...bytes(' de la gare, M'), 0xfc, ...bytes('nchen\n')]),
      'neither UTF-8 nor GB18030',
    ],
    ['an open quote', bytes('Name\n"A\nB\n'), 'quotation mark'],
    ['201 columns', bytes(`${Array.from({ length: 201 }, (_, at) => `c${at}`).join()}\n1\n`), '201 columns'],
    ['50,001 rows', bytes(`Name\n${'x\n'.repeat(50_001)}`), '50,000 rows'],
  ])('%s is refused with what to do about it', async (_, content, words) => {
    await expect(check(content)).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      message: expect.stringContaining(words),
    })
  })

  test('two columns for one field, none at all, a field that new records need and an id without a use stand in the way', async () => {
    const text = 'a,b,c\nx,y,z\n'
    const of = async (fields: Array<string | null>) =>
      (await check(text, { fields })).problems.map(({ pointer, rule }) => `${pointer} ${rule}`)
    expect(await of(['name', 'name', null])).toEqual(['/fields/1 twice'])
    expect(await of([null, null, null])).toEqual(['/fields columns', '/fields required'])
    expect(await of(['quantity', null, null])).toEqual(['/fields required'])
    expect(await of(['name', 'id', null])).toEqual(['/fields/1 key'])
    expect(await of(['name', 'nothing', null])).toEqual(['/fields/1 field'])
    expect(await of(['name'])).toEqual(['/fields columns'])
    const before = await tenon.count('deal')
    await expect(run(text, { fields: ['quantity', null, null] })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
    expect(await tenon.count('deal')).toBe(before)
    expect(await tenon.count('_bulk_run')).toBe(0)
  })

  test('rows become records in one run, with its file in the audit trail; what is refused comes back as a file that can be mended, and undo takes all back', async () => {
    tenon.hooks.before = (_, { values }) =>
      values['name'] === 'Bad' ? { kind: 'reject', message: 'A plugin says no.' } : { kind: 'ok' }
    const text = 'Name,Quantity,Note\nFirst,1,a\nBad,2,b\nThird,three,"=x, y"\n\'+Fourth,4,d,\n'
    const done = await run(text, { fields: ['name', 'quantity', null] })
    tenon.hooks.before = () => ({ kind: 'ok' })
    expect(done).toMatchObject({
      status: 'done',
      total: 4,
      done: 2,
      refused: 2,
      operation: { kind: 'import', file: 'a.csv' },
    })
    expect(await told(done)).toEqual([
      [2, 'done', null],
      [3, 'refused', 'A plugin says no.'],
      [4, 'refused', expect.stringMatching(/^Quantity: /)],
      [5, 'done', null],
    ])
    const [record] = await named('+Fourth')
    expect(record).toMatchObject({ quantity: 4, ownerId: admin.actor.kind === 'user' ? admin.actor.id : '' })
    const { rows } = await sql<{ origin: object; events: number }>`select a.origin,
      (select count(*)::int from ${sql.id(tenon.tenant.schema, '_outbox')} o where o.record_id = a.record_id) as events
      from ${sql.id(tenon.tenant.schema, '_audit')} a where a.record_id = ${record?.id}::uuid`.execute(
      tenon.database.control,
    )
    expect(rows).toEqual([{ origin: { channel: 'import', import: { run: done.id, name: 'a.csv' } }, events: 1 }])
    const left = await leftRows(done)
    expect(left.split('\r\n').slice(0, 2)).toEqual([
      '\uFEFFName,Quantity,Note,Not imported because',
      'Bad,2,b,A plugin says no.',
    ])
    expect(left).toContain(`Third,three,"'=x, y",Quantity: `)
    expect((await check(left)).columns.map(({ field }) => field)).toEqual(['name', 'quantity', null, null])
    // Nothing is kept twice of what is in records.
    const kept = await sql<{
      count: number
    }>`select count(*)::int as count from ${sql.id(tenon.tenant.schema, '_bulk_row')}
      where run = ${done.id}::uuid and jsonb_exists(input, 'cells')`.execute(tenon.database.control)
    expect(kept.rows[0]?.count).toBe(2)
    expect(await tenon.undo(admin, done)).toMatchObject({ status: 'done', done: 2 })
    expect(await named('First')).toEqual([])
  })

  test('rows whose record is there change it, or leave it alone; a second one of the same record is refused', async () => {
    const [first] = await tenon.createRecords(tenon.system, {
      entity: 'contact',
      records: [{ name: 'Old', email: 'old@x.example' }],
    })
    const text = 'E-mail,Name\nOLD@x.example,New\nfresh@x.example,Fresh\n,Nobody\nold@x.example,Again\n'
    const match = { field: 'email', existing: 'update' } as const
    const checked = await check(text, { entity: 'contact', match, fields: ['email', 'name'] })
    expect(checked.sample.map(({ becomes }) => becomes)).toEqual(['update', 'new', 'refused', 'refused'])
    const done = await run(text, { entity: 'contact', match, fields: ['email', 'name'] })
    expect(done).toMatchObject({ done: 2, refused: 2 })
    expect((await told(done)).map(([, state]) => state)).toEqual(['done', 'done', 'refused', 'refused'])
    expect(await tenon.getRecord(tenon.system, { entity: 'contact', id: first?.id ?? '' })).toMatchObject({
      name: 'New',
      version: 2,
    })
    const skipped = await run('E-mail,Name\nold@x.example,Other\n', {
      entity: 'contact',
      match: { ...match, existing: 'skip' },
      fields: ['email', 'name'],
    })
    expect(skipped).toMatchObject({ done: 0, skipped: 1 })
    expect(await named('Other', 'contact')).toEqual([])
    expect(await tenon.undo(admin, done)).toMatchObject({ done: 2 })
    expect(await tenon.getRecord(tenon.system, { entity: 'contact', id: first?.id ?? '' })).toMatchObject({
      name: 'Old',
    })
  })

  test('a file that was exported changes the records that its ids name', async () => {
    const [id = '', gone = ''] = await tenon.deals(2)
    await tenon.deleteRecord(tenon.system, { entity: 'deal', id: gone, version: 1 })
    const text = `id,name,quantity\n${id},Deal 0,9\n${gone},Deal 1,9\n,Deal 2,9\n`
    const checked = await check(text)
    expect(checked).toMatchObject({ match: { field: 'id', existing: 'update' }, problems: [] })
    const done = await run(text, { fields: ['id', 'name', 'quantity'], match: { field: 'id', existing: 'update' } })
    expect(done).toMatchObject({ done: 1, refused: 2 })
    expect(await tenon.deal(id)).toMatchObject({ quantity: 9, version: 2 })
  })

  test('the same import sent twice under one key runs once; another file under that key is refused', async () => {
    const keyed = { ...admin, idempotencyKey: uuidv7() }
    const plan = { entity: 'deal', file: 'twice.csv', fields: ['name'], content: bytes('Name\nTwice\n') }
    const [one, other] = await Promise.all([imports.start(keyed, plan), imports.start(keyed, plan)])
    await tenon.ended(admin, one.id)
    expect(other.id).toBe(one.id)
    expect(await named('Twice')).toHaveLength(1)
    await expect(imports.start(keyed, { ...plan, content: bytes('Name\nOther\n') })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
  })

  test('an import whose process died goes on where it was: no row is lost or becomes two records', async () => {
    const text = `Name\n${Array.from({ length: 250 }, (_, at) => `Died ${at}\n`).join('')}`
    const done = await run(text, { fields: ['name'] })
    expect(done).toMatchObject({ done: 250 })
    const table = (name: string) => sql.id(tenon.tenant.schema, name)
    // As it is left by one that died after 100 rows were noted and 100 more were written; the last 50 were not reached.
    await sql`delete from ${table('deal')} where name in (select 'Died ' || n from generate_series(200, 249) n)`.execute(
      tenon.database.control,
    )
    await sql`delete from ${table('_audit')} where request_id = ${done.id} and record_id not in (select id from ${table('deal')})`.execute(
      tenon.database.control,
    )
    await sql`update ${table('_bulk_row')} set state = 'waiting', version = null,
      input = input || jsonb_build_object('cells', jsonb_build_array('Died ' || ((input ->> 'line')::int - 2)))
      where run = ${done.id}::uuid and (input ->> 'line')::int > 101`.execute(tenon.database.control)
    await sql`update ${table('_bulk_run')} set status = 'running', ended_at = null, done = 100, worker = ${uuidv7()}::uuid,
      touched_at = now() - interval '2 minutes' where id = ${done.id}::uuid`.execute(tenon.database.control)
    await tenon.another().goOn(tenon.tenant)
    expect(await tenon.bulk.get(admin, done)).toMatchObject({ status: 'done', done: 250, refused: 0 })
    const { rows } = await sql<{ records: number; names: number; origins: number }>`
      select count(*)::int as records, count(distinct d.name)::int as names,
        (select count(distinct a.origin::text)::int from ${table('_audit')} a where a.request_id = ${done.id} and a.record_id is not null) as origins
      from ${table('deal')} d where d.name like 'Died %'`.execute(tenon.database.control)
    expect(rows).toEqual([{ records: 250, names: 250, origins: 1 }])
  })

  test('nobody imports by a right that is not theirs: not without create, not changing without update, no field that is closed', async () => {
    const text = 'Name,Amount\nLeak,5 USD\n'
    const plain = await tenon.addUser('Paul', ['plain'])
    await expect(check(text, {}, plain)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(run(text, { fields: ['name', 'amount'] }, plain)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const said = async (entity: string) => (await check(text, { entity }, plain).catch((error) => error)).message
    expect((await said('deal')).replaceAll('deal', '')).toBe((await said('nowhere')).replaceAll('nowhere', ''))
    const add = {
      name: 'adds',
      label: JSON.stringify({ en: 'adds' }),
      grants: JSON.stringify({
        deal: { create: 'all', read: 'own', fields: { amount: { read: false, write: false } } },
      }),
    }
    await tenon.db.insertInto('_role').values(add).execute()
    tenon.access.forget(tenon.tenant.schema)
    const adder = await tenon.addUser('Abe', ['adds'])
    const checked = await check(text, {}, adder)
    expect(checked.columns.map(({ field }) => field)).toEqual(['name', null])
    expect(checked.fields.map(({ name }) => name)).not.toContain('amount')
    // What a reference names may not be read, so that no column can ask whether it is there.
    expect(checked.fields.map(({ name }) => name)).not.toContain('account')
    const hidden = (await check(text, { fields: ['name', 'amount'] }, adder)).problems
    const missing = (await check(text, { fields: ['name', 'nowhere'] }, adder)).problems
    expect(hidden).toEqual(missing)
    await expect(run(text, { fields: ['name', 'amount'] }, adder)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
    await expect(
      run(text, { fields: ['name', null], match: { field: 'name', existing: 'update' } }, adder),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await named('Leak')).toEqual([])
    // A record of others is not there for who sees their own alone.
    await tenon.createRecord(tenon.system, { entity: 'deal', values: { name: 'Not yours' } })
    const sample = (await check('Name\nNot yours\n', { match: { field: 'name', existing: 'skip' } }, adder)).sample
    expect(sample).toMatchObject([{ becomes: 'new' }])
    const done = await run('Name\nMine\n', { fields: ['name'] }, adder)
    expect(done).toMatchObject({ done: 1 })
    await expect(leftRows(done, plain)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('records are not found by a field that is masked for whoever imports', async () => {
    const staff = await tenon.addUser('Sue', ['staff'])
    const checked = await check('Name,Salary\nA,5\n', { entity: 'contact' }, staff)
    expect(checked.fields.filter(({ isKey }) => isKey).map(({ name }) => name)).not.toContain('salary')
    const match = { field: 'salary', existing: 'skip' } as const
    const { problems } = await check(
      'Name,Salary\nA,5\n',
      { entity: 'contact', match, fields: ['name', 'salary'] },
      staff,
    )
    expect(problems).toMatchObject([{ pointer: '/match/field' }])
  })

  test('one that is cancelled says how far it came, and what is left can be taken as a file', async () => {
    const text = `Name\n${Array.from({ length: 2_000 }, (_, at) => `Many ${at}\n`).join('')}`
    let seen = 0
    let cancelled: Promise<BulkRun> | null = null
    let id = ''
    tenon.hooks.before = () => {
      seen += 1
      if (seen === 150)
        cancelled = tenon.bulk.recent(admin).then(([newest]) => tenon.bulk.cancel(admin, { id: newest?.id ?? '' }))
      return { kind: 'ok' }
    }
    const begun = await imports.start(admin, { entity: 'deal', file: 'a.csv', fields: ['name'], content: bytes(text) })
    id = begun.id
    const ended = await tenon.ended(admin, id)
    await cancelled
    tenon.hooks.before = () => ({ kind: 'ok' })
    expect(ended.status).toBe('cancelled')
    const { done } = await tenon.bulk.get(admin, { id })
    expect(done).toBeLessThan(2_000)
    const lines = (await leftRows(ended)).trim().split('\r\n')
    expect(lines.length - 1).toBe(2_000 - done)
  })
})
