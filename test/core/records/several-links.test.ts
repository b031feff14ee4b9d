import { Readable } from 'node:stream'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeRecordChange } from '../../../core/src/audit/make-record-change.ts'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import type { Reject } from '../../../core/src/imports/reject.ts'
import { makeRunImport } from '../../../core/src/imports/run-import.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { makeExportRecords } from '../../../core/src/records/export-records.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { entity, field, pluginPackage } from '../model/sample-model.ts'
import { collectText } from './every-type-bench.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

const to = (target: string, onDelete?: 'restrict' | 'setNull') => ({
  reference: { entity: target, ...(onDelete !== undefined && { onDelete }) },
})
const portal = { embed: 'portal' } as const
const document = mergeModel(
  [
    pluginPackage('sample', {
      entities: [
        entity('person', {}),
        entity('secretPerson', {}),
        entity(
          'meeting',
          {
            guests: field('multiReference', { ...to('person', 'setNull'), ...portal }),
            hosts: field('multiReference', to('person')),
            minutes: field('multiReference', { ...to('meeting', 'setNull'), maxItems: 3 }),
            client: field('reference', to('person', 'setNull')),
            watchers: field('users', {}),
            guestCount: field('formula', { formula: 'guests.size()' }),
            watched: field('formula', { formula: 'watchers == null ? 0 : watchers.size()' }),
          },
          { customerField: 'client' },
        ),
        entity('team', { leads: field('multiReference', to('person', 'setNull')) }, { required: ['leads'] }),
      ],
    }),
  ],
  {},
)

