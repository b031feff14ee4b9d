import type { DemoFile } from '@tenon/sdk/contract/demo-file'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { createTenant } from '../../../core/src/db/create-tenant.ts'
import type { Database } from '../../../core/src/db/database.ts'
import { makeLoadDemoData } from '../../../core/src/imports/load-demo-data.ts'
import { openTestDatabase } from '../../support/open-test-database.ts'

const FILE: DemoFile = {
  teams: [
    { key: 'region', name: 'North' },
    { key: 'team', name: 'Fleet', parent: 'region' },
  ],
  users: [{ key: 'mei', name: '林美', email: 'mei@example.com', roles: ['staff'], team: 'team' }],
  records: [
    { entity: 'account', key: 'a1', owner: 'mei', values: { name: 'Parent' } },
    { entity: 'account', key: 'a2', values: { name: 'Other' } },
    { entity: 'account', key: 'a3', values: { name: 'Child', parent: { $ref: 'a1' } } },
    {
      entity: 'task',
      key: 't1',
      values: {
        subject: 'Call',
        account: { $ref: 'a3' },
        salesperson: { $user: 'mei' },
        dueOn: { $daysFromNow: -3 },
        doneAt: { $daysFromNow: 1, $at: '09:30' },
        price: { amount: '1.00', currency: 'USD' },
      },
    },
  ],
}

/** Stands for the records layer, whose own tests are elsewhere: ids are entity and position. */
function recordingCreateRecords() {
  const calls: Array<{ entity: string; records: JsonObject[] }> = []
  const createRecords = async (_: RequestContext, input: { entity: string; records: JsonObject[] }) => {
    calls.push(input)
    return input.records.map((_record, index) => ({ id: `${calls.length}-${index}` }))
  }
  return { calls, createRecords }
}

describe('loading demo data', () => {
  let database: Database
  let ctx: RequestContext

  beforeAll(async () => {
    database = await openTestDatabase('pglite')
    const tenant = await createTenant(database, { slug: 'demo', name: 'Demo' })
    const actor = { kind: 'system', id: 'system', name: 'System' } as const
    ctx = { tenant, actor, requestId: 'r', signal: new AbortController().signal, locale: 'en', depth: 0 }
  })
  afterAll(() => database.close())

  test('sends neighbours of one entity together, and a record after the one that it points at', async () => {
    const { calls, createRecords } = recordingCreateRecords()
    await expect(makeLoadDemoData({ database, createRecords })(ctx, FILE)).resolves.toEqual({ records: 4 })
    expect(calls.map(({ entity, records }) => [entity, records.length])).toEqual([
      ['account', 2],
      ['account', 1],
      ['task', 1],
    ])
  })

  test('puts ids in place of keys and counts days from the day of loading', async () => {
    vi.useFakeTimers({ now: new Date('2025-03-01T22:00:00Z'), toFake: ['Date'] })
    const { calls, createRecords } = recordingCreateRecords()
    await makeLoadDemoData({ database, createRecords })(ctx, FILE).finally(() => vi.useRealTimers())
    const { id } = await database.tenant(ctx.tenant.schema).selectFrom('_user').select('id').executeTakeFirstOrThrow()
    expect(calls[0]?.records[0]).toEqual({ name: 'Parent', ownerId: id })
    expect(calls[1]?.records[0]).toEqual({ name: 'Child', parent: '1-0' })
    expect(calls[2]?.records[0]).toEqual({
      subject: 'Call',
      account: '2-0',
      salesperson: id,
      dueOn: '2025-02-26',
      doneAt: '2025-03-02T09:30:00Z',
      price: { amount: '1.00', currency: 'USD' },
    })
  })

  test('adds teams below their regions and users in their teams; a user who is there stays one user', async () => {
    const tenant = database.tenant(ctx.tenant.schema)
    const users = await tenant.selectFrom('_user').select(['name', 'roles', 'team_id']).execute()
    expect(users).toMatchObject([{ name: '林美', roles: ['staff'] }])
    const team = await tenant
      .selectFrom('_team as team')
      .innerJoin('_team as region', 'region.id', 'team.parent_id')
      .select(['team.name', 'region.name as region'])
      .where('team.id', '=', users[0]?.team_id ?? '')
      .execute()
    expect(team).toEqual([{ name: 'Fleet', region: 'North' }])
  })

  test('a key that is not there is named with its place', async () => {
    const { createRecords } = recordingCreateRecords()
    const wrong = { ...FILE, records: [{ entity: 'account', key: 'a9', values: { parent: { $ref: 'nobody' } } }] }
    await expect(makeLoadDemoData({ database, createRecords })(ctx, wrong)).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: "Demo data at records/a9/parent: 'nobody' is not the key of anything earlier in the file.",
    })
  })
})
