import type { ExpandInput } from '@tenon/sdk/contract/query'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'
import { relatedRecordsModel } from './related-records-model.ts'

describe.each(DATABASE_KINDS)('expanding records on %s', (kind) => {
  let tenon: TestRecords
  let deal: TenonRecord
  let east: TenonRecord
  let west: TenonRecord
  let tasks: TenonRecord[]
  beforeAll(async () => {
    tenon = await openTestRecords(kind, relatedRecordsModel())
    const create = (entity: string, values: object) =>
      tenon.createRecord(tenon.system, { entity, values: { ...values } })
    west = await create('account', { name: 'West', region: 'W', secret: 'code' })
    east = await create('account', { name: 'East', region: 'E', parent: west.id })
    deal = await create('deal', { name: 'Big', account: east.id, partners: [west.id, east.id] })
    tasks = []
    for (const [index, name] of ['call', 'mail', 'meet'].entries())
      tasks.push(await create('task', { name, deal: deal.id, done: index === 0, effort: index }))
    await create('note', { name: 'n1', task: tasks[1]?.id ?? '' })
    await create('task', { name: 'elsewhere' })
  }, 60_000)
  afterAll(() => tenon?.close())

  const expanded = async (expand: ExpandInput, ctx: RequestContext = tenon.system) => {
    const found = await tenon.getRecord(ctx, { entity: 'deal', id: deal.id, fields: [], expand })
    const page = await tenon.findRecords(ctx, { entity: 'deal', fields: [], expand })
    expect(page.records.find(({ id }) => id === deal.id)?.$expanded).toEqual(found.$expanded)
    return found.$expanded
  }
  const problem = (expand: unknown, ctx = tenon.system) =>
    tenon.findRecords(ctx, { entity: 'deal', expand: expand as ExpandInput }).then(
      () => null,
      (error: { problems: Array<{ pointer: string }>; message: string }) =>
        `${error.problems[0]?.pointer} ${error.message}`,
    )

  test('a tree gives the chosen fields of references and children, each as deep as asked, and nothing else', async () => {
    const tree = await expanded({
      account: {
        fields: ['name', 'parent'],
        expand: { parent: { fields: ['region'] }, branches: { fields: ['name'] } },
      },
      partners: { fields: ['name'] },
      tasks: {
        fields: ['name'],
        where: { not: { field: 'done', op: 'eq', value: true } },
        sort: [{ field: 'effort', direction: 'desc' }],
        expand: { notes: { fields: ['name'] } },
      },
    })
    const shown = (record: TenonRecord | undefined, more: object) => ({ id: record?.id, version: 1, ...more })
    expect(tree).toEqual({
      account: shown(east, {
        name: 'East',
        parent: west.id,
        $labels: { [west.id]: 'West' },
        $expanded: { parent: shown(west, { region: 'W' }), branches: [] },
      }),
      partners: [shown(west, { name: 'West' }), shown(east, { name: 'East' })],
      tasks: [
        shown(tasks[2], { name: 'meet', $expanded: { notes: [] } }),
        shown(tasks[1], { name: 'mail', $expanded: { notes: [{ id: expect.any(String), version: 1, name: 'n1' }] } }),
      ],
    })
  })

  test('a list of names gives whole records, and children as many as are asked for', async () => {
    const list = await expanded(['account', 'tasks'])
    expect(list).toMatchObject({
      account: { name: 'East', region: 'E' },
      tasks: [{ name: 'meet' }, { name: 'mail' }, { name: 'call' }],
    })
    expect(list).not.toHaveProperty('account.$labels')
    expect(await expanded({ tasks: { limit: 1, sort: [{ field: 'name' }], fields: ['name'] } })).toMatchObject({
      tasks: [{ name: 'call' }],
    })
    expect(await expanded({ task_deal: { fields: [], limit: 50 } })).toMatchObject({ task_deal: [{}, {}, {}] })
  })

  test('masked and hidden fields, rows and entities stay so, at every depth', async () => {
    const grants = JSON.stringify({
      account: { read: 'own' },
      deal: { read: 'all' },
      note: { read: 'all' },
    })
    await sql`insert into ${sql.id(tenon.tenant.schema, '_role')} (name, label, grants)
      values ('narrow', '{"en":"Narrow"}', ${grants}::jsonb)`.execute(tenon.database.control)
    tenon.access.forget(tenon.tenant.schema)
    const person = await tenon.addUser('Nar', ['narrow'])
    expect(await expanded({ account: true, partners: true }, person)).toEqual({ account: null, partners: [] })
    expect(await problem({ tasks: true }, person)).toBe(
      "/expand/tasks 'deal' has no field 'tasks'".replace('field', 'children'),
    )
    expect(await problem({ account: { expand: { deals: { fields: ['nope'] } } } }, person)).toMatch(
      /^\/expand\/account\/expand\/deals\/fields\/0 /,
    )
    const staff = await tenon.addUser('Staff')
    expect(await expanded({ account: { fields: ['secret', 'name'] } }, staff)).toMatchObject({
      account: { $masked: ['secret'], name: 'East' },
    })
    expect(JSON.stringify(await expanded({ partners: true }, staff))).not.toContain('code')
  })

  test('what is wrong is told with its place, and too much is refused', async () => {
    expect(await problem({ nope: true })).toMatch(/^\/expand\/nope /)
    expect(await problem(['name'])).toMatch(/^\/expand\/0 'name' is not a reference/)
    expect(await problem('account')).toMatch(/^\/expand expand is a list/)
    expect(await problem({ account: { limit: 3 } })).toMatch(/^\/expand\/account\/limit/)
    expect(await problem({ account: { colour: 3 } })).toMatch(/^\/expand\/account expected true/)
    expect(await problem({ tasks: { limit: 51 } })).toMatch(/^\/expand\/tasks\/limit/)
    expect(await problem({ tasks: { sort: [{ field: 'zzz' }] } })).toMatch(/^\/expand\/tasks\/sort\/0\/field/)
    expect(await problem({ tasks: { where: { field: 'zzz', op: 'eq' } } })).toMatch(/^\/expand\/tasks\/where\/field/)
    expect(await problem({ tasks: { fields: ['zzz'] } })).toMatch(/^\/expand\/tasks\/fields\/0/)
    const parent = (levels: number): ExpandInput => ({ account: { expand: up(levels - 1) } })
    const up = (levels: number): ExpandInput => ({ parent: levels > 1 ? { expand: up(levels - 1) } : true })
    expect(await problem(parent(4))).toBe(null)
    expect(await problem(parent(5))).toMatch(/deeper than 4/)
    expect(await problem({ tasks: { limit: 50, expand: { notes: { limit: 9 } } } })).toBe(null)
    expect(await problem({ tasks: { limit: 50, expand: { notes: { limit: 10 } } } })).toMatch(/more than 500/)
  })
})
