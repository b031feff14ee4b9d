import { expect } from 'vitest'
import type { Actor } from '../../../core/src/context/request-context.ts'
import type { PluginTenant } from '../../support/open-plugin-tenant.ts'
import type { LeakCase, Oracle } from './leak-oracle.ts'
import { makeOracle } from './leak-oracle.ts'
import { ENTITIES, type Entity, FIELDS, markerOf, type WorldRow } from './leak-world.ts'

interface Answer {
  status: number
  body: string
}

/** What the leak test lends to its further questions. */
export interface LeakKit {
  shop: PluginTenant
  world: readonly WorldRow[]
  people: readonly string[]
  call(verb: string, input: object): Promise<Answer>
  /** A text is sent as the file that it is. */
  ask(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, body?: object | string): Promise<Answer>
  expectNothingHidden(oracle: Oracle, answer: Answer, question?: string): void
  actor(): Actor
  become(actor: Actor): void
}

const rowsOf = (world: readonly WorldRow[], entity: Entity) => world.filter((row) => row.entity === entity)
const result = <T>({ body }: Answer): T => (JSON.parse(body) as { result: { data: T } }).result.data

/** Other records than the asked-for ones: what paths, children, groups and the search over everything tell of them. */
export async function probeRelated(kit: LeakKit, oracle: Oracle): Promise<void> {
  const { world, call, expectNothingHidden } = kit
  const orders = rowsOf(world, 'order').filter((row) => oracle.row(row, 'read'))
  const firmOf = (row: WorldRow) => world.find(({ id }) => id === row.values['firm'])
  const firm = rowsOf(world, 'firm').find((row) => !oracle.cell(row, 'secret'))
  if (firm !== undefined) {
    const value = String(firm.values['secret'])
    const question = { entity: 'order', where: { field: 'firm.secret', op: 'eq', value }, count: true }
    const guessed = await call('records.find', question)
    expectNothingHidden(oracle, guessed, JSON.stringify(question))
    if (guessed.status === 200) {
      const hits = orders.filter((row) => {
        const named = oracle.cell(row, 'firm') ? firmOf(row) : undefined
        return (
          named !== undefined &&
          oracle.row(named, 'read') &&
          oracle.cell(named, 'secret') &&
          named.values['secret'] === value
        )
      })
      expect(result<{ count: number }>(guessed).count, 'firm.secret').toBe(hits.length)
    }
  }
  const order = rowsOf(world, 'order').find((row) => !oracle.row(row, 'read') && !oracle.cell(row, 'memo'))
  if (order !== undefined) {
    const memo = { field: 'memo', op: 'eq', value: String(order.values['memo']) }
    const question = { entity: 'firm', where: { children: 'order_firm', any: memo }, count: true }
    const guessed = await call('records.find', question)
    expectNothingHidden(oracle, guessed, JSON.stringify(question))
    if (guessed.status === 200) expect(result<{ count: number }>(guessed).count, 'children').toBe(0)
  }
  for (const groupBy of [['kind'], ['firm.area'], ['firm']]) {
    const measures = { n: { measure: 'count' }, sum: { measure: 'sum', field: 'amount' } }
    const grouped = await call('records.group', { entity: 'order', groupBy, measures })
    expectNothingHidden(oracle, grouped)
    if (grouped.status !== 200) continue
    const { groups } = result<{ groups: Array<{ measures: { n: number } }> }>(grouped)
    expect(
      groups.reduce((sum, { measures: { n } }) => sum + Number(n), 0),
      String(groupBy),
    ).toBe(orders.length)
  }
  expectNothingHidden(oracle, await call('records.search', { text: 'Planted' }))
  const hidden = world.find((row) => !oracle.cell(row, 'name'))
  const marker = hidden === undefined ? null : markerOf(hidden.values['name'])
  if (hidden !== undefined && marker !== null) {
    const found = await call('records.search', { text: marker })
    expectNothingHidden(oracle, found, marker)
    expect(found.body).not.toContain(hidden.id)
  }
}

