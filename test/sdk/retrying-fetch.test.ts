import { expect, test } from 'vitest'
import { retryingFetch } from '../../sdk/src/client/retrying-fetch.ts'

const CREATE = 'https://crm.example/api/trpc/records.create'

function server(...answers: Array<number | 'lost'>) {
  const keys: Array<string | null> = []
  const send = async (_: unknown, init: RequestInit = {}) => {
    keys.push(new Headers(init.headers).get('idempotency-key'))
    const answer = answers.shift() ?? 200
    if (answer === 'lost') throw new TypeError('fetch failed')
    return new Response('{}', { status: answer, headers: { 'retry-after': '0' } })
  }
  return { keys, fetch: retryingFetch({ fetch: send as typeof fetch }) }
}

test('a write whose answer was lost, or that came at a bad moment, is sent again under one key', async () => {
  const { keys, fetch } = server('lost', 503, 429)
  expect((await fetch(CREATE, { method: 'POST' })).status).toBe(200)
  expect(keys).toHaveLength(4)
  expect(new Set(keys).size).toBe(1)
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/)
})

test('each write has a key of its own, unless the caller gave one', async () => {
  const { keys, fetch } = server()
  await fetch(CREATE, { method: 'POST' })
  await fetch(CREATE, { method: 'POST' })
  await fetch(CREATE, { method: 'POST', headers: { 'idempotency-key': 'mine' } })
  expect(new Set(keys).size).toBe(3)
  expect(keys[2]).toBe('mine')
})

test('refusals are not tried again, nor is anything that could be done twice', async () => {
  const { keys, fetch } = server(409, 503)
  expect((await fetch(CREATE, { method: 'POST' })).status).toBe(409)
  expect((await fetch('https://crm.example/api/trpc/actions.run', { method: 'POST' })).status).toBe(503)
  expect(keys).toHaveLength(2)
  expect(keys[1]).toBe(null)
})

test('after the last try the answer, or the failure, is the caller’s', async () => {
  expect((await server(503, 503, 503, 503).fetch(CREATE, { method: 'POST' })).status).toBe(503)
  await expect(server('lost', 'lost', 'lost', 'lost').fetch(CREATE, { method: 'POST' })).rejects.toThrow('fetch failed')
})

test('whoever stops waiting is not kept', async () => {
  const leaving = new AbortController()
  const { keys, fetch } = server('lost', 'lost')
  const sending = fetch(CREATE, { method: 'POST', signal: leaving.signal })
  setTimeout(() => leaving.abort(), 20)
  await expect(sending).rejects.toThrow()
  expect(keys).toHaveLength(1)
})
