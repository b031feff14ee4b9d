import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { RoleGrants } from '@tenon/sdk/contract/role-grants'
import fc from 'fast-check'
import Fastify, { type FastifyInstance } from 'fastify'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { registerApi } from '../../../core/src/api/register-api.ts'
import type { Actor } from '../../../core/src/context/request-context.ts'
import { openPluginTenant, type PluginTenant } from '../../support/open-plugin-tenant.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { leakCase } from './leak-cases.ts'
import { ALL_FIELDS, type LeakCase, makeOracle, type Oracle } from './leak-oracle.ts'
import { makePeople } from './leak-people.ts'
import { probePlaces } from './leak-places.ts'
import { type LeakKit, probeActors, probeLive, probeRelated, probeStates } from './leak-probes.ts'
import { probeTools } from './leak-tools.ts'
import { makeSharedWork, probeWork } from './leak-work.ts'
import {
  ENTITIES,
  type Entity,
  FIELDS,
  LEAK_PLUGIN,
  markerOf,
  PEOPLE,
  plantedValue,
  ROWS,
  type WorldRow,
} from './leak-world.ts'

/** Cases per database; a long run sets it. */
const RUNS = Number(process.env['TENON_LEAK_RUNS'] ?? 60)

interface Answer {
  status: number
  body: string
}