describe.each(DATABASE_KINDS)('fields that name several records or users on %s', (kind) => {
  let tenon: TestRecords
  let admin: RequestContext
  /** Reads only own people. */
  let guarded: RequestContext

  beforeAll(async () => {
    tenon = await openTestRecords(kind, document)
    admin = tenon.system
    const all = { create: 'all', read: 'all', update: 'all', delete: 'all' } as const
    const grants = { person: { ...all, read: 'own' }, meeting: all }
    const role = { name: 'guarded', label: JSON.stringify({ en: 'G' }), grants: JSON.stringify(grants) }
    await tenon.database.tenant(tenon.tenant.schema).insertInto('_role').values(role).execute()
    guarded = await tenon.addUser('Gus', ['guarded'])
  })
  afterAll(() => tenon?.close())

  const person = async (name: string, ctx = admin) =>
    (await tenon.createRecord(ctx, { entity: 'person', values: { name, ...own(ctx) } })).id
  const own = ({ actor }: RequestContext) => (actor.kind === 'user' ? { ownerId: actor.id } : {})
  const meet = (values: JsonObject, ctx = admin) =>
    tenon.createRecord(ctx, { entity: 'meeting', values: { name: 'Meeting', ...values } })
  const read = (id: string, ctx = admin) => tenon.getRecord(ctx, { entity: 'meeting', id })
  const change = ({ id, version }: TenonRecord, values: JsonObject, ctx = admin) =>
    tenon.updateRecord(ctx, { entity: 'meeting', id, version, values })

  test('keep their order and give the titles of all that they name', async () => {
    const [ann, bob] = [await person('Ann'), await person('Bob')]
    const meeting = await meet({ guests: [bob, ann, bob] })
    expect(meeting).toMatchObject({ guests: [bob, ann], guestCount: 2, watched: 0 })
    expect(meeting.$labels).toEqual({ [ann]: 'Ann', [bob]: 'Bob' })
    const turned = await change(meeting, { guests: [ann, bob] })
    expect(turned['guests']).toEqual([ann, bob])
    const history = await tenon.readHistory(admin, { entity: 'meeting', id: meeting.id })
    expect(history[0]?.changes['guests']).toEqual({ old: [bob, ann], new: [ann, bob] })
  })

  test('refuse what is not there, is deleted or is of another entity, at its place, and store nothing', async () => {
    const [here, gone] = [await person('Here'), await person('Gone')]
    await tenon.deleteRecord(admin, { entity: 'person', id: gone, version: 1 })
    const other = (await tenon.createRecord(admin, { entity: 'secretPerson', values: { name: 'S' } })).id
    const before = await tenon.counts('meeting', '_audit', '_outbox')
    for (const wrong of [gone, other, '01890a5d-ac96-774b-bcce-b302099a8057']) {
      await expect(meet({ guests: [here, wrong] })).rejects.toMatchObject({
        code: 'VALIDATION_FAILED',
        problems: [{ pointer: '/guests/1', rule: 'reference', message: `there is no person with the id '${wrong}'` }],
      })
    }
    await expect(meet({ watchers: [here] })).rejects.toMatchObject({ problems: [{ pointer: '/watchers/0' }] })
    expect(await tenon.counts('meeting', '_audit', '_outbox')).toEqual(before)
  })

  test('whoever may not see a record adds it to no list, keeps those that are in it, and reads no title of them', async () => {
    const hidden = await person('Hidden')
    const [mine, more] = [await person('Mine', guarded), await person('More', guarded)]
    await expect(meet({ guests: [mine, hidden] }, guarded)).rejects.toMatchObject({
      problems: [{ pointer: '/guests/1' }],
    })
    const meeting = await meet({ guests: [hidden] })
    const added = await change(meeting, { guests: [hidden, mine] }, guarded)
    expect(added['guests']).toEqual([hidden, mine])
    expect(added.$labels).toEqual({ [mine]: 'Mine' })
    const other = await person('Other hidden')
    await expect(change(added, { guests: [hidden, other, more] }, guarded)).rejects.toMatchObject({
      problems: [{ pointer: '/guests/1', message: expect.stringContaining(other) }],
    })
    expect((await change(added, { guests: [more] }, guarded))['guests']).toEqual([more])
  })

  test('an end customer reads ids at most, never the title of a record of others', async () => {
    const [client, stranger] = [await person('Client'), await person('Stranger')]
    const meeting = await meet({ client, guests: [client, stranger] })
    const customer = { kind: 'customer', id: client, name: 'V', site: 's', scopes: ['customer:read'] } as const
    const seen = await read(meeting.id, tenon.as({ ...customer, subject: { entity: 'person', id: client } }))
    expect(JSON.stringify(seen)).not.toContain('Stranger')
    expect(seen).not.toHaveProperty('hosts')
    expect(seen).not.toHaveProperty('watchers')
  })

  test('a record that is deleted leaves the lists that let it, each with its audit entry, and is kept by those that restrict', async () => {
    const [ann, bob, cid] = [await person('Ann'), await person('Bob'), await person('Cid')]
    const meeting = await meet({ guests: [ann, bob, cid], hosts: [cid] })
    const alone = await meet({ guests: [bob] })
    await tenon.deleteRecord(admin, { entity: 'person', id: bob, version: 1 })
    expect(await read(meeting.id)).toMatchObject({ guests: [ann, cid], version: 2, guestCount: 2 })
    expect(await read(alone.id)).toMatchObject({ guests: null, version: 2 })
    const [entry] = await tenon.readHistory(admin, { entity: 'meeting', id: meeting.id })
    expect(entry).toMatchObject({
      changes: { guests: { old: [ann, bob, cid], new: [ann, cid] } },
      reason: 'The record that this field named was deleted.',
    })
    const kept = tenon.deleteRecord(admin, { entity: 'person', id: cid, version: 1 })
    await expect(kept).rejects.toMatchObject({ code: 'REFERENCE_CONFLICT', message: /1 × meeting/ })
    expect(await read(meeting.id)).toMatchObject({ guests: [ann, cid], version: 2 })
  })

  test('a list that must have somebody holds the last of them, and lets the others go', async () => {
    const [one, two] = [await person('One'), await person('Two')]
    const values = { name: 'Team', leads: [one, two] }
    const { id } = await tenon.createRecord(admin, { entity: 'team', values })
    await tenon.deleteRecord(admin, { entity: 'person', id: one, version: 1 })
    expect(await tenon.getRecord(admin, { entity: 'team', id })).toMatchObject({ leads: [two] })
    await expect(tenon.deleteRecord(admin, { entity: 'person', id: two, version: 1 })).rejects.toMatchObject({
      code: 'REFERENCE_CONFLICT',
      message: /1 × team/,
    })
  })

  test('a deleted record comes back with its lists, unless somebody in them is gone', async () => {
    const [ann, bob] = [await person('Ann'), await person('Bob')]
    const meeting = await meet({ guests: [ann, bob] })
    await tenon.deleteRecord(admin, { entity: 'meeting', id: meeting.id, version: 1 })
    await tenon.restoreRecord(admin, { entity: 'meeting', id: meeting.id, version: 2 })
    expect(await read(meeting.id)).toMatchObject({ guests: [ann, bob], version: 3 })
    await tenon.deleteRecord(admin, { entity: 'meeting', id: meeting.id, version: 3 })
    await tenon.deleteRecord(admin, { entity: 'person', id: bob, version: 1 })
    const back = tenon.restoreRecord(admin, { entity: 'meeting', id: meeting.id, version: 4 })
    await expect(back).rejects.toMatchObject({ problems: [{ pointer: '/guests/1' }] })
  })

  test('nobody comes into a list while being deleted', async () => {
    for (let round = 0; round < 5; round++) {
      const id = await person('Contested')
      const meeting = await meet({ hosts: null })
      const results = await Promise.allSettled([
        tenon.deleteRecord(admin, { entity: 'person', id, version: 1 }),
        change(meeting, { hosts: [id] }),
      ])
      // One of the two may happen, never both.
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    }
  })

  test('are filtered by any, all or none of what they name, and by being empty', async () => {
    const [ann, bob, cid] = [await person('Ann'), await person('Bob'), await person('Cid')]
    const name = `Filtered ${ann}`
    const made = { both: [ann, bob], one: [bob], none: null }
    const ids = new Map<string, string>()
    for (const [key, guests] of Object.entries(made)) ids.set((await meet({ name, guests })).id, key)
    const found = async (where: object) => {
      const and = [{ field: 'name', op: 'eq' as const, value: name }, where as never]
      const page = await tenon.findRecords(admin, { entity: 'meeting', where: { and } })
      return page.records.map(({ id }) => ids.get(id)).sort()
    }
    const guests = (op: string, value: unknown) => ({ field: 'guests', op, value })
    expect(await found(guests('has', ann))).toEqual(['both'])
    expect(await found(guests('hasAny', [ann, cid]))).toEqual(['both'])
    expect(await found(guests('hasAll', [bob, ann]))).toEqual(['both'])
    expect(await found({ not: guests('hasAny', [ann, cid]) })).toEqual(['none', 'one'])
    expect(await found(guests('isNull', true))).toEqual(['none'])
    expect(await found({ field: 'guestCount', op: 'gte', value: 2 })).toEqual(['both'])
    await expect(found(guests('has', 'nobody'))).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(found(guests('eq', ann))).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  test.each(['has', 'hasAny', 'hasAll'] as const)(
    'a filter by %s finds its few among many by the index',
    async (op) => {
      const { schema } = tenon.tenant
      const guests = (await tenon.models.get(tenon.tenant)).entities.get('meeting')?.fields.get('guests')
      const id = '01890a5d-ac96-774b-bcce-b302099a8057'
      const condition = guests?.condition(op, { alias: 'r', value: op === 'has' ? id : [id], locale: 'en' })
      const plan = await tenon.database.transaction(schema, async (trx) => {
        await sql`set local enable_seqscan = off`.execute(trx)
        const { rows } =
          await sql<JsonObject>`explain select id from ${sql.id(schema, 'meeting')} r where ${condition}`.execute(trx)
        return JSON.stringify(rows)
      })
      expect(plan).toContain('Bitmap Index Scan')
    },
  )

  test('several records are expanded in the order in which the field names them', async () => {
    const guests = await Promise.all(
      ['Zoe', 'Amy'].map((name) => tenon.createRecord(admin, { entity: 'person', values: { name } })),
    )
    const ids = guests.map(({ id }) => id).reverse()
    const { id } = await tenon.createRecord(admin, { entity: 'meeting', values: { name: 'Talk', guests: ids } })
    const found = await tenon.getRecord(admin, { entity: 'meeting', id, fields: [], expand: ['guests', 'hosts'] })
    expect(found.$expanded).toMatchObject({ guests: [{ name: 'Amy' }, { name: 'Zoe' }], hosts: [] })
  })

  test('users are named as users are, and a file of CSV has ids and titles side by side', async () => {
    const [ada, bob] = [await tenon.addUser('Ada'), await tenon.addUser('Bob, jr.')]
    const ids = [ada, bob].map(({ actor }) => (actor.kind === 'user' ? actor.id : ''))
    const meeting = await meet({ watchers: ids })
    expect(meeting).toMatchObject({ watchers: ids, watched: 2, $labels: { [ids[0] ?? '']: 'Ada' } })
    const exportRecords = makeExportRecords({ ...tenon, recordChange: makeRecordChange(tenon) })
    const where = { field: 'id', op: 'eq', value: meeting.id } as const
    const input = { entity: 'meeting', where, fields: ['watchers'], titles: true }
    const { text } = await exportRecords(admin, input)
    expect(await collectText(text)).toBe(`watchers,watchers.title\r\n"${ids.join(', ')}","[""Ada"",""Bob, jr.""]"\r\n`)
  })

  test('an import finds each of a list by its title or e-mail, also within its own file, and rejects what names nobody', async () => {
    const [ann, bob] = [await person('Ann of the file'), await person('Bob of the file')]
    const ada = await tenon.addUser('Ada of the file')
    const id = ada.actor.kind === 'user' ? ada.actor.id : ''
    const file = [
      'name,guests,watchers,follows',
      'File 1,"Bob of the file, Ann of the file",Ada of the file,"File 2, File 3"',
      'File 2,,,File 1',
      'File 3,Nobody of the file,,',
    ]
    const fields = Object.fromEntries(['name', 'guests', 'watchers'].map((name) => [name, { column: name }]))
    const rejects: Reject[] = []
    await makeRunImport(tenon)(admin, {
      mapping: {
        name: 'Meetings',
        sources: [
          { file: 'm.csv', entity: 'meeting', key: 'name', fields: { ...fields, minutes: { column: 'follows' } } },
        ],
      },
      readFile: () => Readable.from([file.join('\n')]),
      onProgress: () => undefined,
      writeReject: (reject) => rejects.push(reject),
    })
    const where = { field: 'name', op: 'startsWith', value: 'File ' } as const
    const page = await tenon.findRecords(admin, { entity: 'meeting', where, sort: [{ field: 'name' }] })
    const [one, two] = page.records
    expect(page.records).toMatchObject([
      { guests: [bob, ann], watchers: [id], minutes: [two?.id] },
      { guests: null, minutes: [one?.id] },
    ])
    expect(rejects.map(({ line, reason }) => [line, reason])).toEqual([
      [4, "there is no person whose name is 'Nobody of the file'"],
      [2, "there is no meeting whose name is 'File 3'"],
    ])
  })
})

test.each([
  [field('multiReference', { reference: { entity: 'thing', onDelete: 'cascade' } }), '/reference/onDelete', /restrict/],
  [field('multiReference', { default: ['01890a5d-ac96-774b-bcce-b302099a8057'] }), '/default', /no default/],
  [field('multiReference', { reference: undefined as never }), '', /'reference' is missing/],
  [field('users', { unique: true }), '/unique', /no meaning/],
  [field('users', { computedBy: 'x' }), '/computedBy', /cannot be worked out by code/],
])('%j is refused at %s', (schema, pointer, message) => {
  const entities = [entity('thing', { some: JSON.parse(JSON.stringify(schema)) })]
  expect(() => mergeModel([pluginPackage('sample', { entities })], {})).toThrow(
    expect.objectContaining({
      code: 'SCHEMA_INVALID',
      problems: expect.arrayContaining([
        expect.objectContaining({
          pointer: `/entities/thing/properties/some${pointer}`,
          message: expect.stringMatching(message),
        }),
      ]),
    }),
  )
})

test('a roll-up over a list is refused with the reason', () => {
  const entities = [
    entity('thing', {
      total: field('count', { rollup: { entity: 'other', reference: 'things' } }),
    }),
    entity('other', { things: field('multiReference') }),
  ]
  expect(() => mergeModel([pluginPackage('sample', { entities })], {})).toThrow(/names several records at once/)
})
