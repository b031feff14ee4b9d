import { FIELD_TYPES } from '@tenon/sdk/contract/field-type'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { noHooks } from '../../../core/src/sandbox/read-inventory.ts'
import { KEYWORDS } from '../model/field-type-keywords.ts'
import { entity, field, pipeline, pluginPackage } from '../model/sample-model.ts'
import { makeRealIds, nameOf, type RealIds, realValue, SAMPLES } from './every-type-bench.ts'
import { hearStatements } from './hear-statements.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'
import { WORKED_OUT, workOut } from './worked-out-fields.ts'

/** Those that one statement can bind one by one. */
const APART = ['sequence', 'file', 'image', 'multiReference', 'users', 'anyReference', 'phone']
const TYPES = FIELD_TYPES.filter((type) => !APART.includes(type))
const properties = Object.fromEntries(TYPES.map((type) => [nameOf(type), field(type, KEYWORDS[type])]))
const ticket = { code: field('text', { unique: true }), about: field('reference', { reference: { entity: 'thing' } }) }
const document = mergeModel(
  [
    pluginPackage('sample', {
      entities: [
        ...[entity('thing', {}), entity('loose', properties), entity('staged', properties)],
        ...[
          entity('ticket', ticket),
          entity('worked', { ...properties, ...WORKED_OUT }),
          entity('pair', { left: field('text') }, { uniqueTogether: [{ fields: ['name', 'left'] }] }),
        ],
      ],
      pipelines: [pipeline('flow', 'staged')],
      hooksSource: 'code',
      hooks: { ...noHooks(), computed: Object.keys(WORKED_OUT) },
    }),
  ],
  {},
)

const isOfSeveral = (text: string) => text.includes('i._audit as _audit_id')