/** Earlier states, what brings them back, and moves of one record of each kind that is hidden or not. */
export async function probeStates(kit: LeakKit, oracle: Oracle, entries: ReadonlyMap<string, string>): Promise<void> {
  const { world, call, ask, expectNothingHidden } = kit
  for (const entity of ENTITIES) {
    const rows = rowsOf(world, entity)
    const chosen = [rows.find((row) => oracle.row(row, 'read')), rows.find((row) => !oracle.row(row, 'read'))]
    for (const row of chosen) {
      if (row === undefined) continue
      const place = { entity, id: row.id }
      const question = JSON.stringify(place)
      const past = await call('records.asOf', { ...place, at: new Date().toISOString() })
      expectNothingHidden(oracle, past, question)
      expect(past.status, `asOf ${entity}`).toBe(
        oracle.row(row, 'read') ? 200 : oracle.allows(entity, 'read') ? 404 : 403,
      )
      expectNothingHidden(oracle, await call('records.moves', place), question)
      const entry = entries.get(row.id) ?? ''
      const back = await call('audit.planRestore', { ...place, entry, side: 'after' })
      expectNothingHidden(oracle, back, question)
      if (!oracle.row(row, 'read')) expect(back.status).not.toBe(200)
      expectNothingHidden(oracle, await call('audit.timeline', place), question)
      if (oracle.row(row, 'read')) continue
      // Nobody in these cases may delete or create anything: what is refused tells nothing either.
      const gone = await ask('DELETE', `/api/v1/${entity}/${row.id}?version=1`)
      expectNothingHidden(oracle, gone, question)
      expect(gone.status).toBeGreaterThanOrEqual(400)
    }
    const made = await ask('POST', `/api/v1/${entity}`, { name: 'New one' })
    expectNothingHidden(oracle, made)
    expect(made.status, made.body).toBe(403)
  }
}

/** Whoever follows changes hears of those records that a list would show. */
export async function probeLive({ shop, world, actor }: LeakKit, oracle: Oracle): Promise<void> {
  const ctx = { ...shop.ctx, actor: actor() }
  for (const entity of ENTITIES) {
    if (!oracle.allows(entity, 'read')) continue
    const rows = rowsOf(world, entity)
    const verdicts = await Promise.all(
      rows.map(({ id }) => shop.tenon.api.judgeChange(ctx, { entity, key: entity }, id)),
    )
    expect(verdicts, `live ${entity}`).toEqual(rows.map((row) => (oracle.row(row, 'read') ? 'shown' : 'hidden')))
  }
}

/** The same roles held by a key, by a plugin for the person, and none of them by an end customer. */
export async function probeActors(kit: LeakKit, oracle: Oracle, one: LeakCase): Promise<void> {
  const { world, call, become, expectNothingHidden } = kit
  const person = kit.actor()
  if (person.kind !== 'user') throw new Error('The cases are about people.')
  // A key is nobody's: it owns what it has made, which is nothing here, and nothing is shared with it.
  become({ kind: 'apiKey', id: person.id, name: 'Key', roles: person.roles })
  const keys = makeOracle(world, { ...one, me: -1, absent: null, shares: [] })
  for (const entity of ENTITIES) {
    const found = await call('records.find', { entity, limit: 200 })
    expectNothingHidden(keys, found)
    if (found.status !== 200) continue
    const visible = rowsOf(world, entity).filter((row) => keys.row(row, 'read'))
    const ids = result<{ records: Array<{ id: string }> }>(found).records.map(({ id }) => id)
    expect(ids.sort(), `key ${entity}`).toEqual(visible.map(({ id }) => id).sort())
  }
  const customer = rowsOf(world, 'firm')[0]?.id ?? ''
  become({
    ...{ kind: 'customer', id: customer, name: 'Customer', site: person.id, scopes: [] },
    subject: { entity: 'firm', id: customer },
  })
  const values = world.flatMap((row) => FIELDS[row.entity].flatMap((field) => markerOf(row.values[field]) ?? []))
  for (const answer of [
    await call('records.find', { entity: 'order' }),
    await call('records.search', { text: 'Planted' }),
    await call('privacy.find', { record: { entity: 'firm', id: customer } }),
    await kit.ask('GET', `/api/v1/firm/${customer}`),
  ]) {
    expect(answer.status).toBe(403)
    expect(values.filter((value) => answer.body.includes(value))).toEqual([])
  }
  become(person)
  await probePlugin(kit, oracle, person)
}

/** What a plugin's code reads for somebody, over the functions that its host methods call. */
async function probePlugin({ shop, world }: LeakKit, oracle: Oracle, person: Actor): Promise<void> {
  const capabilities = ENTITIES.map((entity) => `entity:${entity}:read`)
  const plugin: Actor = { kind: 'plugin', id: 'leak', name: 'Leak', hook: 'x', capabilities, onBehalfOf: person }
  const ctx = { ...shop.ctx, actor: plugin }
  for (const entity of ENTITIES) {
    const visible = rowsOf(world, entity).filter((row) => oracle.row(row, 'read'))
    const found = await shop.tenon.services.records.find(ctx, { entity, limit: 200 }).catch(() => null)
    if (found === null) {
      expect(visible, `plugin ${entity}`).toEqual([])
      continue
    }
    expect(found.records.map(({ id }) => id).sort()).toEqual(visible.map(({ id }) => id).sort())
    const text = JSON.stringify(found.records)
    for (const row of visible) {
      const told = FIELDS[entity]
        .filter((field) => !oracle.cell(row, field))
        .flatMap((field) => markerOf(row.values[field]) ?? [])
      expect(
        told.filter((value) => text.includes(value)),
        `plugin ${entity}`,
      ).toEqual([])
    }
  }
}
