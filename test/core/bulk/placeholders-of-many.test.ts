import { Readable } from 'node:stream'
import { text as collectText } from 'node:stream/consumers'
import type { RecordFilter } from '@tenon/sdk/contract/query'
import { uuidv7 } from 'uuidv7'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { chooseRecords } from '../../../core/src/bulk/choose-records.ts'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { makeExportRecords } from '../../../core/src/records/export-records.ts'
import type { FindRecords } from '../../../core/src/records/find-records.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestBulk, type TestBulk } from './open-test-bulk.ts'

const MINE: RecordFilter = { field: 'ownerId', op: 'eq', value: { $actor: true } }
const OF_MY_TEAM: RecordFilter = { field: 'ownerId', op: 'in', value: [{ $team: true }] }
const OF_MY_TEAMS: RecordFilter = { field: 'ownerId', op: 'in', value: [{ $teams: true }] }
const DUE_TODAY: RecordFilter = { field: 'closesOn', op: 'eq', value: { $today: 0 } }
const DUE_THIS_MONTH: RecordFilter = {
  and: [
    { field: 'closesOn', op: 'gte', value: { $month: 0 } },
    { field: 'closesOn', op: 'lt', value: { $month: 1 } },
  ],
}

describe.each(DATABASE_KINDS)('placeholders in what is done to many records, on %s', (kind) => {
  let tenon: TestBulk
  let exported: ReturnType<typeof makeExportRecords>
  let [ada, sam, kim]: RequestContext[] = []
  const of = (ctx: RequestContext | undefined) => ctx as RequestContext
  beforeAll(async () => {
    tenon = await openTestBulk(kind)
    exported = makeExportRecords({ ...tenon, recordChange: async () => undefined })
    const [north, east] = [uuidv7(), uuidv7()]
    const teams = [
      { id: north, name: 'North', parent_id: null },
      { id: east, name: 'East of North', parent_id: north },
    ]
    await tenon.db.insertInto('_team').values(teams).execute()
    const join = async (name: string, team: string) => {
      const { actor } = await tenon.addUser(name, ['admin'])
      await tenon.db.updateTable('_user').set({ team_id: team }).where('id', '=', actor.id).execute()
      return tenon.as({ ...actor, team } as RequestContext['actor'])
    }
    ;[ada, sam, kim] = [await join('Ada', north), await join('Sam', north), await join('Kim', east)]
    for (const [ctx, count] of [
      [ada, 3],
      [sam, 2],
      [kim, 1],
    ] as const)
      await tenon.deals(count, {}, of(ctx))
  }, 60_000)
  afterEach(() => {
    vi.useRealTimers()
    expect(tenon.faults.splice(0)).toEqual([])
  })
  afterAll(() => tenon?.close())

  const at = (time: string) => {
    vi.useFakeTimers({ toFake: ['Date'] })
    vi.setSystemTime(new Date(time))
  }
  async function rowsOf(ctx: RequestContext | undefined, where: RecordFilter): Promise<string[]> {
    const { rows, text } = await exported(of(ctx), { entity: 'deal', where, fields: ['ownerId'] })
    const lines = (await collectText(Readable.from(text))).trimEnd().split('\r\n').slice(1)
    expect(lines).toHaveLength(rows)
    return lines
  }
  const touched = async (ctx: RequestContext | undefined, where: RecordFilter) => {
    const operation = { kind: 'update', values: { urgent: true } } as const
    const run = await tenon.run(of(ctx), { target: { where }, operation })
    expect(run).toMatchObject({ status: 'done', refused: 0 })
    const ids = [...(await tenon.rows(of(ctx), run)).keys()]
    const owners = await Promise.all(ids.map(async (id) => (await tenon.deal(id))['ownerId'] as string))
    return owners.sort()
  }

  test('an export, and a run over what a filter selects, are of the person who asks and of his team', async () => {
    const [a, s, k] = [ada, sam, kim].map((ctx) => of(ctx).actor.id)
    for (const [ctx, where, expected] of [
      [ada, MINE, [a, a, a]],
      [sam, MINE, [s, s]],
      [sam, OF_MY_TEAM, [a, a, a, s, s]],
      [kim, OF_MY_TEAM, [k]],
      [ada, OF_MY_TEAMS, [a, a, a, s, s, k]],
      [kim, { and: [OF_MY_TEAM, { not: MINE }] }, []],
    ] as const) {
      const owners = [...expected].map(String).sort()
      expect((await rowsOf(ctx, where as RecordFilter)).sort()).toEqual(owners)
      expect(await touched(ctx, where as RecordFilter)).toEqual(owners)
    }
  })

  test('whoever is no person is refused before anything is written down', async () => {
    const operation = { kind: 'update', values: { urgent: false } } as const
    const refused = { code: 'BAD_REQUEST', problems: [{ rule: 'placeholder' }] }
    const before = await tenon.counts('_audit', '_bulk_run')
    await expect(rowsOf(tenon.system, MINE)).rejects.toMatchObject(refused)
    await expect(
      tenon.bulk.start(tenon.system, { entity: 'deal', target: { where: MINE }, operation }),
    ).rejects.toMatchObject(refused)
    expect(await tenon.counts('_audit', '_bulk_run')).toEqual(before)
  })

  test('today is the day on which it began, however long it takes', async () => {
    const ids = await tenon.deals(450, { closesOn: '2026-03-31' }, of(ada))
    await tenon.deals(5, { closesOn: '2026-04-01' }, of(ada))
    for (const [time, where] of [
      ['2026-03-31T23:59:58Z', DUE_TODAY],
      ['2026-03-31T23:59:58Z', DUE_THIS_MONTH],
    ] as const) {
      at(time)
      const { text } = await exported({ ...of(ada) }, { entity: 'deal', where, fields: ['closesOn'] })
      const lines: string[] = []
      for await (const part of text) {
        lines.push(...part.trimEnd().split('\r\n'))
        vi.setSystemTime(new Date('2026-04-01T00:20:00Z'))
      }
      expect(lines.slice(1)).toEqual(ids.map(() => '2026-03-31'))
    }
    vi.useRealTimers()
    const run = await tenon.run(of(ada), {
      target: { ids: [] },
      operation: { kind: 'update', values: { urgent: true } },
    })
    at('2026-03-31T23:59:58Z')
    const slowly: FindRecords = async (ctx, input) => {
      const page = await tenon.findRecords(ctx, input)
      vi.setSystemTime(new Date('2026-04-01T00:20:00Z'))
      return page
    }
    await chooseRecords(
      { ...tenon, findRecords: slowly },
      { ...of(ada) },
      {
        ...{ run: run.id, entity: 'deal', target: { where: DUE_TODAY }, kind: 'update' },
      },
    )
    const chosen = await tenon.db.selectFrom('_bulk_row').select('record_id').where('run', '=', run.id).execute()
    expect(new Set(chosen.map((row) => row.record_id))).toEqual(new Set(ids))
  })
})