describe('writes of single records that come at one moment', () => {
  let tenon: TestRecords
  let ids: RealIds
  const heard: string[] = []
  beforeAll(async () => {
    tenon = await openTestRecords('postgres', document)
    tenon.hooks.compute = workOut
    ids = await makeRealIds(tenon)
    hearStatements(tenon.database, (text) => heard.push(text))
  })
  afterAll(() => tenon?.close())

  const together = () => heard.splice(0).filter(isOfSeveral).length
  const create = (name: string, values: JsonObject, ctx: RequestContext = tenon.system) =>
    tenon.createRecord(ctx, { entity: name, values })
  const update = (name: string, { id, version }: TenonRecord, values: JsonObject) =>
    tenon.updateRecord(tenon.system, { entity: name, id, version, values })
  const table = (name: string) => sql.id(tenon.tenant.schema, name)
  const ofStatus = <T>(ends: readonly PromiseSettledResult<T>[]) => ends.map(({ status }) => status)

  /** What is written down of a version, without what differs between any two writes. */
  async function writtenDown({ id, version }: TenonRecord) {
    const { rows } = await sql<{ told: JsonObject }>`
      select jsonb_build_object('audit', to_jsonb(a) - '{id,at,request_id}'::text[], 'event', to_jsonb(e) - '{id,occurred_at,claimed_at}'::text[],
        'stages', (select jsonb_agg(to_jsonb(h) - '{id,at}'::text[]) from ${table('_stage_history')} h where h.record_id = a.record_id)) as told
      from ${table('_audit')} a join ${table('_outbox')} e using (record_id, version)
      where record_id = ${id}::uuid and version = ${version}::int`.execute(tenon.database.control)
    expect(rows).toHaveLength(1)
    return plain(rows[0], id)
  }
  const plain = (value: unknown, id: string) =>
    JSON.parse(
      JSON.stringify(value)
        .replaceAll(id, 'ID')
        .replaceAll(/20\d\d-\d\d-\d\dT[\d:.]+(?:Z|\+00:00)/g, 'TIME'),
    )

  test.each(['loose', 'staged', 'worked'])(
    'of entity %s are answered and written down as if each had come alone',
    async (name) => {
      const samplesOf = (type: (typeof TYPES)[number]) => fc.constantFrom(...SAMPLES.filter((one) => one.type === type))
      const picked = fc.uniqueArray(fc.constantFrom(...TYPES), { minLength: 1, maxLength: 6 }).chain((types) => {
        const row = fc.tuple(...types.map(samplesOf))
        return fc.array(row, { minLength: 2, maxLength: 5 })
      })
      let [created, changed] = [0, 0]
      await fc.assert(
        fc.asyncProperty(picked, async (rows) => {
          const values = rows.map((row) =>
            Object.fromEntries(row.map(({ type, given }) => [nameOf(type), realValue(type, given, ids)])),
          )
          heard.splice(0)
          const some = await Promise.all(values.map((one, index) => create(name, { name: `No. ${index}`, ...one })))
          created += together()
          const alone: TenonRecord[] = []
          for (const [index, one] of values.entries()) alone.push(await create(name, { name: `No. ${index}`, ...one }))
          expect(together()).toBe(0)
          const bare = await Promise.all(values.map(() => create(name, { name: 'Bare' })))
          heard.splice(0)
          const someNow = await Promise.all(bare.map((record, index) => update(name, record, values[index] ?? {})))
          changed += together()
          const others = await Promise.all(values.map(() => create(name, { name: 'Bare' })))
          const aloneNow: TenonRecord[] = []
          for (const [index, one] of others.entries()) aloneNow.push(await update(name, one, values[index] ?? {}))
          const pairs = values.flatMap((_, index) => [
            [some[index], alone[index]] as const,
            [someNow[index], aloneNow[index]] as const,
          ])
          for (const [one, other] of pairs) {
            if (one === undefined || other === undefined) throw new Error('no record')
            expect(plain(one, one.id)).toEqual(plain(other, other.id))
            expect(await writtenDown(one)).toEqual(await writtenDown(other))
            const read = await tenon.getRecord(tenon.system, { entity: name, id: one.id })
            expect(JSON.parse(JSON.stringify(one))).toEqual(JSON.parse(JSON.stringify(read)))
          }
        }),
        { numRuns: 20 },
      )
      expect(created).toBeGreaterThan(10)
      expect(changed).toBeGreaterThan(4)
    },
    60_000,
  )

  test('go in statements of sixteen at most, and each is in the audit trail with its own request', async () => {
    heard.splice(0)
    const requests = Array.from({ length: 40 }, () => tenon.as(tenon.system.actor))
    const made = await Promise.all(requests.map((ctx, index) => create('loose', { name: `Of forty ${index}` }, ctx)))
    expect(together()).toBe(3)
    const { rows } = await sql<{ record_id: string; request_id: string }>`
      select record_id, request_id from ${table('_audit')}`.execute(tenon.database.control)
    const requestOf = new Map(rows.map((row) => [row.record_id, row.request_id]))
    expect(made.map(({ id }) => requestOf.get(id))).toEqual(requests.map(({ requestId }) => requestId))
    expect(made.map(({ name }) => name)).toEqual(requests.map((_, index) => `Of forty ${index}`))
  })

  test('changes of records of which some name others and some do not go in one statement, each answered with its own titles', async () => {
    const [thing = ''] = ids.things
    const [user = ''] = ids.users
    const given = [{}, { about: thing }, { ownerId: user }, { about: thing, ownerId: user }]
    const made: TenonRecord[] = []
    for (const [index, values] of given.entries())
      made.push(await create('ticket', { name: `No. ${index}`, ...values }))
    const statements: number[] = []
    let now: readonly TenonRecord[] = made
    // What they were is read before; now and then the answers come in two parts.
    for (let round = 1; round <= 5; round++) {
      heard.splice(0)
      now = await Promise.all(now.map((record) => update('ticket', record, { name: `Changed ${round}` })))
      statements.push(together())
      expect(now.map(({ $labels }) => $labels)).toEqual([
        {},
        { [thing]: 'target' },
        { [user]: 'Ada' },
        { [thing]: 'target', [user]: 'Ada' },
      ])
    }
    expect(statements).toContain(1)
    for (const record of now) {
      const read = await tenon.getRecord(tenon.system, { entity: 'ticket', id: record.id })
      expect(JSON.parse(JSON.stringify(record))).toEqual(JSON.parse(JSON.stringify(read)))
    }
  })

  test('are made each in the name of who asks', async () => {
    const people = await Promise.all(['Ann', 'Ben', 'Cleo', 'Dan'].map((name) => tenon.addUser(name, ['admin'])))
    const made = await Promise.all(
      [...people, ...people].map((ctx, index) => create('loose', { name: `Mine ${index}` }, ctx)),
    )
    const actorOf = ({ actor }: RequestContext) => (actor.kind === 'user' ? `user:${actor.id}` : '')
    expect(made.map(({ createdBy }) => createdBy)).toEqual([...people, ...people].map(actorOf))
  })

  test('one that names what is not there is refused, the others are made', async () => {
    const target = await create('thing', { name: 'Target' })
    const before = await tenon.counts('ticket', '_audit', '_outbox')
    const gone = '01a21897-3999-7e0d-b614-4ad8dc43f925'
    heard.splice(0)
    const ends = await Promise.allSettled(
      [target.id, gone, target.id].map((about, index) => create('ticket', { name: `About ${index}`, about })),
    )
    expect(together()).toBe(1)
    expect(ofStatus(ends)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(ends[1]).toMatchObject({ reason: { code: 'VALIDATION_FAILED', problems: [{ pointer: '/about' }] } })
    const { ticket: tickets, _audit: audit, _outbox: events } = before as Record<string, number>
    expect(await tenon.counts('ticket', '_audit', '_outbox')).toEqual({
      ...{ ticket: (tickets ?? 0) + 2, _audit: (audit ?? 0) + 2, _outbox: (events ?? 0) + 2 },
    })
  })

  test('one that the database refuses has the others made by themselves, each once', async () => {
    await sql`alter table ${table('loose')} add constraint no_bad check (name <> 'Bad')`.execute(tenon.database.control)
    heard.splice(0)
    const names = ['Good 1', 'Bad', 'Good 2', 'Good 3']
    const ends = await Promise.allSettled(names.map((name) => create('loose', { name })))
    expect(together()).toBe(1)
    expect(ofStatus(ends)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
    const { rows } = await sql<{ name: string; told: number }>`
      select r.name, (select count(*)::int from ${table('_outbox')} e where e.record_id = r.id) as told
      from ${table('loose')} r where r.name = any(${names}) order by r.name`.execute(tenon.database.control)
    expect(rows).toEqual(['Good 1', 'Good 2', 'Good 3'].map((name) => ({ name, told: 1 })))
    // It is not known who was to blame: for a second, none of them stands in for others.
    await Promise.all(['Later 1', 'Later 2'].map((name) => create('loose', { name })))
    expect(together()).toBe(0)
    await sql`alter table ${table('loose')} drop constraint no_bad`.execute(tenon.database.control)
    await new Promise((resolve) => setTimeout(resolve, 1_050))
    heard.splice(0)
    await Promise.all(['Much later 1', 'Much later 2'].map((name) => create('loose', { name })))
    expect(together()).toBe(1)
  })

  test('none waits for what another one has to wait for', async () => {
    const [held, free] = await Promise.all(['Held', 'Free'].map((name) => create('thing', { name })))
    const row = await create('ticket', { name: 'Held row' })
    const other = await create('ticket', { name: 'Free row' })
    if (held === undefined || free === undefined) throw new Error('no record')
    const release = Promise.withResolvers<void>()
    const isHeld = Promise.withResolvers<void>()
    const holder = tenon.database.controlTransaction(async (trx) => {
      await sql`select from ${table('thing')} where id = ${held.id}::uuid for update`.execute(trx)
      await sql`select from ${table('ticket')} where id = ${row.id}::uuid for update`.execute(trx)
      isHeld.resolve()
      await release.promise
    })
    await isHeld.promise
    heard.splice(0)
    const late: string[] = []
    const waits = [
      create('ticket', { name: 'Waits', about: held.id }).then(() => late.push('create')),
      update('ticket', row, { name: 'Waits' }).then(() => late.push('update')),
    ]
    await Promise.all([
      create('ticket', { name: 'Goes', about: free.id }),
      create('ticket', { name: 'Goes, too', about: free.id }),
      update('ticket', other, { name: 'Changed' }),
    ])
    expect(together()).toBeGreaterThanOrEqual(1)
    expect(late).toEqual([])
    release.resolve()
    await Promise.all([holder, ...waits])
    expect(late.sort()).toEqual(['create', 'update'])
  })

  test('values that must be unique go by themselves: somebody else may be about to write them', async () => {
    heard.splice(0)
    const codes = ['A', 'B', 'A']
    const ends = await Promise.allSettled(codes.map((code, index) => create('ticket', { name: `T ${index}`, code })))
    expect(ofStatus(ends).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected'])
    await Promise.all(['x', 'y'].map((left) => create('pair', { name: left, left })))
    expect(together()).toBe(0)
  })

  test('of several changes of one version one is made, and those of other records with it', async () => {
    let joined = 0
    // Which of them come at one moment is not for the test to say: in one of the rounds some do.
    for (let round = 0; round < 5; round++) {
      const records = await Promise.all(['One', 'Two', 'Three'].map((name) => create('loose', { name })))
      const [wanted, ...rest] = records
      if (wanted === undefined) throw new Error('no record')
      heard.splice(0)
      const ends = await Promise.allSettled([
        ...['First', 'Second', 'Third'].map((name) => update('loose', wanted, { name })),
        ...rest.map((record) => update('loose', record, { name: 'Changed' })),
      ])
      joined += together()
      expect(ofStatus(ends).filter((status) => status === 'rejected')).toHaveLength(2)
      for (const end of ends) {
        if (end.status === 'rejected') expect(end.reason).toMatchObject({ code: 'VERSION_CONFLICT' })
      }
      expect(ofStatus(ends.slice(3))).toEqual(['fulfilled', 'fulfilled'])
      const { rows } = await sql<{ version: number }>`
        select version from ${table('_audit')} where record_id = ${wanted.id}::uuid order by version`.execute(
        tenon.database.control,
      )
      expect(rows.map(({ version }) => version)).toEqual([1, 2])
    }
    expect(joined).toBeGreaterThanOrEqual(1)
  })
})