describe.each(DATABASE_KINDS)('rights through every interface on %s', (kind) => {
  let shop: PluginTenant
  let app: FastifyInstance
  let actor: Actor
  const people: string[] = []
  const teams: string[] = []
  const world: WorldRow[] = []
  /** First entry of each record in the audit trail. */
  const entries = new Map<string, string>()
  let seen = { answers: 0, bytes: 0 }

  beforeAll(async () => {
    shop = await openPluginTenant(kind)
    await shop.install(LEAK_PLUGIN)
    await makePeople(db(), { people, teams })
    await makeRows()
    await makeSharedWork(shop)
    const made = await db().selectFrom('_audit').select(['id', 'record_id']).where('action', '=', 'create').execute()
    for (const { id, record_id } of made) if (record_id !== null) entries.set(record_id, id)
    app = Fastify({ forceCloseConnections: true })
    const { api } = shop.tenon
    const authenticate = async () => ({ actor, tenant: { ...shop.tenant, name: 'Acme' }, expiresAt: null })
    await registerApi(app, { ...api, identity: { ...api.identity, authenticate } })
  }, 120_000)
  afterAll(async () => {
    await app?.close()
    await shop?.close()
  })

  const db = () => shop.tenon.database.tenant(shop.tenant.schema)

  async function makeRows(): Promise<void> {
    for (const entity of ENTITIES) {
      for (let at = 0; at < ROWS; at++) {
        const stored = FIELDS[entity].filter((field) => field !== 'firm')
        const values: JsonObject = Object.fromEntries(stored.map((field) => [field, plantedValue(entity, field, at)]))
        if (entity === 'order') values['firm'] = world[(at * 2) % ROWS]?.id ?? null
        const owner = at % (PEOPLE.length + 1) === PEOPLE.length ? null : at % (PEOPLE.length + 1)
        const ownerId = owner === null ? {} : { ownerId: people[owner] ?? null }
        const { id } = await shop.create(entity, { ...values, ...ownerId } as JsonObject)
        world.push({ entity, id, owner, values })
      }
    }
  }

  /** Puts the case's roles, shares and stand-in in force, as other processes hear of it. */
  async function arrange(one: LeakCase): Promise<void> {
    await db().deleteFrom('_role').execute()
    await db().deleteFrom('_share').execute()
    await db().deleteFrom('_delegation').execute()
    const names = (kindOf: string, roles: RoleGrants[]) => roles.map((_, index) => `${kindOf}${index}`)
    const rows = [
      ...one.mine.map((grants, index) => ({ name: `mine${index}`, grants })),
      ...one.theirs.map((grants, index) => ({ name: `theirs${index}`, grants })),
    ]
    await db()
      .insertInto('_role')
      .values(rows.map(({ name, grants }) => ({ name, label: '{"en":"R"}', grants: JSON.stringify(grants) })))
      .execute()
    const [me, absent] = [people[one.me] ?? '', one.absent === null ? null : (people[one.absent] ?? null)]
    for (const { row, edit } of one.shares) {
      const place = { entity: world[row]?.entity ?? '', record_id: world[row]?.id ?? '', user_id: me, team_id: null }
      await db()
        .insertInto('_share')
        .values({ id: uuidv7(), ...place, can_edit: edit, ends_at: null, created_by: 'system' })
        .execute()
    }
    if (absent !== null) {
      await db()
        .updateTable('_user')
        .set({ roles: names('theirs', one.theirs) })
        .where('id', '=', absent)
        .execute()
      const times = { starts_at: new Date(Date.now() - 60_000), ends_at: new Date(Date.now() + 3_600_000) }
      await db()
        .insertInto('_delegation')
        .values({ id: uuidv7(), absent_id: absent, stand_in_id: me, ...times, created_by: 'system' })
        .execute()
    }
    shop.tenon.forgetRoles(shop.tenant.schema)
    const team = PEOPLE[one.me]?.team ?? null
    actor = {
      kind: 'user',
      id: me,
      name: 'Me',
      roles: names('mine', one.mine),
      team: team === null ? null : (teams[team] ?? null),
    }
  }

  /** A text is sent as the file that it is. */
  async function ask(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    body?: object | string,
  ): Promise<Answer> {
    const type = typeof body === 'string' ? 'text/csv' : 'application/json'
    const headers = { origin: 'http://localhost', ...(body !== undefined && { 'content-type': type }) }
    const answer = await app.inject({
      method,
      url,
      headers,
      ...(body !== undefined && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    if (answer.statusCode >= 500) throw new Error(`${method} ${url} ${JSON.stringify(body)}: ${answer.body}`)
    seen = { answers: seen.answers + 1, bytes: seen.bytes + answer.body.length }
    return { status: answer.statusCode, body: answer.body }
  }
  const call = (verb: string, input: object) => ask('POST', `/api/trpc/${verb}`, input)
  const result = <T>({ body }: Answer): T => (JSON.parse(body) as { result: { data: T } }).result.data

  /** Nothing that is hidden stands anywhere in the answer, but for what the question itself has said. */
  function expectNothingHidden(oracle: Oracle, answer: Answer, question = ''): void {
    const found = hiddenTexts(oracle).filter((text) => !question.includes(text) && answer.body.includes(text))
    if (found.length > 0) throw new Error(`${question} told ${found.join(', ')}: ${answer.body.slice(0, 3_000)}`)
  }

  const known = new WeakMap<Oracle, string[]>()

  function hiddenTexts(oracle: Oracle): string[] {
    const before = known.get(oracle)
    if (before !== undefined) return before
    const texts = world.flatMap((row) => [
      ...(oracle.row(row, 'read') || isNamed(oracle, row) ? [] : [row.id]),
      ...FIELDS[row.entity].flatMap((field) => (oracle.cell(row, field) ? [] : (markerOf(row.values[field]) ?? []))),
      ...doubledText(oracle, row),
    ])
    known.set(oracle, texts)
    return texts
  }

  /** The id of a firm stands in orders that name it. */
  const isNamed = (oracle: Oracle, { id }: WorldRow) =>
    world.some((row) => row.values['firm'] === id && oracle.row(row, 'read') && oracle.cell(row, 'firm'))

  function doubledText(oracle: Oracle, row: WorldRow): string[] {
    const [field, from] = row.entity === 'firm' ? ['double', 'worth'] : ['twice', 'amount']
    if (oracle.cell(row, field ?? '')) return []
    return [(Number((row.values[from ?? ''] as { amount: string }).amount) * 2).toFixed(2)]
  }

  interface Page {
    records: Array<JsonObject & { id: string }>
    count: number
  }

  async function checkEntity(oracle: Oracle, entity: Entity): Promise<void> {
    const rows = world.filter((row) => row.entity === entity)
    const visible = rows.filter((row) => oracle.row(row, 'read'))
    const expand = entity === 'order' && oracle.field('order', 'firm') ? ['firm'] : []
    const found = await call('records.find', { entity, count: true, expand, limit: 200 })
    expectNothingHidden(oracle, found)
    if (!oracle.allows(entity, 'read')) return expect(found.status).toBe(403) as unknown as undefined
    const page = result<Page>(found)
    expect(page.count).toBe(visible.length)
    expect(page.records.map(({ id }) => id).sort()).toEqual(visible.map(({ id }) => id).sort())
    for (const row of visible) {
      const record = page.records.find(({ id }) => id === row.id)
      for (const field of FIELDS[entity]) {
        if (oracle.cell(row, field)) expect(record?.[field], `${entity}.${field}`).toEqual(row.values[field])
        else expect(record, `${entity}.${field}`).not.toHaveProperty(field)
      }
    }
    await checkQueries(oracle, entity, visible)
    await checkRecords(oracle, rows)
    expectNothingHidden(oracle, await ask('GET', `/api/v1/${entity}?count=true`))
    expectNothingHidden(oracle, await ask('GET', `/api/v1/${entity}.csv?titles=true`))
    expectNothingHidden(oracle, await call('model.view', {}))
  }

  /** Filters, orders, groups, sums and searches know of a value only where it is told. */
  async function checkQueries(oracle: Oracle, entity: Entity, visible: readonly WorldRow[]): Promise<void> {
    for (const field of FIELDS[entity]) {
      if (field === 'firm') continue
      const [row] = world.filter((one) => one.entity === entity && !oracle.cell(one, field))
      const value = row?.values[field] ?? null
      if (row === undefined || typeof value !== 'string') continue
      const question = { entity, where: { field, op: 'eq', value }, count: true }
      const guessed = await call('records.find', question)
      expectNothingHidden(oracle, guessed, JSON.stringify(question))
      if (guessed.status === 200) {
        const may = (one: WorldRow) => (field === 'pin' ? oracle.reveals(one, 'pin') : oracle.cell(one, field))
        const hits = visible.filter((one) => one.values[field] === value && may(one))
        expect(result<Page>(guessed).count, `${entity}.${field}`).toBe(hits.length)
      }
    }
    for (const field of ALL_FIELDS[entity]) {
      const sorted = await call('records.find', { entity, sort: [{ field }], limit: 3 })
      expectNothingHidden(oracle, sorted)
      if (sorted.status !== 200) continue
      const { nextCursor } = result<{ nextCursor: string | null }>(sorted)
      const bytes = nextCursor === null ? '' : Buffer.from(nextCursor, 'base64url').toString()
      expectNothingHidden(oracle, { status: 200, body: bytes })
    }
    const searched = await call('records.find', { entity, search: 'Planted', count: true, fields: ['id'] })
    const fields = entity === 'firm' ? ['name', 'secret'] : ['name', 'memo']
    const hits = visible.filter((row) => fields.some((field) => oracle.cell(row, field)))
    expect(result<Page>(searched).count, `search ${entity}`).toBe(hits.length)
    await checkSums(oracle, entity, visible)
  }

  async function checkSums(oracle: Oracle, entity: Entity, visible: readonly WorldRow[]): Promise<void> {
    const [group, sum] = entity === 'firm' ? ['area', 'worth'] : ['kind', 'amount']
    const summed = await call('records.summarize', { entity, groupBy: group, sum })
    expectNothingHidden(oracle, summed)
    if (summed.status !== 200) return
    const { groups } = result<{ groups: Array<{ value: string | null; count: number; sum: string | null }> }>(summed)
    const expected = new Map<string | null, { count: number; cents: number }>()
    for (const row of visible) {
      const value = oracle.cell(row, group ?? '') ? String(row.values[group ?? '']) : null
      const money = oracle.cell(row, sum ?? '') ? (row.values[sum ?? ''] as { amount: string }).amount : '0'
      const known = expected.get(value) ?? { count: 0, cents: 0 }
      expected.set(value, { count: known.count + 1, cents: known.cents + Math.round(Number(money) * 100) })
    }
    const told = groups.map(
      ({ value, count, sum: total }) => [value, { count, cents: Math.round(Number(total ?? 0) * 100) }] as const,
    )
    expect(new Map(told)).toEqual(expected)
  }

  async function checkRecords(oracle: Oracle, rows: readonly WorldRow[]): Promise<void> {
    for (const row of rows.filter((_, index) => index % 3 === 0)) {
      const { entity, id } = row
      const question = JSON.stringify({ id })
      const place = { entity, id }
      const expand = entity === 'order' && oracle.field('order', 'firm') ? '?expand=firm' : ''
      const got = await ask('GET', `/api/v1/${entity}/${id}${expand}`)
      expectNothingHidden(oracle, got, question)
      expect(got.status).toBe(oracle.row(row, 'read') ? 200 : 404)
      const history = await call('records.history', place)
      expectNothingHidden(oracle, history, question)
      expect(history.status).toBe(oracle.row(row, 'read') ? 200 : 404)
      if (entity === 'firm') {
        const shown = await call('records.reveal', { ...place, field: 'pin' })
        expect(shown.status === 200).toBe(oracle.reveals(row, 'pin'))
        if (shown.status !== 200) expectNothingHidden(oracle, shown, question)
      }
      const field = entity === 'firm' ? 'secret' : 'memo'
      const changed = await ask('PATCH', `/api/v1/${entity}/${id}`, { version: 1, [field]: row.values[field] })
      expect(changed.status === 200, `${changed.status} ${changed.body}`).toBe(oracle.writable(row, field))
      expectNothingHidden(oracle, changed, question)
    }
  }

  /** One further kind of question for each case, so that all of them take no longer than they must; in a long run all kinds. */
  async function probe(oracle: Oracle, one: LeakCase): Promise<void> {
    const probes = [
      () => probeRelated(kit(), oracle),
      () => probeStates(kit(), oracle, entries),
      () => probeLive(kit(), oracle),
      () => probeActors(kit(), oracle, one),
      () => probePlaces(kit(), oracle, entries),
      () => probeTools(kit(), oracle),
      // The last, for it changes the roles.
      () => probeWork(kit(), oracle),
    ]
    const turn = JSON.stringify(one).length % probes.length
    const chosen = process.env['TENON_LEAK_RUNS'] ? probes : probes.slice(turn, turn + 1)
    for (const ask of chosen) await ask()
  }

  const kit = (): LeakKit => {
    return { shop, world, people, call, ask, expectNothingHidden, actor: () => actor, become: (next) => (actor = next) }
  }

  test(`what roles, shares and stand-ins hide stands in no answer, and what they open in all of them (${RUNS} cases)`, async () => {
    await fc.assert(
      fc.asyncProperty(leakCase, async (one) => {
        await arrange(one)
        const oracle = makeOracle(world, one)
        for (const entity of ENTITIES) await checkEntity(oracle, entity)
        await probe(oracle, one)
      }),
      { numRuns: RUNS, ...(process.env['TENON_LEAK_SEED'] && { seed: Number(process.env['TENON_LEAK_SEED']) }) },
    )
    if (process.env['TENON_LEAK_RUNS']) console.info(kind, RUNS, 'cases', seen)
  }, 3_600_000)
})
