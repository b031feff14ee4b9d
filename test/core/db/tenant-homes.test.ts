import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeTenantHomes } from '../../../core/src/db/tenant-homes.ts'
import { createPostgresDatabase } from '../../support/open-test-database.ts'

const CONNECTIONS = 4

describe('homes of tenants at the connections of a pool', () => {
  let url = ''
  const pools: pg.Pool[] = []
  beforeAll(async () => {
    url = await createPostgresDatabase()
  })
  afterAll(() => Promise.all(pools.map((pool) => pool.end())))

  function openHomes({ idleTimeoutMillis = 60_000 } = {}) {
    const pool = new pg.Pool({ connectionString: url, max: CONNECTIONS, idleTimeoutMillis })
    pools.push(pool)
    const homes = makeTenantHomes(pool)
    const take = async (role: string | null) => {
      homes.prefer(role)
      const client = await pool.connect()
      homes.noteTaken(client, role)
      return client
    }
    /** Which connection answers, and whether the role is at home there. */
    const visit = async (role: string | null) => {
      const client = await take(role)
      const answer = { client, isAtHome: homes.isAtHome(client) }
      client.release()
      return answer
    }
    const openAll = async () => {
      const all = await Promise.all(Array.from({ length: CONNECTIONS }, () => pool.connect()))
      for (const client of all) client.release()
      return all
    }
    return { pool, homes, take, visit, openAll }
  }
  const roles = (count: number) => Array.from({ length: count }, (_, index) => `tenant${index}`)

  test('few tenants share one connection, and their statements one message', async () => {
    const { homes, visit, openAll } = openHomes()
    await openAll()
    const visits = await Promise.all(roles(1).map(visit))
    for (const role of roles(50)) visits.push(await visit(role))
    expect(new Set(visits.map(({ client }) => client)).size).toBe(1)
    expect(visits.every(({ isAtHome }) => isAtHome)).toBe(true)
    expect(new Set(roles(50).map((role) => homes.numberOf(role)))).toEqual(new Set([0]))
  })

  test('many tenants are spread over all connections, and each is answered by the same one again, whoever asked meanwhile', async () => {
    const { homes, visit, openAll } = openHomes()
    await openAll()
    const many = roles(400)
    for (const role of many) await visit(role)
    const first = new Map<string, pg.PoolClient>()
    for (const role of many) first.set(role, (await visit(role)).client)
    for (const role of many.toReversed()) {
      expect(await visit(role)).toEqual({ client: first.get(role), isAtHome: true })
      await visit(null)
    }
    const guests = Map.groupBy(many, (role) => first.get(role))
    expect([...guests.values()].map(({ length }) => length).every((count) => count > 70 && count < 130)).toBe(true)
    expect(new Set(many.map((role) => homes.numberOf(role))).size).toBe(CONNECTIONS)
    expect(homes.numberOf(null)).toBe(0)
  })

  test('several who ask at one moment each get their own', async () => {
    const { homes, take, visit, openAll } = openHomes()
    await openAll()
    const many = roles(400)
    for (const role of many) await visit(role)
    const byHome = Map.groupBy(many, (role) => homes.numberOf(role))
    const [one = []] = byHome.values()
    for (const index of [0, 7, 20]) {
      const together = [...byHome.values()].map((guests) => guests[index] ?? '')
      for (const order of [together, together.toReversed()]) {
        const taken = await Promise.all(order.map(take))
        expect(taken.map((client) => homes.isAtHome(client))).toEqual([true, true, true, true])
        for (const client of taken) client.release()
      }
    }
    const [first = '', second = ''] = one
    const [home, other] = await Promise.all([take(first), take(second)])
    expect(other).not.toBe(home)
    expect([home, other].map((client) => client !== undefined && homes.isAtHome(client))).toEqual([true, false])
    home?.release()
    other?.release()
    expect(other !== undefined && homes.isAtHome(other)).toBe(true)
  })

  test('who lived at a connection that is gone moves to another, and who has been away for long is counted no more', async () => {
    const { pool, homes, visit, openAll } = openHomes()
    await openAll()
    const many = roles(120)
    for (const role of many) await visit(role)
    const { client: gone } = await visit('tenant0')
    const removed = new Promise((resolve) => pool.once('remove', resolve))
    homes.prefer('tenant0')
    const taken = await pool.connect()
    expect(taken).toBe(gone)
    taken.release(true)
    await removed
    const { client: next } = await visit('tenant0')
    expect(next).not.toBe(gone)
    expect(await visit('tenant0')).toEqual({ client: next, isAtHome: true })
    homes.forget(Number.POSITIVE_INFINITY)
    expect(new Set(many.map((role) => homes.numberOf(role)).slice(0, 50))).toEqual(new Set([0]))
  })

  test('without a connection yet nobody waits for his', async () => {
    const { visit } = openHomes()
    expect((await visit('tenant0')).isAtHome).toBe(true)
    expect((await visit('tenant0')).isAtHome).toBe(true)
  })
})
