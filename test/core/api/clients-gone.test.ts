import { once } from 'node:events'
import { Agent, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import Fastify, { type FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { registerApi } from '../../../core/src/api/register-api.ts'
import { entityFile, manifest, openPluginTenant, type PluginTenant } from '../../support/open-plugin-tenant.ts'

const NOTES = { 'plugin.json': manifest('notes'), 'entities/note.schema.json': entityFile('note', {}) }
const [ROUNDS, CLIENTS, LEAVING] = [12, 16, 5]

interface Sending {
  /** Milliseconds; null: it waits for the answer. */
  leavesAfter?: number | null
  /** With an idempotency key. */
  keyed?: boolean
}

describe('clients that leave while their records are written together with those of others', () => {
  let shop: PluginTenant
  let app: FastifyInstance
  let port = 0
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS })

  beforeAll(async () => {
    shop = await openPluginTenant('postgres')
    await shop.install(NOTES)
    const { api } = shop.tenon
    const authenticate = async () => ({
      ...{ actor: shop.ctx.actor, tenant: { ...shop.tenant, name: 'Acme' }, expiresAt: null },
    })
    app = Fastify({ forceCloseConnections: true })
    await registerApi(app, { ...api, identity: { ...api.identity, authenticate } })
    await app.listen({ port: 0, host: '127.0.0.1' })
    port = (app.server.address() as AddressInfo).port
  }, 60_000)
  afterAll(async () => {
    agent.destroy()
    await app?.close()
    await shop?.close()
  })

  /** Resolves to the answer, or to null for whoever leaves without one. */
  async function create(
    name: string,
    { leavesAfter = null, keyed = false }: Sending = {},
  ): Promise<{ status: number; id: string } | null> {
    const key = keyed ? { 'idempotency-key': name } : {}
    const headers = { 'content-type': 'application/json', authorization: 'Bearer x', ...key }
    const sent = request({ host: '127.0.0.1', port, path: '/api/v1/note', method: 'POST', agent, headers })
    sent.on('error', () => undefined)
    sent.end(JSON.stringify({ name }))
    if (leavesAfter !== null) {
      await sleep(leavesAfter)
      sent.destroy()
      return null
    }
    const [response] = await once(sent, 'response')
    let text = ''
    for await (const part of response) text += part
    return { status: response.statusCode, id: JSON.parse(text).id }
  }

  /** What there is of each name, however often; `at` is the same for those that one transaction wrote. */
  async function written() {
    const table = (name: string) => sql.id(shop.tenant.schema, name)
    const { rows } = await sql<{ name: string; records: number; audits: number; events: number; at: string }>`
      select n.name, count(*)::int as records,
        sum((select count(*) from ${table('_audit')} a where a.record_id = n.id))::int as audits,
        sum((select count(*) from ${table('_outbox')} o where o.record_id = n.id))::int as events,
        min((select min(o.occurred_at)::text from ${table('_outbox')} o where o.record_id = n.id)) as at
      from ${table('note')} n group by n.name`.execute(shop.tenon.database.control)
    return new Map(rows.map((row) => [row.name, row]))
  }

  const leaves = (at: number) => at % 3 === 1 && at < LEAVING * 3

  /** All at one moment, of whom some leave; resolves to the names of those. */
  async function crowd(round: string, keyed: boolean): Promise<string[]> {
    const own = Array.from({ length: CLIENTS }, (_, at) => `${round}-${at}`)
    const answers = await Promise.all(
      own.map((name, at) => create(name, { keyed, leavesAfter: leaves(at) ? at % 4 : null })),
    )
    const stayed = answers.filter((one) => one !== null)
    expect(stayed.map(({ status }) => status)).toEqual(Array(CLIENTS - LEAVING).fill(201))
    return own.filter((_, at) => leaves(at))
  }

  test('leave no half of one, and take nothing from those that share a transaction with them', async () => {
    const gone: string[] = []
    for (let round = 0; round < ROUNDS; round++) gone.push(...(await crowd(`plain-${round}`, false)))
    const rows = await written()
    for (const row of rows.values()) expect(row).toMatchObject({ records: 1, audits: 1, events: 1 })
    expect([...rows.keys()].filter((name) => !gone.includes(name))).toHaveLength(ROUNDS * (CLIENTS - LEAVING))
    const shared = [...Map.groupBy(rows.values(), ({ at }) => at).values()].filter((group) => {
      return group.some(({ name }) => gone.includes(name)) && group.some(({ name }) => !gone.includes(name))
    })
    expect(shared.length).toBeGreaterThan(0)
  }, 60_000)

  test('find what they made, once, when they come back with their keys', async () => {
    const gone = [...(await crowd('keyed-1', true)), ...(await crowd('keyed-2', true))]
    const before = await written()
    const back = await Promise.all(gone.map((name) => create(name, { keyed: true })))
    expect(back.map((one) => one?.status)).toEqual(gone.map(() => 201))
    const after = await written()
    for (const row of after.values()) expect(row).toMatchObject({ records: 1, audits: 1, events: 1 })
    expect(gone.filter((name) => !after.has(name))).toEqual([])
    for (const [name, row] of before) expect(after.get(name)).toEqual(row)
  }, 60_000)

  test('hold no connection of the pool', async () => {
    const held = async () => {
      const { rows } = await sql<{ busy: number }>`select count(*)::int as busy from pg_stat_activity
        where datname = current_database() and state like 'idle in transaction%'`.execute(shop.tenon.database.control)
      return rows[0]?.busy
    }
    // Between two statements of a transaction that ends, one is for a moment.
    await vi.waitFor(async () => expect(await held()).toBe(0), { timeout: 10_000, interval: 100 })
    const more = await Promise.all(Array.from({ length: CLIENTS }, (_, at) => create(`last-${at}`)))
    expect(more.map((one) => one?.status)).toEqual(Array(CLIENTS).fill(201))
  }, 30_000)
})
